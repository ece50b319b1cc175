/** What the figures of the Base page do not say. */
import { Panel } from '#ui/page.tsx'
import { DayText, Quantity } from '#ui/quantity.tsx'
import { Sentence, useWords } from '#ui/words.tsx'
import type { ReactElement } from 'react'
import type { BaseAnswer } from '../page-answers.ts'
import styles from './base.module.css'
import { isEverybodyActive, isNobodyTold } from '../refresh/everybody-active.ts'

export function BaseLimits(props: { readonly base: BaseAnswer }): ReactElement {
  const words = useWords('lifetime-value')
  const { base } = props
  const { activeCannotTell = 0, valueInfiniteHorizon = null } = base.totals ?? {}
  return (
    <Panel title={words('base.not.title')}>
      <ul className={styles.limits}>
        <li>
          <Sentence
            from="lifetime-value"
            name="base.not.newcomers"
            parts={{ day: <DayText of={base.asOf} /> }}
          />
        </li>
        <li>{words('base.not.purchases')}</li>
        <li>{words(`base.not.${base.valueOf}`)}</li>
        <li>{words('base.not.person')}</li>
        {isEverybodyActive(base) ? <li>{words('base.not.allActive')}</li> : null}
        {activeCannotTell === 0 ? null : (
          <li>
            {isNobodyTold(base) ? words('base.not.cannotTellAny') : <CannotTell count={activeCannotTell} />}
          </li>
        )}
        {valueInfiniteHorizon === null ? null : (
          <li>
            <Sentence
              from="lifetime-value"
              name="base.not.endless"
              parts={{
                value: <Quantity as="money-short" currency={base.currency} value={valueInfiniteHorizon} />,
              }}
            />
          </li>
        )}
      </ul>
    </Panel>
  )
}

function CannotTell(props: { readonly count: number }): ReactElement {
  const words = useWords('lifetime-value')
  return <>{words('base.not.cannotTell', { count: props.count })}</>
}

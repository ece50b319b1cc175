/** The sentence the Base page opens with: the range as wide as past errors make it, and how the model did last time. */
import { Link } from '#ui/link.ts'
import { DayText, IntervalBar, Quantity } from '#ui/quantity.tsx'
import { Sentence, useWords } from '#ui/words.tsx'
import type { ReactElement } from 'react'
import type { BaseAnswer, ValuedBase } from '../page-answers.ts'
import styles from './base.module.css'
import { useHorizonText, useSkillText } from '../horizon.view.tsx'
import { skillOf } from '../trust/skill.ts'
import type { HoldoutReport, Totals } from '../value-document.ts'

export function BaseOpening(props: {
  readonly base: BaseAnswer
  /** Undefined until it is known. */
  readonly holdout: HoldoutReport | null | undefined
  readonly business: string
}): ReactElement {
  const words = useWords('lifetime-value')
  const { base, holdout } = props
  const { totals } = base
  if (totals === null) return <Unvalued base={base} />
  return (
    <div className={styles.opening}>
      <Headline base={base} totals={totals} />
      <Bar base={base} totals={totals} />
      <p className={styles.best}>
        <Best base={base} totals={totals} /> {holdout === undefined ? null : <LastTime holdout={holdout} />}{' '}
        <Link to="/$business/trust" params={{ business: props.business }}>
          {words('base.trust')}
        </Link>
      </p>
    </div>
  )
}

/** Where no model could be fitted: what is known, and that the rest is not. */
function Unvalued(props: { readonly base: BaseAnswer }): ReactElement {
  const { base } = props
  return (
    <p className={styles.headline}>
      <Sentence
        from="lifetime-value"
        name="base.headline.unvalued"
        values={{ count: base.customers }}
        parts={{
          customers: <Quantity as="count" value={base.customers} />,
          spend: <Quantity as="money-short" currency={base.currency} value={base.spend} />,
        }}
      />
    </p>
  )
}

function rangeOf(totals: Totals): { low: number; high: number; tried: boolean } {
  const { valueBacktestLow: low, valueBacktestHigh: high } = totals
  return low === null || high === null
    ? { low: totals.valueLow, high: totals.valueHigh, tried: false }
    : { low, high, tried: true }
}

function Headline(props: ValuedBase): ReactElement {
  const horizonText = useHorizonText()
  const { base, totals } = props
  const { low, high } = rangeOf(totals)
  const money = { as: 'money-short', currency: base.currency } as const
  return (
    <p className={styles.headline}>
      <Sentence
        from="lifetime-value"
        name={`base.headline.${base.valueOf}`}
        values={{ count: base.customers, horizon: horizonText(base.horizonDays) }}
        parts={{
          customers: <Quantity as="count" value={base.customers} />,
          low: <Quantity {...money} value={low} />,
          high: <Quantity {...money} value={high} />,
        }}
      />
    </p>
  )
}

function Bar({ totals }: ValuedBase): ReactElement {
  const words = useWords('lifetime-value')
  const { low, high, tried } = rangeOf(totals)
  const { value, valueLow, valueHigh } = totals
  return (
    <IntervalBar
      mean={value}
      inner={{ low: valueLow, high: valueHigh, label: words('base.bar.model') }}
      outer={tried ? { low, high, label: words('base.bar.tried') } : null}
      meanLabel={words('base.bar.best')}
    />
  )
}

function Best(props: ValuedBase): ReactElement {
  const { totals } = props
  const { currency } = props.base
  const money = { as: 'money-short', currency } as const
  return (
    <Sentence
      from="lifetime-value"
      name={rangeOf(totals).tried ? 'base.best' : 'base.bestModelOnly'}
      parts={{
        value: <Quantity {...money} value={totals.value} />,
        low: <Quantity {...money} value={totals.valueLow} />,
        high: <Quantity {...money} value={totals.valueHigh} />,
      }}
    />
  )
}

function LastTime(props: { readonly holdout: HoldoutReport | null }): ReactElement {
  const words = useWords('lifetime-value')
  const horizonText = useHorizonText()
  const skillText = useSkillText()
  const { holdout } = props
  const skill = holdout === null ? undefined : skillOf(holdout.expectedPurchases, holdout.actualPurchases)
  if (holdout === null || skill === undefined) return <>{words('base.lastAbsent')}</>
  return (
    <Sentence
      from="lifetime-value"
      name="base.last"
      values={{ days: horizonText(holdout.days) }}
      parts={{
        origin: <DayText of={holdout.origin} />,
        skill: <strong>{skillText(skill)}</strong>,
        expected: <Quantity as="estimate" value={holdout.expectedPurchases} />,
        actual: <Quantity as="count" value={holdout.actualPurchases} />,
      }}
    />
  )
}

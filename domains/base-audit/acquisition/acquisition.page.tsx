/** What customers cost to win, what they bring, and when the money is back. */
import type { Business } from '#history/business.contract.ts'
import { snapshotOf } from '#lifetime-value/snapshot-of.ts'
import { useAnswer } from '#ui/answer.tsx'
import { Answered } from '#ui/answered.tsx'
import type { Words } from '#ui/chart.ts'
import { NativeSelect } from '#ui/controls.ts'
import { Page, Panel } from '#ui/page.tsx'
import { useWords } from '#ui/words.tsx'
import type { ReactElement } from 'react'
import { AcquisitionCosts } from './acquisition-costs.view.tsx'
import { AcquisitionFigures } from './acquisition-figures.view.tsx'
import { AcquisitionOpening } from './acquisition-opening.view.tsx'
import type { AcquisitionSearch } from './acquisition-search.ts'
import { readAcquisition, type AcquisitionDocument } from '../acquisition.contract.ts'
import styles from '../page/audit.module.css'
import { EquityNotices } from '../equity/equity-notices.view.tsx'

export interface AcquisitionPageProps {
  readonly business: Business
  readonly search: AcquisitionSearch
  readonly onSearch: (search: AcquisitionSearch) => void
}

export function AcquisitionPage(props: AcquisitionPageProps): ReactElement {
  const words = useWords('base-audit')
  const { business } = props
  const answer = useAnswer(readAcquisition, snapshotOf(business))
  return (
    <Page title={words('acquisition.title')} of={business.name} lead={words('acquisition.lead')}>
      <Answered of={answer} reading={words('reading.acquisition')}>
        {(acquisition) => <Told {...props} acquisition={acquisition} />}
      </Answered>
    </Page>
  )
}

function Told(props: AcquisitionPageProps & { readonly acquisition: AcquisitionDocument }): ReactElement {
  const words = useWords('base-audit')
  const { acquisition, business, search } = props
  const { channels, whole, findings, currency, valueOf } = acquisition
  const shown = channels.find(({ channel }) => channel === search.channel) ?? whole
  // Where nothing is known of costs yet, giving them is the next thing to do.
  const isFirst = whole.months.length === 0
  const parts = [
    <AcquisitionFigures key="figures" acquisition={acquisition} shown={shown} />,
    <AcquisitionCosts key="costs" business={business} month={acquisition.asOf.slice(0, 7)} />,
  ]
  return (
    <>
      <ChannelChoice {...props} />
      <Panel>
        <AcquisitionOpening acquisition={acquisition} shown={shown} />
      </Panel>
      <EquityNotices of={findings} currency={currency} />
      {isFirst ? parts.toReversed() : parts}
      <Panel title={words('limits')}>
        <ul className={styles.evidence}>
          <li>{words('acquisition.limit.cause')}</li>
          <li>{words('acquisition.limit.horizon')}</li>
          <li>{words('acquisition.limit.share')}</li>
          <li>{words('acquisition.limit.ahead')}</li>
          <li>{words('acquisition.limit.curve')}</li>
          {valueOf === 'revenue' ? <li>{words('acquisition.limit.revenue')}</li> : null}
        </ul>
      </Panel>
    </>
  )
}

function ChannelChoice(
  props: AcquisitionPageProps & { readonly acquisition: AcquisitionDocument },
): ReactElement | null {
  const words = useWords('base-audit') as unknown as Words
  const { acquisition, search, onSearch } = props
  const names = acquisition.channels.flatMap(({ channel }) => channel ?? [])
  if (names.length === 0) return null
  return (
    <search className={styles.choices} aria-label={words('choice.label')}>
      <NativeSelect
        label={words('choice.filter.firstChannel')}
        value={names.find((name) => name === search.channel) ?? ''}
        onChange={({ currentTarget: { value } }) => onSearch(value === '' ? {} : { channel: value })}
        data={[
          { value: '', label: words('acquisition.whole') },
          ...names.map((value) => ({ value, label: value })),
        ]}
      />
    </search>
  )
}

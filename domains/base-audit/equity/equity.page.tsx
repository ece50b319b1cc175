/** What the base is worth, how that came about, and where it lies. */
import type { Business } from '#history/business.contract.ts'
import { snapshotOf } from '#lifetime-value/snapshot-of.ts'
import { useAnswer, type Answer } from '#ui/answer.tsx'
import { Answered } from '#ui/answered.tsx'
import type { Words } from '#ui/chart.ts'
import { Page, Panel } from '#ui/page.tsx'
import { Refusal, Waiting } from '#ui/states.tsx'
import { useWords } from '#ui/words.tsx'
import type { ReactElement } from 'react'
import { EquityChoices } from './equity-choices.view.tsx'
import { EquityFigures } from './equity-figures.view.tsx'
import { EquityNotices } from './equity-notices.view.tsx'
import { EquityOpening } from './equity-opening.view.tsx'
import { asksForBridge, type EquityChange, type EquitySearch } from './equity-search.ts'
import {
  listComparableSnapshots,
  readEquity,
  readEquityBridge,
  type EquityBridge,
  type EquityDocument,
} from '../equity.contract.ts'
import styles from '../page/audit.module.css'

export interface EquityPageProps {
  readonly business: Business
  readonly search: EquitySearch
  readonly onChange: (change: EquityChange) => void
}

export function EquityPage(props: EquityPageProps): ReactElement {
  const words = useWords('base-audit')
  const { business } = props
  const answer = useAnswer(readEquity, snapshotOf(business))
  return (
    <Page title={words('equity.title')} of={business.name} lead={words('equity.lead')}>
      <Answered of={answer} reading={words('reading.equity')}>
        {(equity) => <Chosen {...props} equity={equity} />}
      </Answered>
    </Page>
  )
}

type Valued = EquityPageProps & { readonly equity: EquityDocument }

/** The usual bridge comes with the document; any other is computed when it is asked for. */
function Chosen(props: Valued): ReactElement {
  const { equity, search } = props
  if (asksForBridge(search)) return <Asked {...props} />
  const usual = { state: 'ready', value: equity.bridge, refreshing: false, again: () => {} } as const
  return <Compared {...props} bridge={usual} />
}

function Asked(props: Valued): ReactElement {
  const { business, search } = props
  const { against, from, to } = search
  const bridge = useAnswer(readEquityBridge, {
    ...snapshotOf(business),
    ...(against !== undefined && { against }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  })
  return <Compared {...props} bridge={bridge} />
}

function Compared(props: Valued & { readonly bridge: Answer<EquityBridge | null> }): ReactElement {
  const words = useWords('base-audit')
  const { business, equity, bridge, search, onChange } = props
  const others = useAnswer(listComparableSnapshots, snapshotOf(business))
  const shown = bridge.state === 'ready' ? bridge.value : null
  const known = others.state === 'ready' ? others.value : null
  // Of contracts there is nothing to compare: no bridge is worked out of them.
  const isUnbridged = equity.findings.some(({ code }) => code === 'contracts-unbridged')
  const problems = isUnbridged ? [] : [known?.problem ?? []].flat()
  return (
    <>
      <Panel>
        <EquityOpening equity={equity} bridge={shown} />
      </Panel>
      {equity.value === null || isUnbridged ? null : (
        <EquityChoices
          search={search}
          onChange={onChange}
          snapshots={known?.snapshots ?? []}
          usualBridge={equity.bridge}
          firstDay={known?.firstDay ?? ''}
          asOf={equity.asOf}
          currency={equity.currency}
        />
      )}
      {bridge.state === 'waiting' ? <Computing /> : null}
      {bridge.state === 'refused' ? <Refusal error={bridge.error} again={bridge.again} /> : null}
      <EquityNotices
        of={[...equity.findings, ...(shown?.findings ?? []), ...problems]}
        currency={equity.currency}
      />
      <EquityFigures {...props} bridge={shown} />
      <Panel title={words('limits')}>
        <ul className={styles.evidence}>
          <Limits equity={equity} bridge={shown} />
        </ul>
      </Panel>
    </>
  )
}

function Computing(): ReactElement {
  const words = useWords('base-audit')
  return (
    <Panel>
      <p>{words('equity.computing')}</p>
      <Waiting what={words('reading.bridge')} />
    </Panel>
  )
}

function Limits(props: {
  readonly equity: EquityDocument
  readonly bridge: EquityBridge | null
}): ReactElement {
  const words = useWords('base-audit') as unknown as Words
  const { equity, bridge } = props
  const told = [
    'newcomers',
    equity.valueOf,
    ...(bridge === null ? [] : ['paired', 'cause', 'horizon', bridge.between]),
  ]
  return (
    <>
      {told.map((limit) => (
        <li key={limit}>{words(`equity.limit.${limit}`)}</li>
      ))}
    </>
  )
}

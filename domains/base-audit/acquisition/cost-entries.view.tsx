/** Costs as they were given, each entry with a way to take it back. */
import { useRequest } from '#ui/answer.tsx'
import type { Words } from '#ui/chart.ts'
import { Confirm } from '#ui/confirm.tsx'
import { Button } from '#ui/controls.ts'
import { FoldedEntry } from '#ui/folded-entry.tsx'
import { IconArrowBackUp } from '#ui/icons.ts'
import { MomentText, Quantity } from '#ui/quantity.tsx'
import { Name } from '#ui/said.tsx'
import { Refusal } from '#ui/states.tsx'
import { Sentence, useWords } from '#ui/words.tsx'
import { useMemo, useState, type ReactElement } from 'react'
import { undoAcquisitionCosts, type CostEntry } from '../acquisition.contract.ts'
import { channelName } from './acquisition-tables.ts'
import type { TableColumn } from '../tables/audit-cell.ts'
import styles from '../page/audit.module.css'
import { FiguresTable } from '../page/figures-table.view.tsx'

export interface CostEntriesProps {
  readonly business: string
  readonly entries: readonly CostEntry[]
  readonly currency: string | null
  /** Whether nothing may be taken back. */
  readonly fixed: boolean
}

export function CostEntries(props: CostEntriesProps): ReactElement {
  const words = useWords('base-audit')
  const { entries } = props
  return (
    <section className={styles.costs} aria-label={words('acquisition.entries.title')}>
      <h3>{words('acquisition.entries.title')}</h3>
      {entries.length === 0 ? <p className={styles.of}>{words('acquisition.entries.none')}</p> : null}
      {entries.map((entry) => (
        <Entry key={entry.entry} {...props} entry={entry} />
      ))}
    </section>
  )
}

const columns: readonly TableColumn[] = [
  { name: 'month', unit: 'period' },
  { name: 'channel', unit: 'text' },
  { name: 'cost', unit: 'money' },
  { name: 'purpose', unit: 'code' },
]

function Entry(props: CostEntriesProps & { readonly entry: CostEntry }): ReactElement {
  const words = useWords('base-audit') as unknown as Words
  const { entry, fixed } = props
  const { costs, source, fileName, undoneAt, recordedAt } = entry
  const currency = entry.currency ?? props.currency
  const rows = useMemo(
    () =>
      costs.map(({ month, channel, amount, purpose }) => ({
        month,
        channel: channelName(channel, words),
        cost: amount,
        purpose,
      })),
    [costs, words],
  )
  const name = source === 'form' ? words('acquisition.entries.form') : <Name>{fileName ?? ''}</Name>
  return (
    <FoldedEntry
      undone={undoneAt !== null}
      name={name}
      told={
        <Sentence
          from="base-audit"
          name={undoneAt === null ? 'acquisition.entries.stands' : 'acquisition.entries.undone'}
          values={{ count: costs.length }}
          parts={{
            sum: (
              <Quantity
                as="money"
                currency={currency}
                value={costs.reduce((sum, { amount }) => sum + amount, 0)}
              />
            ),
            when: <MomentText of={undoneAt ?? recordedAt} />,
          }}
        />
      }
    >
      <FiguresTable
        title={words('acquisition.table.entry')}
        file="costs"
        columns={columns}
        rows={rows}
        measure="profit"
        currency={currency}
      />
      {undoneAt !== null || fixed ? null : <Undo {...props} />}
    </FoldedEntry>
  )
}

function Undo(props: CostEntriesProps & { readonly entry: CostEntry }): ReactElement {
  const words = useWords('base-audit')
  const [asking, ask] = useState(false)
  const request = useRequest(undoAcquisitionCosts)
  const { business, entry } = props
  return (
    <div className={styles.costs}>
      <div>
        <Button
          variant="default"
          size="sm"
          leftSection={<IconArrowBackUp size={16} aria-hidden />}
          loading={request.sending}
          onClick={() => ask(true)}
        >
          {words('acquisition.entries.undo')}
        </Button>
      </div>
      {request.refused === undefined ? null : <Refusal error={request.refused} />}
      <Confirm
        open={asking}
        title={words('acquisition.entries.undoTitle')}
        text={words('acquisition.entries.undoText', { count: entry.costs.length })}
        yes={words('acquisition.entries.undo')}
        no={words('acquisition.entries.keep')}
        onAnswer={(sure) => {
          ask(false)
          if (sure) request.send({ business, entry: entry.entry })
        }}
      />
    </div>
  )
}

/** The purchases and refunds of one customer, newest first. */
import { Button } from '#ui/controls.ts'
import { Panel } from '#ui/page.tsx'
import { DayText, Quantity } from '#ui/quantity.tsx'
import { Table, type Column } from '#ui/table.tsx'
import { useWords } from '#ui/words.tsx'
import { useMemo, useState, type ReactElement } from 'react'
import styles from './customers.module.css'
import type { CustomerAnswer } from '../page-answers.ts'

type HistoryEntry = CustomerAnswer['history'][number]

/** Days shown before the rest is asked for. */
const shownAtFirst = 12

export function CustomerHistory(props: { readonly customer: CustomerAnswer }): ReactElement {
  const words = useWords('lifetime-value')
  const [all, showAll] = useState(false)
  const { history, currency } = props.customer
  const newestFirst = useMemo(() => history.toReversed(), [history])
  const columns = useMemo<readonly Column<HistoryEntry>[]>(
    () => [
      { key: 'day', header: words('customer.history.day'), render: (entry) => <DayText of={entry.day} /> },
      {
        key: 'kind',
        header: words('customer.history.kind'),
        render: (entry) => words(`customer.history.${entry.kind}`),
      },
      {
        key: 'spend',
        header: words('customer.history.spend'),
        numeric: true,
        render: (entry) => <Quantity as="money" currency={currency} value={entry.spend} />,
      },
    ],
    [words, currency],
  )
  const count = history.length
  return (
    <Panel title={words('customer.history.title')} lead={words('customer.history.lead', { count })}>
      <Table
        label={words('customer.history.title')}
        columns={columns}
        rows={all ? newestFirst : newestFirst.slice(0, shownAtFirst)}
        rowKey={(entry) => `${entry.day} ${entry.kind}`}
      />
      {all || count <= shownAtFirst ? null : (
        <Button className={styles.more} variant="default" onClick={() => showAll(true)}>
          {words('customer.history.all', { count })}
        </Button>
      )}
    </Panel>
  )
}

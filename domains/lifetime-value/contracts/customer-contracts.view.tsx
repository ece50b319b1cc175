/** The contracts of one customer, oldest first; nothing where purchases are valued. */
import { Panel } from '#ui/page.tsx'
import { DayText, Quantity } from '#ui/quantity.tsx'
import { Table, type Column } from '#ui/table.tsx'
import { Sentence, useWords } from '#ui/words.tsx'
import { useMemo, type ReactElement } from 'react'
import type { HeldContract } from '../lifetime-value.contract.ts'
import type { CustomerAnswer } from '../page-answers.ts'

export function CustomerContracts(props: { readonly customer: CustomerAnswer }): ReactElement | null {
  const words = useWords('lifetime-value')
  const { contracts, period, currency } = props.customer
  const columns = useMemo<readonly Column<HeldContract>[]>(() => {
    const money = { as: 'money', currency } as const
    return [
      {
        key: 'start',
        header: words('contracts.columns.start'),
        render: (row) => <DayText of={row.start} />,
      },
      { key: 'state', header: words('contracts.columns.state'), render: (row) => <State of={row} /> },
      {
        key: 'renewals',
        header: words('contracts.columns.renewals'),
        numeric: true,
        wide: true,
        render: (row) => <Quantity as="count" value={row.renewals} />,
      },
      {
        key: 'amount',
        header: words('contracts.columns.amount'),
        numeric: true,
        wide: true,
        render: (row) => <Quantity {...money} value={row.amount} />,
      },
      {
        key: 'chance',
        header: words('contracts.columns.chance'),
        numeric: true,
        render: ({ probabilityRenews: chance }) =>
          chance === null ? words('contracts.none') : <Quantity as="percent" value={chance} />,
      },
      {
        key: 'value',
        header: words('contracts.columns.value'),
        numeric: true,
        render: ({ value }) => (value === null ? words('cannotTell') : <Quantity {...money} value={value} />),
      },
    ]
  }, [words, currency])
  if (contracts === null || period === null) return null
  const every = words(`contracts.period.${period}`)
  const rows = contracts.map((contract, place) => ({ ...contract, place }))
  return (
    <Panel
      title={words('contracts.title')}
      lead={words('contracts.lead', { count: contracts.length, period: every })}
    >
      <Table
        label={words('contracts.title')}
        columns={columns}
        rows={rows}
        rowKey={(row) => String(row.place)}
      />
    </Panel>
  )
}

/** When it ended, or when it comes up for renewal. */
function State(props: { readonly of: HeldContract }): ReactElement {
  const { endedOn, nextRenewal } = props.of
  return endedOn === null ? (
    <Sentence
      from="lifetime-value"
      name="contracts.next"
      parts={{ day: nextRenewal === null ? <>–</> : <DayText of={nextRenewal} /> }}
    />
  ) : (
    <Sentence from="lifetime-value" name="contracts.ended" parts={{ day: <DayText of={endedOn} /> }} />
  )
}

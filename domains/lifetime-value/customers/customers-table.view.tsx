/** The rows of the Customers page; on a phone the lesser columns move under the name. */
import { Link } from '#ui/link.ts'
import { DayText, Quantity, Range } from '#ui/quantity.tsx'
import { Name } from '#ui/said.tsx'
import { Table, type Column } from '#ui/table.tsx'
import { Sentence, useFormats, useWords, type Words } from '#ui/words.tsx'
import { useMemo, type ReactElement } from 'react'
import { Active } from '../active.view.tsx'
import styles from './customers.module.css'
import {
  changedSearch,
  type CustomerColumn,
  type CustomersSearch,
  type OnSearch,
} from './customers-search.ts'
import type { CustomerRow } from '../lifetime-value.contract.ts'
import type { CustomersAnswer } from '../page-answers.ts'
import type { Estimate } from '../value-document.ts'

export function CustomersTable(props: {
  readonly answer: CustomersAnswer
  readonly business: string
  readonly refreshing: boolean
  readonly search: CustomersSearch
  readonly onSearch: OnSearch
}): ReactElement {
  const words = useWords('lifetime-value')
  const { answer, business, search, onSearch } = props
  const { currency } = answer
  const columns = useMemo(() => columnsOf(words, business, currency), [words, business, currency])
  const { sort = 'value', direction = 'down' } = search
  return (
    <Table
      label={words('customers.table')}
      columns={columns}
      rows={answer.customers}
      rowKey={(row) => row.customer}
      refreshing={props.refreshing}
      order={{ key: sort, direction }}
      onOrder={(order) =>
        onSearch(changedSearch(search, { sort: order.key as CustomerColumn, direction: order.direction }))
      }
    />
  )
}

function columnsOf(
  words: Words<'lifetime-value'>,
  business: string,
  currency: string | null,
): readonly Column<CustomerRow>[] {
  const column = (key: CustomerColumn, rest: Omit<Column<CustomerRow>, 'key' | 'header'>) => ({
    key,
    header: words(`customers.columns.${key}`),
    sortable: true,
    numeric: true,
    ...rest,
  })
  const money = { as: 'money', currency } as const
  return [
    column('name', { numeric: false, render: (row) => <CustomerName row={row} business={business} /> }),
    column('value', { render: (row) => <Estimated of={row.value} {...money} /> }),
    column('probabilityActive', {
      wide: true,
      render: (row) => <Active probability={row.probabilityActive} />,
    }),
    column('expectedPurchases', {
      wide: true,
      render: (row) => <Estimated of={row.expectedPurchases} as="estimate" />,
    }),
    column('purchases', { wide: true, render: (row) => <Quantity as="count" value={row.purchases} /> }),
    column('spend', { wide: true, render: (row) => <Quantity {...money} value={row.spend} /> }),
    column('lastPurchase', { wide: true, render: (row) => <DayText of={row.lastPurchase} /> }),
    column('firstPurchase', { wide: true, render: (row) => <DayText of={row.firstPurchase} /> }),
  ]
}

function CustomerName(props: { readonly row: CustomerRow; readonly business: string }): ReactElement {
  const { row, business } = props
  return (
    <>
      <Link
        className={styles.name}
        to="/$business/customers/$customer"
        params={{ business, customer: row.customer }}
      >
        <Name>{row.name}</Name>
      </Link>
      <span className={styles.sub}>
        <Sentence
          from="lifetime-value"
          name="customers.sub"
          values={{ count: row.purchases }}
          parts={{ day: <DayText of={row.lastPurchase} /> }}
        />
      </span>
      <span className={styles.sub}>
        <ActiveText probability={row.probabilityActive} />
      </span>
    </>
  )
}

/** On a phone, where the column is left out. */
function ActiveText(props: { readonly probability: number | null }): ReactElement {
  const words = useWords('lifetime-value')
  const formats = useFormats()
  const { probability } = props
  const share = probability === null ? words('cannotTell') : formats.percent(probability)
  return <>{words('customers.activeSub', { share })}</>
}

function Estimated(props: {
  readonly of: Estimate | null
  readonly as: 'money' | 'estimate'
  readonly currency?: string | null
}): ReactElement {
  const words = useWords('lifetime-value')
  const { of: estimate, as, currency = null } = props
  if (estimate === null) return <span className={styles.unknown}>{words('cannotTell')}</span>
  return (
    <span className={styles.estimated}>
      <Quantity as={as} currency={currency} value={estimate.mean} />
      <Range
        as={as === 'estimate' ? 'count' : as}
        currency={currency}
        low={estimate.low}
        high={estimate.high}
      />
    </span>
  )
}

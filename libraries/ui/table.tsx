/** A table whose rows come ready from the API, or are few: order is asked for, not made here. */
import {
  createColumnHelper,
  flexRender,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useMemo, type ReactElement, type ReactNode } from 'react'
import { IconArrowDown, IconArrowUp, IconSelector } from './icons.ts'
import { ScrollRegion } from './scroll-region.tsx'
import styles from './table.module.css'
import { useWords } from './words.tsx'

/** One column. */
export interface Column<Row> {
  readonly key: string
  readonly header: ReactNode
  readonly render: (row: Row) => ReactNode
  /** Figures stand at the end of the line, so that their digits meet. */
  readonly numeric?: boolean
  /** Left out on a phone. */
  readonly wide?: boolean
  /** A click on the header orders by it. */
  readonly sortable?: boolean
}

/** How rows are ordered. */
export interface Order {
  readonly key: string
  readonly direction: 'up' | 'down'
}

/** A table; the first column names the row. */
export interface TableProps<Row> {
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
  readonly order?: Order
  readonly onOrder?: (order: Order) => void
  /** The next rows are on their way. */
  readonly refreshing?: boolean
}

const features = tableFeatures({ rowSortingFeature })

/** A table of `rows`. */
export function Table<Row extends object>(props: TableProps<Row>): ReactElement {
  const { columns, rows, rowKey, order } = props
  const defined = useMemo(() => {
    const helper = createColumnHelper<typeof features, Row>()
    return columns.map(({ key, render, sortable = false }) =>
      helper.display({
        id: key,
        enableSorting: sortable,
        sortDescFirst: true,
        cell: ({ row }) => render(row.original),
      }),
    )
  }, [columns])
  const table = useTable({
    features,
    columns: defined,
    data: rows,
    getRowId: rowKey,
    manualSorting: true,
    state: { sorting: order === undefined ? [] : [{ id: order.key, desc: order.direction === 'down' }] },
  })
  const shown = new Map(columns.map((column) => [column.key, column]))
  const classOf = (key: string) => {
    const { numeric, wide } = shown.get(key) ?? {}
    return [numeric === true && styles.numeric, wide === true && styles.wide].filter(Boolean).join(' ')
  }
  return (
    <ScrollRegion className={styles.scroll} label={props.label}>
      <table className={styles.table} aria-label={props.label} data-refreshing={props.refreshing === true}>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map(({ id }) => (
                <th key={id} scope="col" className={classOf(id)} aria-sort={ariaSort(order, id)}>
                  <Header column={shown.get(id)} {...props} />
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id}>
              {row.getAllCells().map((cell, place) =>
                place === 0 ? (
                  <th key={cell.id} scope="row" className={classOf(cell.column.id)}>
                    {flexRender(cell.column.columnDef.cell, cell.getContext())}
                  </th>
                ) : (
                  <td key={cell.id} className={classOf(cell.column.id)}>
                    {flexRender(cell.column.columnDef.cell, cell.getContext())}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

function ariaSort(order: Order | undefined, key: string): 'ascending' | 'descending' | undefined {
  if (order?.key !== key) return undefined
  return order.direction === 'up' ? 'ascending' : 'descending'
}

function Header<Row>(
  props: Pick<TableProps<Row>, 'order' | 'onOrder'> & { readonly column: Column<Row> | undefined },
): ReactNode {
  const words = useWords('ui')
  const { column, order, onOrder } = props
  if (column?.sortable !== true || onOrder === undefined) return column?.header
  const sorted = order?.key === column.key ? order.direction : undefined
  const Icon = sorted === 'up' ? IconArrowUp : sorted === 'down' ? IconArrowDown : IconSelector
  return (
    <button
      type="button"
      className={styles.sort}
      data-sorted={sorted !== undefined}
      title={words('table.sort')}
      onClick={() => onOrder({ key: column.key, direction: sorted === 'down' ? 'up' : 'down' })}
    >
      {column.header}
      <Icon size={14} aria-hidden />
    </button>
  )
}

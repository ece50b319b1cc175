/** A table behind a figure: sortable, and to be taken away. */
import type { Words } from '#ui/chart.ts'
import { Button } from '#ui/controls.ts'
import { IconDownload } from '#ui/icons.ts'
import { Table, type Column, type Order } from '#ui/table.tsx'
import { useFormats, useWords } from '#ui/words.tsx'
import { useMemo, useState, type ReactElement } from 'react'
import { cellText, columnName, columnsOf, csvOf, isFigure, orderedRows, type AnyRow } from './audit-cell.ts'
import type { AuditStated } from './audit-document.ts'
import type { Lens } from './audit-tables.ts'
import styles from './audit.module.css'

/** Rows shown before a reader asks for all. */
const shownAtFirst = 20

export interface AuditTableProps {
  readonly lens: Lens
  readonly table: string
  readonly rows: readonly AnyRow[]
  readonly stated: AuditStated
  /** Where the same table is to be had as Parquet. */
  readonly parquet: string
}

export function AuditTable(props: AuditTableProps): ReactElement | null {
  const words = useWords('base-audit') as unknown as Words
  const formats = useFormats()
  const { lens, table, rows, stated } = props
  const { measure, currency } = stated
  const [order, setOrder] = useState<Order>()
  const [all, showAll] = useState(false)
  const columns = useMemo(() => columnsOf(lens, table, measure), [lens, table, measure])
  const shown: readonly Column<Numbered>[] = useMemo(
    () =>
      columns.map(({ name, unit }) => ({
        key: name,
        header: columnName(words, name, measure),
        render: ({ row }) => <bdi>{cellText(unit, row[name] ?? null, { words, formats, currency })}</bdi>,
        numeric: isFigure(unit),
        sortable: true,
      })),
    [columns, words, formats, currency, measure],
  )
  if (rows.length === 0) return null
  const title = words(`table.${lens}.${table}`, { context: measure })
  const ordered = orderedRows(rows, order).map((row, place) => ({ place, row }))
  return (
    <section className={styles.table} aria-label={title}>
      <div className={styles.tableHead}>
        <h3>{title}</h3>
        <span className={styles.take}>
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconDownload size={14} aria-hidden />}
            onClick={() =>
              save(
                `${lens}-${table}.csv`,
                csvOf(
                  columns,
                  ordered.map(({ row }) => row),
                ),
              )
            }
          >
            {words('table.csv')}
          </Button>
          <Button
            component="a"
            href={props.parquet}
            download={`${lens}-${table}.parquet`}
            size="compact-xs"
            variant="subtle"
            leftSection={<IconDownload size={14} aria-hidden />}
          >
            {words('table.parquet')}
          </Button>
        </span>
      </div>
      <Table
        label={title}
        columns={shown}
        rows={all ? ordered : ordered.slice(0, shownAtFirst)}
        rowKey={({ place }) => String(place)}
        {...(order !== undefined && { order })}
        onOrder={setOrder}
      />
      {rows.length > shownAtFirst ? (
        <Button
          className={styles.more}
          size="compact-sm"
          variant="subtle"
          aria-expanded={all}
          onClick={() => showAll(!all)}
        >
          {all ? words('table.fewer') : words('table.all', { count: rows.length })}
        </Button>
      ) : null}
    </section>
  )
}

interface Numbered {
  readonly place: number
  readonly row: AnyRow
}

function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

/** A table of figures: sortable, and to be taken away. */
import type { Words } from '#ui/chart.ts'
import { Button } from '#ui/controls.ts'
import { IconDownload } from '#ui/icons.ts'
import { Table, type Column, type Order } from '#ui/table.tsx'
import { useFormats, useWords } from '#ui/words.tsx'
import { useMemo, useState, type ReactElement } from 'react'
import {
  cellText,
  columnName,
  csvOf,
  isFigure,
  orderedRows,
  type AnyRow,
  type TableColumn,
} from '../tables/audit-cell.ts'
import type { AuditMeasure } from '../audit-document.ts'
import styles from './audit.module.css'

/** Rows shown before a reader asks for all. */
const shownAtFirst = 20

export interface FiguresTableProps {
  readonly title: string
  /** What its files are called, without an ending. */
  readonly file: string
  /** Stable between drawings. */
  readonly columns: readonly TableColumn[]
  readonly rows: readonly AnyRow[]
  readonly measure: AuditMeasure
  readonly currency: string | null
  /** Where the same table is to be had as Parquet. */
  readonly parquet?: string
}

export function FiguresTable(props: FiguresTableProps): ReactElement | null {
  const words = useWords('base-audit') as unknown as Words
  const formats = useFormats()
  const { title, columns, rows, measure, currency } = props
  const [order, setOrder] = useState<Order>()
  const [all, showAll] = useState(false)
  const shown: readonly Column<Numbered>[] = useMemo(
    () =>
      columns.map(({ name, unit }) => ({
        key: name,
        header: columnName(words, name, measure),
        render: ({ row }) => (
          <bdi>{cellText(unit, row[name] ?? null, { words, formats, currency, measure })}</bdi>
        ),
        numeric: isFigure(unit),
        sortable: true,
      })),
    [columns, words, formats, currency, measure],
  )
  if (rows.length === 0) return null
  const ordered = orderedRows(rows, order)
  const numbered = ordered.map((row, place) => ({ place, row }))
  return (
    <section className={styles.table} aria-label={words('table.one', { title })}>
      <div className={styles.tableHead}>
        <h3>{title}</h3>
        <TakeAway {...props} rows={ordered} />
      </div>
      <Table
        label={title}
        columns={shown}
        rows={all ? numbered : numbered.slice(0, shownAtFirst)}
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

function TakeAway({ file, columns, rows, parquet }: FiguresTableProps): ReactElement {
  const words = useWords('base-audit')
  const look = { size: 'compact-xs', variant: 'subtle' } as const
  const icon = <IconDownload size={14} aria-hidden />
  return (
    <span className={styles.take}>
      <Button {...look} leftSection={icon} onClick={() => save(`${file}.csv`, csvOf(columns, rows))}>
        {words('table.csv')}
      </Button>
      {parquet === undefined ? null : (
        <Button component="a" href={parquet} download={`${file}.parquet`} {...look} leftSection={icon}>
          {words('table.parquet')}
        </Button>
      )}
    </span>
  )
}

function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

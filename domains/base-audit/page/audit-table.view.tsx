/** A table behind a figure of a lens. */
import type { Words } from '#ui/chart.ts'
import { useWords } from '#ui/words.tsx'
import { useMemo, type ReactElement } from 'react'
import { type AnyRow } from '../tables/audit-cell.ts'
import { columnsOf } from './lens-columns.ts'
import type { AuditStated } from '../audit-document.ts'
import type { Lens } from '../tables/audit-tables.ts'
import { FiguresTable } from './figures-table.view.tsx'

export interface AuditTableProps {
  readonly lens: Lens
  readonly table: string
  /** What sets the view apart from the one beside it. */
  readonly of: string
  readonly rows: readonly AnyRow[]
  readonly stated: AuditStated
  /** Where the same table is to be had as Parquet. */
  readonly parquet: string
}

export function AuditTable(props: AuditTableProps): ReactElement {
  const words = useWords('base-audit') as unknown as Words
  const { lens, table, of, rows, stated, parquet } = props
  const { measure, currency } = stated
  const columns = useMemo(() => columnsOf(lens, table, measure), [lens, table, measure])
  const title = words(`table.${lens}.${table}`, { context: measure })
  return (
    <FiguresTable
      title={of === '' ? title : words('view.of', { title, of })}
      file={`${lens}-${table}`}
      columns={columns}
      rows={rows}
      measure={measure}
      currency={currency}
      parquet={parquet}
    />
  )
}

/** The tables behind a figure of equity or acquisition. */
import type { Words } from '#ui/chart.ts'
import { useWords } from '#ui/words.tsx'
import type { ReactElement } from 'react'
import type { AnyRow, TableColumn } from '../tables/audit-cell.ts'
import { FiguresTable } from './figures-table.view.tsx'
import { FoldedTables } from './folded-tables.view.tsx'

/** A table by its name, after which its title and its file are called. */
export interface TableBehind {
  readonly name: string
  readonly columns: readonly TableColumn[]
  readonly rows: readonly AnyRow[]
}

export function TablesBehind(props: {
  /** Whose tables they are: names begin with it. */
  readonly about: 'equity' | 'acquisition'
  readonly of: { readonly currency: string | null; readonly valueOf: 'margin' | 'revenue' }
  readonly tables: readonly TableBehind[]
}): ReactElement {
  const words = useWords('base-audit') as unknown as Words
  const { about } = props
  const { currency, valueOf } = props.of
  return (
    <FoldedTables
      tables={() =>
        props.tables.map(({ name, columns, rows }) => (
          <FiguresTable
            key={name}
            title={words(`${about}.table.${name}`)}
            file={`${about}-${name}`}
            columns={columns}
            rows={rows}
            measure={valueOf === 'margin' ? 'profit' : 'revenue'}
            currency={currency}
          />
        ))
      }
    />
  )
}

/** The tables behind a figure, folded away: the page answers first. */
import { useWords } from '#ui/words.tsx'
import type { ReactElement } from 'react'
import type { AnyRow, TableColumn } from './audit-cell.ts'
import styles from './audit.module.css'
import { FiguresTable } from './figures-table.view.tsx'

/** A table with its title in words. */
export interface TableBehind {
  readonly title: string
  /** What its file is called, without an ending. */
  readonly file: string
  readonly columns: readonly TableColumn[]
  readonly rows: readonly AnyRow[]
}

export function TablesBehind(props: {
  readonly of: { readonly currency: string | null; readonly valueOf: 'margin' | 'revenue' }
  readonly tables: readonly TableBehind[]
}): ReactElement {
  const words = useWords('base-audit')
  const { currency, valueOf } = props.of
  return (
    <details className={styles.behind}>
      <summary>{words('section.tables')}</summary>
      {props.tables.map((table) => (
        <FiguresTable
          key={table.file}
          {...table}
          measure={valueOf === 'margin' ? 'profit' : 'revenue'}
          currency={currency}
        />
      ))}
    </details>
  )
}

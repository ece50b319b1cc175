/** The first rows of a file as they stand in it, with what each column was taken for. */
import { ScrollRegion } from '#ui/scroll-region.tsx'
import { useWords } from '#ui/words.tsx'
import type { ReactElement } from 'react'
import styles from './import.module.css'

/** Enough to see what a column holds. */
const shownRows = 10

/** A column, and what it was taken for: null where it is not used. */
export interface ShownColumn {
  readonly number: number
  readonly name: string
  readonly takenFor: string | null
}

export function FirstRows(props: {
  readonly columns: readonly ShownColumn[]
  readonly rows: readonly (readonly (string | null)[])[]
}): ReactElement {
  const words = useWords('history')
  const { columns, rows } = props
  return (
    <ScrollRegion className={styles.rows} label={words('rows.title')}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.number} scope="col" data-used={column.takenFor !== null}>
                <bdi>{column.name}</bdi>
                {column.takenFor === null ? null : <span className={styles.role}>{column.takenFor}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Object.entries(rows.slice(0, shownRows)).map(([place, row]) => (
            <tr key={place}>
              {columns.map((column, cell) => (
                <td key={column.number} data-used={column.takenFor !== null}>
                  <bdi>{row[cell] ?? ''}</bdi>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

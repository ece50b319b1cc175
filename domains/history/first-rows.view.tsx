/** The first rows of a file as they stand in it, with what each column was taken for. */
import { useWords } from '#ui/words.tsx'
import type { ReactElement } from 'react'
import type { Preview } from './history.contract.ts'
import styles from './import.module.css'

export function FirstRows(props: { readonly preview: Preview }): ReactElement {
  const words = useWords('history')
  const { columns, rows } = props.preview
  return (
    // A region that scrolls sideways must be reachable by keyboard.
    <section className={styles.rows} aria-label={words('rows.title')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.number} scope="col" data-used={column.role !== null}>
                <bdi>{column.name}</bdi>
                {column.role === null ? null : (
                  <span className={styles.role}>{words(`role.${column.role}`)}</span>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, place) => (
            // Rows of a file have no other name than their place in it.
            <tr key={`${place} ${row.join('|')}`}>
              {columns.map((column, cell) => (
                <td key={column.number} data-used={column.role !== null}>
                  <bdi>{row[cell] ?? ''}</bdi>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

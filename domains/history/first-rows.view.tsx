/** The first rows of a file as they stand in it, with what each column was taken for. */
import { ScrollRegion } from '#ui/scroll-region.tsx'
import { useWords } from '#ui/words.tsx'
import type { ReactElement } from 'react'
import type { Preview } from './history.contract.ts'
import styles from './import.module.css'

/** Enough to see what a column holds. */
const shownRows = 10

export function FirstRows(props: { readonly preview: Preview }): ReactElement {
  const words = useWords('history')
  const { columns, rows } = props.preview
  return (
    <ScrollRegion className={styles.rows} label={words('rows.title')}>
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
          {Object.entries(rows.slice(0, shownRows)).map(([place, row]) => (
            <tr key={place}>
              {columns.map((column, cell) => (
                <td key={column.number} data-used={column.role !== null}>
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

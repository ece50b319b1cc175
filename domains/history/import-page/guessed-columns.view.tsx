/** What each column was taken for and why; any of it can be corrected. */
import { Select } from '#ui/overlays.ts'
import { Name } from '#ui/said.tsx'
import { useWords } from '#ui/words.tsx'
import type { ReactElement } from 'react'
import type { Correction } from '../reading/corrections.ts'
import type { Preview } from '../history.contract.ts'
import styles from './import.module.css'
import { columnRoles, type ColumnRole } from '../reading/mapping.ts'

const notUsed = 'none'

export function GuessedColumns(props: {
  readonly columns: Preview['columns']
  readonly onCorrect: (correction: Correction) => void
}): ReactElement {
  const words = useWords('history')
  const choices = [
    ...columnRoles.map((role) => ({ value: role as string, label: words(`role.${role}`) })),
    { value: notUsed, label: words('role.none') },
  ]
  return (
    <ul className={styles.columns}>
      {props.columns.map((column) => (
        <li key={column.number} className={styles.column} data-used={column.role !== null}>
          <div className={styles.columnName}>
            <strong>
              <Name>{column.name}</Name>
            </strong>
            <bdi className={styles.samples}>{column.samples.slice(0, 3).join(' · ')}</bdi>
          </div>
          <Select
            size="sm"
            aria-label={words('columns.role', { column: column.name })}
            data={choices}
            value={column.role ?? notUsed}
            onChange={(chosen) =>
              props.onCorrect({ column, role: chosen === notUsed ? null : (chosen as ColumnRole) })
            }
          />
          <p className={styles.note}>
            {column.because.map((reason) => words(`because.${reason}`)).join(' ')}
          </p>
        </li>
      ))}
    </ul>
  )
}

/** Tables behind a figure, folded away: the page answers first, and what nobody opens is not made. */
import { useWords } from '#ui/words.tsx'
import { useState, type ReactElement, type ReactNode } from 'react'
import styles from './audit.module.css'

export function FoldedTables(props: { readonly tables: () => ReactNode }): ReactElement {
  const words = useWords('base-audit')
  const [wasOpened, open] = useState(false)
  return (
    <details className={styles.behind} onToggle={() => open(true)}>
      <summary>{words('section.tables')}</summary>
      {wasOpened ? props.tables() : null}
    </details>
  )
}

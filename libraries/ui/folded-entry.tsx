import type { ReactElement, ReactNode } from 'react'
import styles from './folded-entry.module.css'

/** One of several things that were taken in: its name and what came of it, and all the rest once it is unfolded. */
export function FoldedEntry(props: {
  readonly name: ReactNode
  readonly told: ReactNode
  /** Whether it no longer counts, which its name shows. */
  readonly undone?: boolean
  readonly open?: boolean
  readonly children: ReactNode
}): ReactElement {
  const { name, told, undone, open, children } = props
  return (
    <details className={styles.entry} open={open} data-undone={undone}>
      <summary>
        <strong>{name}</strong>
        <span className={styles.told}>{told}</span>
      </summary>
      {children}
    </details>
  )
}

/** The pages about the base as a whole. */
import { Link } from '#ui/link.ts'
import { useWords } from '#ui/words.tsx'
import type { ReactElement } from 'react'
import styles from './base-tabs.module.css'

const pages = [
  { to: '/$business/base', word: 'overview', exact: true },
  { to: '/$business/base/audit', word: 'audit', exact: false },
  { to: '/$business/base/equity', word: 'equity', exact: false },
  { to: '/$business/base/acquisition', word: 'acquisition', exact: false },
] as const

export function BaseTabs(props: { readonly business: string }): ReactElement {
  const words = useWords('web')
  return (
    <nav className={styles.tabs} aria-label={words('navigation.ofBase')}>
      {pages.map(({ to, word, exact }) => (
        <Link
          key={word}
          to={to}
          params={{ business: props.business }}
          activeOptions={{ exact }}
          className={styles.tab}
        >
          {words(`navigation.${word}`)}
        </Link>
      ))}
    </nav>
  )
}

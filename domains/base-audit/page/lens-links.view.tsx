/** The way to the other lenses, which are asked the same as this one. */
import { Link } from '#ui/link.ts'
import { useWords } from '#ui/words.tsx'
import type { ReactElement } from 'react'
import { sharedChoices, type AuditSearch } from '../audit-search.ts'
import { lenses, type Lens } from '../tables/audit-tables.ts'
import styles from './audit.module.css'

export function LensLinks(props: {
  readonly business: string
  readonly lens: Lens
  readonly search: AuditSearch
}): ReactElement {
  const words = useWords('base-audit')
  const { business, lens: current, search } = props
  return (
    <nav className={styles.lenses} aria-label={words('lens.label')}>
      {lenses.map((lens) => (
        <Link
          key={lens}
          to="/$business/base/audit/$lens"
          params={{ business, lens }}
          search={lens === current ? search : sharedChoices(search)}
          className={styles.lensLink}
          aria-current={lens === current ? 'page' : undefined}
        >
          {words(`lens.${lens}.name`)}
        </Link>
      ))}
    </nav>
  )
}

import { AuditPage } from '#base-audit/audit.page.tsx'
import { changedAudit, sharedChoices } from '#base-audit/audit-search.ts'
import { lenses, type Lens } from '#base-audit/audit-tables.ts'
import { useWords } from '#ui/words.tsx'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { BaseTabs } from '../base-tabs.tsx'
import { useBusiness } from '../business-context.ts'
import { MissingPage } from '../missing-page.tsx'
import { Valued } from '../valued.tsx'
import styles from '../base-tabs.module.css'

export function AuditScreen(): ReactElement {
  const { lens: named } = useParams({ from: '/$business/base/audit/$lens' })
  const search = useSearch({ from: '/$business/base/audit/$lens' })
  const navigate = useNavigate({ from: '/$business/base/audit/$lens' })
  const business = useBusiness()
  const lens = lenses.find((one) => one === named)
  if (lens === undefined) return <MissingPage />
  return (
    <Valued>
      <BaseTabs business={business.business} />
      <AuditPage
        business={business}
        lens={lens}
        search={search}
        onChange={(change) => void navigate({ search: changedAudit(search, change) })}
        lenses={<Lenses business={business.business} current={lens} />}
      />
    </Valued>
  )
}

/** The other lenses, asked the same as this one. */
function Lenses(props: { readonly business: string; readonly current: Lens }): ReactElement {
  const words = useWords('base-audit')
  const search = useSearch({ from: '/$business/base/audit/$lens' })
  return (
    <nav className={styles.lenses} aria-label={words('lens.label')}>
      {lenses.map((lens) => (
        <Link
          key={lens}
          to="/$business/base/audit/$lens"
          params={{ business: props.business, lens }}
          search={lens === props.current ? search : sharedChoices(search)}
          className={styles.lens}
          aria-current={lens === props.current ? 'page' : undefined}
        >
          {words(`lens.${lens}.name`)}
        </Link>
      ))}
    </nav>
  )
}

import { AuditPage } from '#base-audit/page/audit.page.tsx'
import { changedAudit } from '#base-audit/audit-search.ts'
import { lenses } from '#base-audit/tables/audit-tables.ts'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { BaseTabs } from '../base-tabs.tsx'
import { useBusiness } from '../business-context.ts'
import { MissingPage } from '../missing-page.tsx'
import { Valued } from '../valued.tsx'

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
      />
    </Valued>
  )
}

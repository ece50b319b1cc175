import { EquityPage } from '#base-audit/equity/equity.page.tsx'
import { changedEquity } from '#base-audit/equity/equity-search.ts'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { BaseTabs } from '../base-tabs.tsx'
import { useBusiness } from '../business-context.ts'
import { Valued } from '../valued.tsx'

export function EquityScreen(): ReactElement {
  const search = useSearch({ from: '/$business/base/equity' })
  const navigate = useNavigate({ from: '/$business/base/equity' })
  const business = useBusiness()
  return (
    <Valued>
      <BaseTabs business={business.business} />
      <EquityPage
        business={business}
        search={search}
        onChange={(change) => void navigate({ search: changedEquity(search, change), resetScroll: false })}
      />
    </Valued>
  )
}

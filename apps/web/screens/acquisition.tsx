import { AcquisitionPage } from '#base-audit/acquisition.page.tsx'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { BaseTabs } from '../base-tabs.tsx'
import { useBusiness } from '../business-context.ts'
import { Valued } from '../valued.tsx'

export function AcquisitionScreen(): ReactElement {
  const search = useSearch({ from: '/$business/base/acquisition' })
  const navigate = useNavigate({ from: '/$business/base/acquisition' })
  const business = useBusiness()
  return (
    <Valued>
      <BaseTabs business={business.business} />
      <AcquisitionPage
        business={business}
        search={search}
        onSearch={(changed) => void navigate({ search: changed, resetScroll: false })}
      />
    </Valued>
  )
}

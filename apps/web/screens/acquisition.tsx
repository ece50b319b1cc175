import { AcquisitionPage } from '#base-audit/acquisition/acquisition.page.tsx'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, type ReactElement } from 'react'
import { BaseTabs } from '../base-tabs.tsx'
import { useBusiness } from '../business-context.ts'
import { learnWordsOf } from '../language.ts'
import { Valued } from '../valued.tsx'

export function AcquisitionScreen(): ReactElement {
  const search = useSearch({ from: '/$business/base/acquisition' })
  const navigate = useNavigate({ from: '/$business/base/acquisition' })
  const business = useBusiness()
  // A refused upload is told in the words of the history; they may come when the page is there.
  useEffect(() => void learnWordsOf(['history']), [])
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

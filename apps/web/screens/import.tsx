import { ImportPage } from '#history/import.page.tsx'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { useBusiness } from '../business-context.ts'

export function ImportScreen(): ReactElement {
  const search = useSearch({ from: '/$business/import' })
  const navigate = useNavigate()
  return (
    <ImportPage
      business={useBusiness()}
      search={search}
      onSearch={(changed) =>
        void navigate({
          to: '/$business/import',
          params: (current) => ({ business: current.business ?? 'demo' }),
          search: changed,
        })
      }
      onStarted={(business) => void navigate({ to: '/$business/import', params: { business }, search: {} })}
    />
  )
}

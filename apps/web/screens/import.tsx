import type { ImportSearch } from '#history/import-page/import-search.ts'
import { ImportPage } from '#history/import-page/import.page.tsx'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { useBusiness } from '../business-context.ts'

export function ImportScreen(): ReactElement {
  const search = useSearch({ from: '/$business/import' })
  const navigate = useNavigate()
  const read = useBusiness()
  const show = (business: string, shown: ImportSearch = {}) =>
    void navigate({ to: '/$business/import', params: { business }, search: shown })
  return (
    <ImportPage
      business={read}
      search={search}
      onSearch={(changed) => show(read.business, changed)}
      onStarted={(business) => show(business)}
      // Nothing that was read of it is of use any more: the page begins anew.
      onDeleted={() => void navigate({ to: '/', reloadDocument: true })}
    />
  )
}

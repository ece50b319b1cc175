import type { ImportSearch } from '#history/import-page/import-search.ts'
import { ImportPage } from '#history/import-page/import.page.tsx'
import { listBusinesses } from '#history/business.contract.ts'
import { useAnswer } from '#ui/answer.tsx'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { Shell } from '../shell.tsx'

/** The import where no business is looked at, for instance because there is none yet. */
export function NewImportScreen(): ReactElement {
  const search = useSearch({ from: '/import' })
  const navigate = useNavigate()
  const show = (shown: ImportSearch) => void navigate({ to: '/import', search: shown })
  const answer = useAnswer(listBusinesses, {})
  const [first] = answer.state === 'ready' ? answer.value.businesses : []
  return (
    <Shell {...(first === undefined ? {} : { business: first.business })}>
      <ImportPage
        business={null}
        search={search}
        onSearch={show}
        onStarted={(business) => void navigate({ to: '/$business/import', params: { business } })}
        onDeleted={() => show({})}
      />
    </Shell>
  )
}

/** A file becomes a business: drop it, look at what was guessed, correct it, watch the work, read the report. */
import { Page } from '#ui/page.tsx'
import { useWords } from '#ui/words.tsx'
import { Waiting } from '#ui/states.tsx'
import { lazy, Suspense, type ReactElement } from 'react'
import type { Business } from '../business.contract.ts'
import { DropFile } from './drop-file.view.tsx'
import type { ImportSearch } from './import-search.ts'
import { WorkProgress } from './work-progress.view.tsx'

/** Loaded where there is a business with something in it. */
const ImportsList = lazy(() => import('./imports-list.view.tsx'))
const Covariates = lazy(() => import('../covariates/covariates.view.tsx'))
const ValueAgain = lazy(() => import('./value-again.view.tsx'))
const BusinessSettings = lazy(() => import('./business-settings.view.tsx'))

/** Its fields and lists are loaded when there is a file to look at. */
const UploadReview = lazy(() => import('./upload-review.view.tsx'))

/** What the Import page is given. */
export interface ImportPageProps {
  /** Null where there is no business yet. */
  readonly business: Business | null
  readonly search: ImportSearch
  readonly onSearch: (search: ImportSearch) => void
  /** Called with the business into which an import has begun. */
  readonly onStarted: (business: string) => void
  /** Called when this business is no more. */
  readonly onDeleted: () => void
}

export function ImportPage(props: ImportPageProps): ReactElement {
  const words = useWords('history')
  const { business, search, onSearch, onStarted } = props
  const { upload } = search
  const named = business === null ? {} : { of: business.name }
  if (upload !== undefined) {
    return (
      <Page title={words('review.title')} {...named} lead={words('review.lead')}>
        <Suspense fallback={<Waiting what={words('reading.file')} />}>
          <UploadReview
            key={upload}
            upload={upload}
            into={business}
            onStarted={onStarted}
            onLeave={() => onSearch({})}
          />
        </Suspense>
      </Page>
    )
  }
  return (
    <Page title={words('import.title')} {...named} lead={words('import.lead')}>
      {business === null ? null : <WorkProgress work={business.work} business={business.business} />}
      <DropFile onUploaded={(sent) => onSearch({ upload: sent })} />
      {business === null ? null : (
        <Suspense fallback={<Waiting what={words('reading.imports')} />}>
          <ImportsList business={business} />
          {business.demo ? null : <OwnBusiness business={business} onDeleted={props.onDeleted} />}
        </Suspense>
      )}
    </Page>
  )
}

/** The fields show how the business is valued now; other choices that were taken elsewhere begin them anew. */
function OwnBusiness(props: { readonly business: Business; readonly onDeleted: () => void }): ReactElement {
  const { business, onDeleted } = props
  return (
    <>
      {business.snapshot === null || business.log === 'contracts' ? null : <Covariates business={business} />}
      {business.snapshot === null ? null : (
        <ValueAgain key={JSON.stringify(business.options)} business={business} />
      )}
      <BusinessSettings business={business} onDeleted={onDeleted} />
    </>
  )
}

/** How the model did on data it had not seen, in plain words first; then the charts and the certificate. */
import type { Business } from '#history/business.contract.ts'
import { useAnswer } from '#ui/answer.tsx'
import { Answered } from '#ui/answered.tsx'
import { Columns, Page } from '#ui/page.tsx'
import { Notices, Waiting } from '#ui/states.tsx'
import { useWords } from '#ui/words.tsx'
import { lazy, Suspense, type ReactElement } from 'react'
import { readTrust } from '../lifetime-value.contract.ts'
import type { TrustAnswer } from '../page-answers.ts'
import { snapshotOf } from '../snapshot-of.ts'
import { TrustChoice } from './trust-choice.view.tsx'
import { TrustCovariates } from '../covariates/trust-covariates.view.tsx'
import { TrustModel } from './trust-model.view.tsx'
import { TrustOrigins } from './trust-origins.view.tsx'
import { TrustVerdict } from './trust-verdict.view.tsx'

const TrustCharts = lazy(() => import('./trust-charts.view.tsx'))

export function TrustPage(props: { readonly business: Business }): ReactElement {
  const words = useWords('lifetime-value')
  const { business } = props
  const answer = useAnswer(readTrust, snapshotOf(business))
  return (
    <Page title={words('trust.title')} of={business.name} lead={words('trust.lead')}>
      <Answered of={answer} reading={words('reading.trust')}>
        {(trust) => <Trusted trust={trust} />}
      </Answered>
    </Page>
  )
}

function Trusted(props: { readonly trust: TrustAnswer }): ReactElement {
  const words = useWords('lifetime-value')
  const { trust } = props
  return (
    <>
      <TrustVerdict holdout={trust.holdout} />
      <Notices of={trust.warnings} />
      <Suspense fallback={<Waiting what={words('reading.charts')} />}>
        <Columns>
          <TrustCharts trust={trust} />
        </Columns>
      </Suspense>
      <TrustChoice choice={trust.choice} chosen={trust.model.name} />
      {trust.covariates === null ? null : <TrustCovariates of={trust.covariates} />}
      <TrustOrigins totals={trust.totals} />
      <TrustModel trust={trust} />
    </>
  )
}

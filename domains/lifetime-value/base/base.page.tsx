/** The base as an asset: what the customers are worth together, how sure that is, and where it lies. */
import type { Business } from '#history/business.contract.ts'
import { useAnswer } from '#ui/answer.tsx'
import { Answered } from '#ui/answered.tsx'
import { Columns, Page, Panel } from '#ui/page.tsx'
import { Notices, Waiting } from '#ui/states.tsx'
import { useWords } from '#ui/words.tsx'
import { lazy, Suspense, type ReactElement } from 'react'
import { BaseFacts } from './base-facts.view.tsx'
import { BaseLimits } from './base-limits.view.tsx'
import { BaseOpening } from './base-opening.view.tsx'
import { readBase, readValue } from '../lifetime-value.contract.ts'
import { snapshotOf } from '../snapshot-of.ts'

const BaseCharts = lazy(() => import('./base-charts.view.tsx'))
const Seasons = lazy(() => import('../seasons/seasons-charts.view.tsx'))

export function BasePage(props: { readonly business: Business }): ReactElement {
  const words = useWords('lifetime-value')
  const { business } = props
  const asked = snapshotOf(business)
  const answer = useAnswer(readBase, asked)
  const value = useAnswer(readValue, asked)
  return (
    <Page title={words('base.title')} of={business.name}>
      <Answered of={answer} reading={words('reading.base')}>
        {(base) => (
          <>
            <Panel>
              <BaseOpening
                base={base}
                holdout={value.state === 'ready' ? value.value.holdout : undefined}
                business={business.business}
              />
              <BaseFacts base={base} />
            </Panel>
            <Notices of={base.warnings} />
            <Suspense fallback={<Waiting what={words('reading.charts')} />}>
              <Columns>
                <BaseCharts base={base} />
              </Columns>
              <Seasons base={base} />
            </Suspense>
            <BaseLimits base={base} />
          </>
        )}
      </Answered>
    </Page>
  )
}

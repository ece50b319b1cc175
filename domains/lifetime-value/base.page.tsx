/** The base as an asset: what the customers are worth together, how sure that is, and where it lies. */
import type { Business } from '#history/business.contract.ts'
import { useAnswer } from '#ui/answer.tsx'
import { Columns, Page, Panel } from '#ui/page.tsx'
import { Notices, Refusal, Waiting } from '#ui/states.tsx'
import { useWords } from '#ui/words.tsx'
import { lazy, Suspense, type ReactElement } from 'react'
import { BaseFacts } from './base-facts.view.tsx'
import { BaseLimits } from './base-limits.view.tsx'
import { BaseOpening } from './base-opening.view.tsx'
import { readBase, readValue } from './lifetime-value.contract.ts'
import { snapshotOf } from './snapshot-of.ts'

const BaseCharts = lazy(() => import('./base-charts.view.tsx'))

export function BasePage(props: { readonly business: Business }): ReactElement {
  const words = useWords('lifetime-value')
  const { business } = props
  const asked = snapshotOf(business)
  const base = useAnswer(readBase, asked)
  const value = useAnswer(readValue, asked)
  return (
    <Page title={words('base.title')} of={business.name}>
      {base.state === 'waiting' ? <Waiting what={words('reading.base')} /> : null}
      {base.state === 'refused' ? <Refusal error={base.error} again={base.again} /> : null}
      {base.state === 'ready' ? (
        <>
          <Panel>
            <BaseOpening
              base={base.value}
              holdout={value.state === 'ready' ? value.value.holdout : undefined}
              business={business.business}
            />
            <BaseFacts base={base.value} />
          </Panel>
          <Notices of={base.value.warnings} />
          <Suspense fallback={<Waiting what={words('reading.charts')} />}>
            <Columns>
              <BaseCharts base={base.value} />
            </Columns>
          </Suspense>
          <BaseLimits base={base.value} />
        </>
      ) : null}
    </Page>
  )
}

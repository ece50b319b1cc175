/** One customer: what happened, and what is expected of them, in words and figures. */
import type { Business } from '#history/business.contract.ts'
import { useAnswer } from '#ui/answer.tsx'
import { Answered } from '#ui/answered.tsx'
import { IconChevronLeft } from '#ui/icons.ts'
import { Link } from '#ui/link.ts'
import { Columns, Page, Panel } from '#ui/page.tsx'
import { DayText } from '#ui/quantity.tsx'
import { Waiting } from '#ui/states.tsx'
import { Sentence, useWords } from '#ui/words.tsx'
import { lazy, Suspense, type ReactElement } from 'react'
import { CustomerContracts } from '../contracts/customer-contracts.view.tsx'
import { CustomerFacts } from './customer-facts.view.tsx'
import { CustomerHistory } from './customer-history.view.tsx'
import { CustomerKnown } from '../covariates/customer-known.view.tsx'
import { CustomerOutlook } from './customer-outlook.view.tsx'
import styles from './customers.module.css'
import { readCustomer } from '../lifetime-value.contract.ts'
import type { CustomerAnswer } from '../page-answers.ts'
import { snapshotOf } from '../snapshot-of.ts'

const CustomerCharts = lazy(() => import('./customer-charts.view.tsx'))

export function CustomerPage(props: {
  readonly business: Business
  readonly customer: string
}): ReactElement {
  const words = useWords('lifetime-value')
  const { business, customer } = props
  const answer = useAnswer(readCustomer, { ...snapshotOf(business), customer })
  const ready = answer.state === 'ready' ? answer.value : undefined
  return (
    <>
      <p className={styles.back}>
        <Link to="/$business/customers" params={{ business: business.business }}>
          <IconChevronLeft size={16} aria-hidden className={styles.mirrors} />
          {words('customer.back')}
        </Link>
      </p>
      <Page
        title={ready?.name ?? words('customer.title')}
        of={business.name}
        lead={ready === undefined ? undefined : <Lead of={ready} />}
      >
        <Answered of={answer} reading={words('reading.customer')}>
          {(found) => (
            <>
              <Panel>
                <CustomerOutlook customer={found} />
                <CustomerFacts customer={found} />
              </Panel>
              <Suspense fallback={<Waiting what={words('reading.charts')} />}>
                <Columns>
                  <CustomerCharts customer={found} />
                </Columns>
              </Suspense>
              <CustomerKnown customer={found} />
              <CustomerContracts customer={found} />
              <CustomerHistory customer={found} />
            </>
          )}
        </Answered>
      </Page>
    </>
  )
}

function Lead(props: { readonly of: CustomerAnswer }): ReactElement {
  const { firstPurchase, lastPurchase } = props.of
  return (
    <Sentence
      from="lifetime-value"
      name="customer.lead"
      parts={{ first: <DayText of={firstPurchase} />, last: <DayText of={lastPurchase} /> }}
    />
  )
}

/** Where costs come from: a form, a file, and the list of what was given. */
import type { Business } from '#history/business.contract.ts'
import { useAnswer } from '#ui/answer.tsx'
import { Link } from '#ui/link.ts'
import { Panel } from '#ui/page.tsx'
import { Refusal, Waiting } from '#ui/states.tsx'
import { useWords } from '#ui/words.tsx'
import { lazy, Suspense, type ReactElement } from 'react'
import { listAcquisitionCosts } from '../acquisition.contract.ts'
import styles from '../page/audit.module.css'
import { CostEntries } from './cost-entries.view.tsx'
import { CostForm } from './cost-form.view.tsx'

const CostsFile = lazy(() => import('./costs-file.view.tsx'))

export function AcquisitionCosts(props: {
  readonly business: Business
  /** The last month that is known. */
  readonly month: string
}): ReactElement {
  const words = useWords('base-audit')
  const { business, month } = props
  const id = business.business
  const answer = useAnswer(listAcquisitionCosts, { business: id })
  return (
    <Panel title={words('acquisition.costs.title')} lead={words('acquisition.costs.lead')}>
      {answer.state === 'waiting' ? <Waiting what={words('reading.costs')} /> : null}
      {answer.state === 'refused' ? <Refusal error={answer.error} again={answer.again} /> : null}
      {business.demo ? (
        <p>
          {words('acquisition.costs.demo')}{' '}
          <Link to="/$business/import" params={{ business: id }}>
            {words('acquisition.costs.own')}
          </Link>
        </p>
      ) : null}
      {answer.state === 'ready' && !business.demo ? (
        <>
          <CostForm
            business={id}
            channels={answer.value.channels}
            currency={answer.value.currency}
            month={month}
          />
          <details className={styles.behind}>
            <summary>{words('acquisition.file.summary')}</summary>
            <Suspense fallback={<Waiting what={words('reading.costs')} />}>
              <CostsFile business={id} currency={answer.value.currency} />
            </Suspense>
          </details>
        </>
      ) : null}
      {answer.state === 'ready' && !(business.demo && answer.value.entries.length === 0) ? (
        <CostEntries
          business={id}
          entries={answer.value.entries}
          currency={answer.value.currency}
          fixed={business.demo}
        />
      ) : null}
    </Panel>
  )
}

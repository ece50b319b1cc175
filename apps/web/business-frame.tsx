/** What surrounds every page of a business: its name, the other pages, and the mark of the demo. */
import { readBusiness, readWork, type Business } from '#history/business.contract.ts'
import { useAnswer, type RefusedBecause } from '#ui/answer.tsx'
import { IconInfoCircle } from '#ui/icons.ts'
import { Link } from '#ui/link.ts'
import { Page } from '#ui/page.tsx'
import { Refusal, Waiting } from '#ui/states.tsx'
import { About, useWords } from '#ui/words.tsx'
import { Outlet, useParams } from '@tanstack/react-router'
import { lazy, Suspense, type ReactElement } from 'react'
import { BusinessContext } from './business-context.ts'
import { learnWordsOf } from './language.ts'
import { Shell } from './shell.tsx'
import styles from './shell.module.css'

const WorkProgress = lazy(async () => {
  await learnWordsOf(['history'])
  return { default: (await import('#history/import-page/work-progress.view.tsx')).WorkProgress }
})

const Outdated = lazy(async () => {
  await learnWordsOf(['history'])
  return import('#history/import-page/outdated.view.tsx')
})

/** How often a business is asked for while it is being worked on. */
const watchEveryMs = 700

export function BusinessFrame(): ReactElement {
  const words = useWords('web')
  const { business } = useParams({ from: '/$business' })
  const answer = useAnswer(
    readBusiness,
    { business },
    { every: (read) => (read?.work?.state === 'running' ? watchEveryMs : false) },
  )
  switch (answer.state) {
    case 'waiting':
      return (
        <Shell business={business}>
          <Waiting what={words('reading.businesses')} />
        </Shell>
      )
    case 'refused':
      return (
        <Shell>
          <RefusedBusiness business={business} error={answer.error} again={answer.again} />
        </Shell>
      )
    case 'ready':
      return (
        <Shell business={business} read={answer.value}>
          {answer.value.demo ? <DemoNote business={answer.value} /> : null}
          {answer.value.outdated ? (
            <Suspense>
              <Outdated business={answer.value} />
            </Suspense>
          ) : null}
          <BusinessContext value={answer.value}>
            <About subject={subjectOf(answer.value)}>
              <Outlet />
            </About>
          </BusinessContext>
        </Shell>
      )
  }
}

/** Where contracts are valued, words that have a form for them take it: renewals instead of purchases. */
function subjectOf({ log }: Business): string | undefined {
  return log === 'contracts' ? log : undefined
}

/** A business that an import began and that went with it still tells why; any other is just not there. */
function RefusedBusiness(props: {
  readonly business: string
  readonly error: RefusedBecause
  readonly again: () => void
}): ReactElement {
  const words = useWords('web')
  const { business, error, again } = props
  // The business may go a moment before the work that made it says how it ended.
  const answer = useAnswer(
    readWork,
    { business },
    { every: (read) => (read?.work?.state === 'running' ? watchEveryMs : false) },
  )
  const work = answer.state === 'ready' ? answer.value.work : null
  if (answer.state === 'waiting') return <Waiting what={words('reading.businesses')} />
  if (work !== null) {
    return (
      <Page title={words('business.gone')}>
        <Suspense>
          <WorkProgress work={work} business={business} />
        </Suspense>
        <p>
          <Link to="/import">{words('business.tryAgain')}</Link>
        </p>
      </Page>
    )
  }
  return (
    <Page title={words('business.refused')}>
      <Refusal error={error} again={again} />
      <p>
        <Link to="/">{words('missing.home')}</Link>
      </p>
    </Page>
  )
}

function DemoNote(props: { readonly business: Business }): ReactElement {
  const words = useWords('web')
  return (
    <aside className={styles.demo} aria-label={words('demo.mark')}>
      <IconInfoCircle size={16} aria-hidden />
      <p>
        <strong>{words('demo.mark')}</strong> {words('demo.note')}{' '}
        <Link to="/$business/import" params={{ business: props.business.business }}>
          {words('demo.own')}
        </Link>
      </p>
    </aside>
  )
}

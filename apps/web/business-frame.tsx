/** What surrounds every page of a business: its name, the other pages, and the mark of the demo. */
import { readBusiness, type Business } from '#history/business.contract.ts'
import { useAnswer } from '#ui/answer.tsx'
import { IconInfoCircle } from '#ui/icons.ts'
import { Link } from '#ui/link.ts'
import { Page } from '#ui/page.tsx'
import { Refusal, Waiting } from '#ui/states.tsx'
import { useWords } from '#ui/words.tsx'
import { Outlet, useParams } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { BusinessContext } from './business-context.ts'
import { Shell } from './shell.tsx'
import styles from './shell.module.css'

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
        <Shell business={business}>
          <Page title={words('business.refused')}>
            <Refusal error={answer.error} again={answer.again} />
            <p>
              <Link to="/">{words('missing.home')}</Link>
            </p>
          </Page>
        </Shell>
      )
    case 'ready':
      return (
        <Shell business={business} read={answer.value}>
          {answer.value.demo ? <DemoNote business={answer.value} /> : null}
          <BusinessContext value={answer.value}>
            <Outlet />
          </BusinessContext>
        </Shell>
      )
  }
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

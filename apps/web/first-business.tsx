/** The address without a business leads to the first business, the demo being the last; without any to the import. */
import { listBusinesses } from '#history/business.contract.ts'
import { useAnswer } from '#ui/answer.tsx'
import { Page } from '#ui/page.tsx'
import { Refusal, Waiting } from '#ui/states.tsx'
import { useWords } from '#ui/words.tsx'
import { Navigate } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import styles from './shell.module.css'

export function FirstBusiness(): ReactElement {
  const words = useWords('web')
  const answer = useAnswer(listBusinesses, {})
  switch (answer.state) {
    case 'waiting':
      return (
        <main className={styles.alone}>
          <Waiting what={words('reading.businesses')} />
        </main>
      )
    case 'refused':
      return (
        <main className={styles.alone}>
          <Page title={words('product')}>
            <Refusal error={answer.error} again={answer.again} />
          </Page>
        </main>
      )
    case 'ready': {
      const [business] = answer.value.businesses
      if (business === undefined) return <Navigate to="/import" replace />
      return <Navigate to="/$business/base" params={{ business: business.business }} replace />
    }
  }
}

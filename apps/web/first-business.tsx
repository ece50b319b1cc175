/** The address without a business leads to one's own newest business, else to the demo, else to the import. */
import { listBusinesses } from '#history/business.contract.ts'
import { useAnswer } from '#ui/answer.tsx'
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
          <Refusal error={answer.error} again={answer.again} />
        </main>
      )
    case 'ready': {
      const [business] = answer.value.businesses
      return <Navigate to="/$business/base" params={{ business: business?.business ?? 'demo' }} replace />
    }
  }
}

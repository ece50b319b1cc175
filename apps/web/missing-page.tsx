/** An address that leads nowhere says so and offers the way home. */
import { Link } from '#ui/link.ts'
import { Page } from '#ui/page.tsx'
import { Sentence, useWords } from '#ui/words.tsx'
import type { ReactElement } from 'react'
import styles from './shell.module.css'

export function MissingPage(): ReactElement {
  const words = useWords('web')
  return (
    <main className={styles.alone}>
      <Page
        title={words('missing.title')}
        lead={
          <Sentence from="web" name="missing.lead" parts={{ address: <code>{location.pathname}</code> }} />
        }
      >
        <p>
          <Link to="/">{words('missing.home')}</Link>
        </p>
      </Page>
    </main>
  )
}

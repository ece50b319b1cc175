/** Says on every page that the figures are older than the data, and offers to value again. */
import { useRequest } from '#ui/answer.tsx'
import { Button } from '#ui/controls.ts'
import { IconAlertTriangle } from '#ui/icons.ts'
import { Link } from '#ui/link.ts'
import { Refusal } from '#ui/states.tsx'
import { useWords } from '#ui/words.tsx'
import type { ReactElement } from 'react'
import type { Business } from '../business.contract.ts'
import { refreshBusiness } from '../history.contract.ts'
import styles from './import.module.css'

export default function Outdated({ business }: { readonly business: Business }): ReactElement {
  const words = useWords('history')
  const request = useRequest(refreshBusiness)
  const working = business.work?.state === 'running'
  return (
    <aside className={styles.outdated} aria-label={words('outdated.title')}>
      <IconAlertTriangle size={18} aria-hidden />
      <p>
        <strong>{words('outdated.title')}</strong> {words(working ? 'outdated.working' : 'outdated.lead')}
      </p>
      {working ? (
        <Link to="/$business/import" params={{ business: business.business }}>
          {words('outdated.watch')}
        </Link>
      ) : (
        <Button
          size="xs"
          variant="default"
          loading={request.sending}
          onClick={() => request.send({ business: business.business })}
        >
          {words('again.start')}
        </Button>
      )}
      {request.refused === undefined ? null : <Refusal error={request.refused} />}
    </aside>
  )
}

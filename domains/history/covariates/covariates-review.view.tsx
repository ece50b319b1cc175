/** Looks at an uploaded file of covariates before it is used: which column names the customer, and what the others are. */
import { useAnswer, useRequest } from '#ui/answer.tsx'
import { Button } from '#ui/controls.ts'
import { Select } from '#ui/overlays.ts'
import { Refusal, Waiting } from '#ui/states.tsx'
import { useWords } from '#ui/words.tsx'
import { useState, type ReactElement } from 'react'
import type { Business } from '../business.contract.ts'
import { previewCovariates, type CovariatesPreview } from '../covariates.contract.ts'
import { FirstRows } from '../import-page/first-rows.view.tsx'
import { refreshBusiness } from '../history.contract.ts'
import styles from '../import-page/import.module.css'

interface ReviewProps {
  readonly upload: string
  readonly business: Business
  readonly onLeave: () => void
}

export function CovariatesReview(props: ReviewProps): ReactElement {
  const words = useWords('history')
  const { upload, business, onLeave } = props
  const [customer, setCustomer] = useState<string>()
  const asked = { business: business.business, upload, ...(customer !== undefined && { customer }) }
  const preview = useAnswer(previewCovariates, asked, { keepPrevious: true })
  switch (preview.state) {
    case 'waiting':
      return <Waiting what={words('reading.file')} />
    case 'refused':
      return (
        <>
          <Refusal error={preview.error} again={preview.again} />
          <div className={styles.actions}>
            <Button variant="default" onClick={onLeave}>
              {words('covariates.leave')}
            </Button>
          </div>
        </>
      )
    case 'ready':
      return <Looked {...props} preview={preview.value} customer={customer} onCustomer={setCustomer} />
  }
}

function Looked(
  props: ReviewProps & {
    readonly preview: CovariatesPreview
    readonly customer: string | undefined
    readonly onCustomer: (customer: string) => void
  },
): ReactElement {
  const words = useWords('history')
  const { upload, business, preview, customer, onCustomer, onLeave } = props
  const request = useRequest(refreshBusiness)
  const named = preview.columns.find(({ role }) => role === 'customer')
  const covariates = { upload, ...(customer !== undefined && { customer }) }
  const use = () => request.send({ business: business.business, options: {}, covariates }, onLeave)
  return (
    <>
      <div className={styles.fields}>
        <Select
          label={words('covariates.customer')}
          description={words('covariates.known', { count: preview.known, looked: preview.looked })}
          data={preview.columns.map(({ number, name }) => ({ value: String(number), label: name }))}
          value={named === undefined ? null : String(named.number)}
          onChange={(chosen) => (chosen === null ? undefined : onCustomer(chosen))}
        />
      </div>
      <FirstRows
        columns={preview.columns.map(({ number, name, role }) => ({
          number,
          name,
          takenFor: words(`covariates.role.${role}`),
        }))}
        rows={preview.rows}
      />
      <p className={styles.note}>{words('covariates.protected')}</p>
      {request.refused === undefined ? null : <Refusal error={request.refused} />}
      <div className={styles.actions}>
        <Button loading={request.sending} disabled={business.work?.state === 'running'} onClick={use}>
          {words('covariates.start')}
        </Button>
        <Button variant="default" onClick={onLeave}>
          {words('covariates.leave')}
        </Button>
      </div>
    </>
  )
}

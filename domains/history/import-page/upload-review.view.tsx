/** Looks at an uploaded file before it is imported: what was guessed, corrections, options, start. */
import { useAnswer, useRequest } from '#ui/answer.tsx'
import { Button } from '#ui/controls.ts'
import { Panel } from '#ui/page.tsx'
import { Notices, Refusal, Waiting } from '#ui/states.tsx'
import { useWords } from '#ui/words.tsx'
import { useState, type ReactElement } from 'react'
import type { Business } from '../business.contract.ts'
import { corrected } from '../reading/corrections.ts'
import { FileFormat } from './file-format.view.tsx'
import { FirstRows } from './first-rows.view.tsx'
import { GuessedColumns } from './guessed-columns.view.tsx'
import { importUpload, previewUpload, type Overrides, type Preview } from '../history.contract.ts'
import { ImportChoices, type Choices } from './import-choices.view.tsx'
import styles from './import.module.css'

interface ReviewProps {
  readonly upload: string
  /** The business from which the page was opened; the file may be added to it where it is one's own. */
  readonly into: Business | null
  readonly onStarted: (business: string) => void
  readonly onLeave: () => void
}

export default function UploadReview(props: ReviewProps): ReactElement {
  const words = useWords('history')
  const [overrides, setOverrides] = useState<Overrides>({})
  const preview = useAnswer(previewUpload, { upload: props.upload, overrides }, { keepPrevious: true })
  switch (preview.state) {
    case 'waiting':
      return <Waiting what={words('reading.file')} />
    case 'refused':
      return (
        <>
          <Refusal error={preview.error} again={preview.again} />
          <div className={styles.actions}>
            <Button variant="default" onClick={props.onLeave}>
              {words('review.leave')}
            </Button>
          </div>
        </>
      )
    case 'ready':
      return <Looked {...props} preview={preview.value} overrides={overrides} onOverrides={setOverrides} />
  }
}

function Looked(
  props: ReviewProps & {
    readonly preview: Preview
    readonly overrides: Overrides
    readonly onOverrides: (overrides: Overrides) => void
  },
): ReactElement {
  const words = useWords('history')
  const { preview, overrides, onOverrides } = props
  const ofContracts = isLogOfEvents(preview) ? 'columns.leadEvents' : 'columns.leadContracts'
  return (
    <>
      <Notices of={preview.problems} />
      <Panel
        title={words('columns.title')}
        lead={words(preview.format.log === 'contracts' ? ofContracts : 'columns.lead')}
      >
        <GuessedColumns
          columns={preview.columns}
          onCorrect={(correction) => onOverrides(corrected(overrides, correction))}
        />
      </Panel>
      <Panel title={words('rows.title')}>
        <FirstRows
          columns={preview.columns.map(({ number, name, role }) => ({
            number,
            name,
            takenFor: role === null ? null : words(`role.${role}`),
          }))}
          rows={preview.rows}
        />
        <FileFormat preview={preview} overrides={overrides} onOverrides={onOverrides} />
      </Panel>
      <StartImport {...props} />
    </>
  )
}

/** Whether rows are the events of contracts. */
function isLogOfEvents({ columns }: Preview): boolean {
  return columns.some(({ role }) => role === 'event')
}

function StartImport(
  props: ReviewProps & { readonly preview: Preview; readonly overrides: Overrides },
): ReactElement {
  const words = useWords('history')
  const { upload, into, preview, overrides, onStarted, onLeave } = props
  const request = useRequest(importUpload)
  const stopped = preview.problems.some((problem) => problem.stops)
  const start = ({ business, options }: Choices) =>
    request.send({ upload, business, overrides, options }, (answer) => onStarted(answer.business.business))
  return (
    <Panel title={words('choices.title')}>
      <ImportChoices
        key={preview.format.log}
        fileName={preview.fileName}
        log={preview.format.log}
        mayRepeat={!isLogOfEvents(preview)}
        into={into}
        onStart={start}
      >
        {request.refused === undefined ? null : <Refusal error={request.refused} />}
        {stopped ? <p className={styles.note}>{words('review.stopped')}</p> : null}
        <div className={styles.actions}>
          <Button type="submit" disabled={stopped} loading={request.sending}>
            {words('review.start')}
          </Button>
          <Button variant="default" onClick={onLeave}>
            {words('review.leave')}
          </Button>
        </div>
      </ImportChoices>
    </Panel>
  )
}

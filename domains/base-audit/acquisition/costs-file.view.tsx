/** Costs by channel and month, as a small CSV. */
import { upload as uploadShape, uploadPath } from '#history/history.contract.ts'
import { refusedBecause, useRequest, type RefusedBecause } from '#ui/answer.tsx'
import { FileDrop } from '#ui/file-drop.tsx'
import { sendFile } from '#ui/send-file.ts'
import { Refusal, Waiting } from '#ui/states.tsx'
import { useWords } from '#ui/words.tsx'
import { useEffect, useRef, useState, type ReactElement } from 'react'
import { mostBytes } from './acquisition-costs.ts'
import { acquisitionError, importAcquisitionCosts } from '../acquisition.contract.ts'
import { AddedCosts, OverlapRefusal } from './added-costs.view.tsx'
import styles from '../page/audit.module.css'

type Added = Parameters<typeof AddedCosts>[0]['of']

export default function CostsFile(props: {
  readonly business: string
  readonly currency: string | null
}): ReactElement {
  const words = useWords('base-audit')
  const { business, currency } = props
  const request = useRequest(importAcquisitionCosts)
  const [sending, setSending] = useState(false)
  const [refused, setRefused] = useState<RefusedBecause>()
  const [added, setAdded] = useState<Added>()
  const [upload, setUpload] = useState('')
  const stop = useRef(new AbortController())
  useEffect(() => () => stop.current.abort(), [])
  const take = (sent: string, onTop: boolean) => {
    setUpload(sent)
    request.send({ business, upload: sent, onTop }, setAdded)
  }
  const send = async (file: File) => {
    stop.current = new AbortController()
    const { signal } = stop.current
    request.forget()
    setRefused(undefined)
    setAdded(undefined)
    if (file.size > mostBytes) return setRefused(refusedBecause(tooLarge(file)))
    setSending(true)
    try {
      const answer = await sendFile({ to: `/api${uploadPath}`, file, onProgress: () => {}, signal })
      take(uploadShape.parse(answer).upload, false)
    } catch (error) {
      if (!signal.aborted) setRefused(refusedBecause(error))
    } finally {
      setSending(false)
    }
    return undefined
  }
  return (
    <div className={styles.costs}>
      <FileDrop
        title={words('acquisition.file.title')}
        lead={words('acquisition.file.lead')}
        choose={words('acquisition.file.choose')}
        onFile={(file) => void send(file)}
      />
      <p className={styles.of}>{words('acquisition.file.example')}</p>
      <pre className={styles.example}>
        <code>{example}</code>
      </pre>
      {sending || request.sending ? <Waiting what={words('reading.costs')} /> : null}
      {refused === undefined ? null : <Refusal error={refused} />}
      {request.refused === undefined ? null : (
        <OverlapRefusal error={request.refused} onTop={() => take(upload, true)} />
      )}
      {added === undefined ? null : <AddedCosts of={added} currency={currency} />}
    </div>
  )
}

/** The names of the columns are those that the program knows in every language. */
const example = 'month,channel,cost,purpose\n2025-03,web,1200,winning\n2025-03,all,300,keeping'

/** The program would say the same, after all of it had been sent. */
function tooLarge(file: File): Error {
  const message = `The file has ${file.size} bytes; at most ${mostBytes} are read.`
  return acquisitionError('ACQUISITION_FILE_TOO_LARGE', message)
}

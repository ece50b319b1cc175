/** Takes a file, by dropping or by choosing it, and sends it with its progress. */
import { refusedBecause, type RefusedBecause } from '#ui/answer.tsx'
import { Button, Progress } from '#ui/controls.ts'
import { FileDrop } from '#ui/file-drop.tsx'
import { Panel } from '#ui/page.tsx'
import { Name } from '#ui/said.tsx'
import { sendFile } from '#ui/send-file.ts'
import { Refusal } from '#ui/states.tsx'
import { Sentence, useFormats, useWords } from '#ui/words.tsx'
import { useEffect, useRef, useState, type ReactElement } from 'react'
import { upload as uploadShape, uploadPath } from '../history.contract.ts'
import styles from './import.module.css'

interface Sending {
  readonly file: File
  readonly share: number
}

export function DropFile(props: { readonly onUploaded: (upload: string) => void }): ReactElement {
  const words = useWords('history')
  return (
    <Panel>
      <SendFile title={words('drop.title')} lead={words('drop.lead')} onUploaded={props.onUploaded} />
    </Panel>
  )
}

/** The place to drop a file, within whatever stands around it. */
export function SendFile(props: {
  readonly title: string
  readonly lead: string
  readonly onUploaded: (upload: string) => void
}): ReactElement {
  const words = useWords('history')
  const [sending, setSending] = useState<Sending>()
  const [refused, setRefused] = useState<RefusedBecause>()
  const stop = useRef(new AbortController())
  useEffect(() => () => stop.current.abort(), [])
  const send = async (file: File) => {
    stop.current = new AbortController()
    const { signal } = stop.current
    setRefused(undefined)
    setSending({ file, share: 0 })
    try {
      const onProgress = (share: number) => setSending({ file, share })
      const answer = await sendFile({ to: `/api${uploadPath}`, file, onProgress, signal })
      props.onUploaded(uploadShape.parse(answer).upload)
    } catch (error) {
      if (!signal.aborted) setRefused(refusedBecause(error))
    } finally {
      setSending(undefined)
    }
  }
  return (
    <>
      {refused === undefined ? null : <Refusal error={refused} />}
      {sending === undefined ? (
        <FileDrop
          title={props.title}
          lead={props.lead}
          choose={words('drop.choose')}
          onFile={(file) => void send(file)}
        />
      ) : (
        <SendingFile {...sending} onCancel={() => stop.current.abort()} />
      )}
      <p className={styles.note}>{words('drop.formats')}</p>
    </>
  )
}

function SendingFile({ file, share, onCancel }: Sending & { readonly onCancel: () => void }): ReactElement {
  const words = useWords('history')
  const formats = useFormats()
  const said = { share: formats.percent(share), size: formats.bytes(file.size) }
  return (
    <div className={styles.sending}>
      <p>
        <Sentence
          from="history"
          name="drop.sending"
          values={said}
          parts={{
            file: (
              <strong>
                <Name>{file.name}</Name>
              </strong>
            ),
          }}
        />
      </p>
      <Progress value={share * 100} aria-label={words('drop.progress')} />
      <Button variant="default" size="sm" onClick={onCancel}>
        {words('work.cancel')}
      </Button>
    </div>
  )
}

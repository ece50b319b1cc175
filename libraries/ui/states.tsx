/** The states that a screen may be in beside showing its content: waiting, refused, empty; and notices. */
import type { SayingValues } from '#kernel/saying.ts'
import { useState, type ReactElement, type ReactNode } from 'react'
import type { RefusedBecause } from './answer.tsx'
import { Button, VisuallyHidden } from './controls.ts'
import { IconAlertTriangle, IconCheck, IconCopy } from './icons.ts'
import { Said } from './said.tsx'
import styles from './states.module.css'
import { useWords } from './words.tsx'

/** Shown until an answer arrives; `what` is read aloud. */
export function Waiting(props: { readonly what: string }): ReactElement {
  const words = useWords('ui')
  return (
    <output className={styles.waiting} aria-busy>
      <VisuallyHidden>{words('waiting', { what: props.what })}</VisuallyHidden>
      <span className={styles.bar} />
      <span className={styles.bar} />
      <span className={styles.bar} />
    </output>
  )
}

/** Refusals that arise in the page itself; nobody can look their code up. */
const ownCodes: ReadonlySet<string> = new Set(['WIRE_SERVER_UNREACHABLE', 'UI_PAGE_BROKEN'])

/** Says what happened, what to do next, and keeps the id of the request to copy. */
export function Refusal(props: {
  readonly error: RefusedBecause
  readonly again?: () => void
}): ReactElement {
  const words = useWords('ui')
  const { error, again } = props
  const ours = ownCodes.has(error.code)
  return (
    <div className={styles.refusal} role="alert">
      <IconAlertTriangle size={20} aria-hidden />
      <div className={styles.body}>
        <p className={styles.title}>
          <Said of={error}>{error.message}</Said>
        </p>
        <p>
          <Said of={error} part="hint">
            {error.hint}
          </Said>
        </p>
        {error.code === 'UI_PAGE_BROKEN' ? <Said>{error.message}</Said> : null}
        {ours ? null : <code className={styles.code}>{error.code}</code>}
        {error.requestId === null ? null : <RequestId id={error.requestId} />}
        {again === undefined ? null : (
          <Button size="xs" variant="default" onClick={again}>
            {words('refused.again')}
          </Button>
        )}
      </div>
    </div>
  )
}

function RequestId(props: { readonly id: string }): ReactElement {
  const words = useWords('ui')
  const [copied, setCopied] = useState(false)
  const copy = () => void navigator.clipboard.writeText(props.id).then(() => setCopied(true))
  return (
    <div className={styles.request}>
      <span>
        {words('refused.request')} <code>{props.id}</code>
      </span>
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
        onClick={copy}
      >
        {words(copied ? 'refused.copied' : 'refused.copy')}
      </Button>
    </div>
  )
}

/** Shown where there is nothing yet: what would be here, and what to do to get it. */
export function Empty(props: {
  readonly title?: string
  readonly icon?: ReactElement
  readonly children: ReactNode
}): ReactElement {
  return (
    <div className={styles.empty}>
      {props.icon}
      {props.title === undefined ? null : <h2>{props.title}</h2>}
      {props.children}
    </div>
  )
}

/** A thing the reader must know. */
export interface Notice {
  readonly code: string
  readonly message: string
  readonly hint: string
  /** What stands in the sentence that the language files have for the code. */
  readonly values?: SayingValues | undefined
  /** Whether it keeps the work from going on. */
  readonly stops?: boolean
}

/** A list of things the reader must know, each with the next step. */
export function Notices(props: { readonly of: readonly Notice[] }): ReactElement | null {
  if (props.of.length === 0) return null
  return (
    <ul className={styles.notices}>
      {props.of.map((notice) => (
        <li key={notice.code + notice.message} className={styles.notice} data-stops={notice.stops === true}>
          <IconAlertTriangle size={16} aria-hidden />
          <p>
            <Said of={notice}>{notice.message}</Said>{' '}
            <span className={styles.hint}>
              <Said of={notice} part="hint">
                {notice.hint}
              </Said>
            </span>
          </p>
        </li>
      ))}
    </ul>
  )
}

/** Has the words of a page speak of what was valued. */
import type { LogKind } from '#history/log-kind.ts'
import { About } from '#ui/words.tsx'
import type { ReactElement, ReactNode } from 'react'

/** Where contracts were valued, words that have a form for them take it: renewals instead of purchases. */
export function AboutLog(props: {
  /** Undefined until it is known. */
  readonly log: LogKind | undefined
  readonly children: ReactNode
}): ReactElement {
  return <About subject={props.log === 'contracts' ? 'contracts' : undefined}>{props.children}</About>
}

import type { ReactElement, ReactNode } from 'react'
import type { Answer } from './answer.tsx'
import { Refusal, Waiting } from './states.tsx'

/** What came of a question, in whichever state it is: awaited, refused, or there. */
export function Answered<Value>(props: {
  readonly of: Answer<Value>
  /** Read aloud until the answer is there. */
  readonly reading: string
  /** `refreshing` while a newer answer is on its way. */
  readonly children: (value: Value, refreshing: boolean) => ReactNode
}): ReactElement {
  const { of, reading, children } = props
  switch (of.state) {
    case 'waiting':
      return <Waiting what={reading} />
    case 'refused':
      return <Refusal error={of.error} again={of.again} />
    case 'ready':
      return <>{children(of.value, of.refreshing)}</>
  }
}

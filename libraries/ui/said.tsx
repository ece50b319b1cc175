/** What the program said, and what a file calls things. */
import type { Saying } from '#kernel/saying.ts'
import type { ReactElement } from 'react'
import type { SayingPart } from './sayings.ts'
import { useSay } from './words.tsx'

/** What the program said: in the reader's words where a language file has the sentence, else in English. */
export function Said(props: {
  readonly of?: Saying | undefined
  readonly part?: SayingPart
  /** The English, where no language file has the sentence. */
  readonly children: string
}): ReactElement {
  const say = useSay()
  const { of, part = 'text' } = props
  const text = of === undefined ? undefined : say(of, part)
  if (text !== undefined) return <>{text}</>
  return (
    <bdi lang="en" dir="ltr" data-untranslated>
      {props.children}
    </bdi>
  )
}

/** A name as a file or a person wrote it, in whatever direction it runs. */
export function Name(props: { readonly children: string }): ReactElement {
  return <bdi>{props.children}</bdi>
}

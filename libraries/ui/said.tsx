/** Text that is not ours to translate: what the program said, and what a file calls things. */
import type { ReactElement } from 'react'

/** What the program said, in English. */
export function Said(props: { readonly children: string }): ReactElement {
  return (
    <bdi lang="en" dir="ltr">
      {props.children}
    </bdi>
  )
}

/** A name as a file or a person wrote it, in whatever direction it runs. */
export function Name(props: { readonly children: string }): ReactElement {
  return <bdi>{props.children}</bdi>
}

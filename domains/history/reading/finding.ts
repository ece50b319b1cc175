/** What is found of a file before it is read. */
import type { SayingValues } from '#kernel/saying.ts'
import type { historyError } from '../history.errors.ts'
import type { NoticeCode } from '../history-notices.ts'

/** What keeps a file from being read as it is. */
export type RefusalCode = keyof (typeof historyError)['catalogue']

/** Something to be known of a file; what `stops` keeps it from being imported as it is. */
export type Finding =
  | { readonly code: RefusalCode; readonly values: SayingValues; readonly stops: true }
  | { readonly code: NoticeCode; readonly values: SayingValues; readonly stops: false }

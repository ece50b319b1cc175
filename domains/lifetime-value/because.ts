/** Why something is as it is, in a document. */
import type { Saying } from '#kernel/saying.ts'

/** Why something is as it is: an English sentence, and the same one for those who have language files. */
export interface Because {
  readonly reason: string
  /** Absent in documents of an earlier version. */
  readonly because?: Saying | undefined
}

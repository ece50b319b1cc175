/** What is said of a file or a history without refusing it: each with the next step. */
import type { SayingValues } from '#kernel/saying.ts'
import { inEnglish } from './history-english.ts'
import type english from './locales/en.json'

/** A thing the reader must know. */
export interface Notice {
  readonly code: string
  /** English; pages say it in their reader's words, from the code and the values. */
  readonly message: string
  readonly hint: string
  /** What stands in the sentence; absent in what an earlier version kept. */
  readonly values?: SayingValues | undefined
}

export type NoticeCode = keyof typeof english.said

/** Where a terminal offers another way than a page does. */
const flagHints: Partial<Record<NoticeCode, string>> = {
  HISTORY_DATE_AMBIGUOUS: 'If it is the other way round, say so with --date-format.',
  HISTORY_DATES_STRAY:
    'Rows that cannot be read are refused and listed; mend them, or name every format with --date-format.',
  HISTORY_NUMBERS_AMBIGUOUS: 'If the mark means the other thing, say so with --decimal.',
  HISTORY_CUSTOMER_CHOSEN: 'If customers are known by the other column, say so with --customer.',
  HISTORY_PERIOD_GUESSED: 'If they are renewed at another pace, say so with --period month, quarter or year.',
  HISTORY_PERIOD_OF_EVENTS:
    'If they are renewed at another pace, say so with --period month, quarter or year.',
  HISTORY_ROWS_REFUSED:
    'Look at the list of refused rows, mend them and import the mended file instead of this one.',
  HISTORY_DUPLICATES_KEPT:
    'If they were written twice by mistake, import the file again with --drop-duplicates.',
}

export function notice(code: NoticeCode, values: SayingValues = {}): Notice {
  const hint = flagHints[code] ?? inEnglish({ code, values }, 'hint')
  return { code, message: inEnglish({ code, values }, 'text'), hint, values }
}

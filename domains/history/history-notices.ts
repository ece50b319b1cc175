/** What is said of a file or a history without refusing it: each with the next step. */

/** A thing the reader must know. */
export interface Notice {
  readonly code: string
  readonly message: string
  readonly hint: string
}

const hints = {
  HISTORY_DATE_AMBIGUOUS: 'If it is the other way round, say so with --date-format.',
  HISTORY_DATES_STRAY:
    'Rows that cannot be read are refused and listed; mend them, or name every format with --date-format.',
  HISTORY_NUMBERS_AMBIGUOUS: 'If the mark means the other thing, say so with --decimal.',
  HISTORY_CUSTOMER_CHOSEN: 'If customers are known by the other column, say so with --customer.',
  HISTORY_CUSTOMERS_MISSING:
    'Purchases of unknown customers cannot be valued; have the till ask for a customer.',
  HISTORY_ROWS_REFUSED:
    'Look at the list of refused rows, mend them and import the mended file instead of this one.',
  HISTORY_DUPLICATES_KEPT:
    'If they were written twice by mistake, import the file again with --drop-duplicates.',
  HISTORY_DATES_FUTURE: 'Those rows were refused; look whether the clock or the date format is wrong.',
  HISTORY_DATES_EARLY: 'Those rows were refused; dates before 1971 are most often ones that were never set.',
  HISTORY_FIRST_DAY_LONELY:
    'Look whether the earliest dates are right; they make the whole history look older.',
  HISTORY_GAP: 'Look whether the log is complete; a hole in it looks like customers who stayed away.',
  HISTORY_CUSTOMER_LARGE: 'If it stands for everybody without a name, leave its rows out of the file.',
  HISTORY_REFUNDS_UNMATCHED:
    'They lower net spend on their own day; the purchases they belong to may be in an earlier file.',
  HISTORY_SPEND_NEGATIVE: 'Such days count as purchases but tell nothing of spend.',
  HISTORY_SPEND_ZERO: 'Such days count as purchases but tell nothing of spend.',
  HISTORY_TOTAL_NEGATIVE: 'Look whether amounts have the right sign; refunds should be the smaller part.',
} as const satisfies Record<string, string>

export type NoticeCode = keyof typeof hints

export function notice(code: NoticeCode, message: string): Notice {
  return { code, message, hint: hints[code] }
}

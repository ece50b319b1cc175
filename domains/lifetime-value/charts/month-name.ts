/** Months as a reader of a language writes them. */

/** A month, `YYYY-MM`, in the reader's language; nothing where there is none. */
export function monthName(
  { locale }: { readonly locale: string },
  month: string,
  form: Intl.DateTimeFormatOptions,
): string {
  if (month === '') return ''
  // The middle of the month keeps it the same month in every zone.
  return new Intl.DateTimeFormat(locale, { ...form, timeZone: 'UTC' }).format(
    new Date(`${month}-15T12:00:00Z`),
  )
}

/** What every part of the report writes with: words and numbers in the reader's language. */
import { type Html, html } from '#ui/report/html.ts'
import { type ReportLanguage, type ReportReader, readerIn } from '#ui/report/reader.ts'
import type { Estimate } from '../value-document.ts'
import type { ReportInput } from './report-input.ts'

export type Reader = ReportReader

/** A reader of `input`'s currency in `language`. */
export function readerOf(input: ReportInput, language: ReportLanguage): Reader {
  const opensFigures = language.words('report.figures')
  return { ...readerIn(language, input.document.currency), opensFigures }
}

/** A length of time: in weeks where they are whole. */
export function spanText({ words }: Reader, days: number): string {
  return days % 7 === 0 && days >= 28
    ? words('horizon.weeks', { count: days / 7 })
    : words('horizon.days', { count: days })
}

/** How a mean and the ends of its range are written: what will happen is a whole number, its mean is not. */
export interface WriteEstimate {
  readonly mean: (value: number) => string
  readonly end: (value: number) => string
}

/** A mean with the range in which four out of five come to lie. */
export function estimateText(reader: Reader, estimate: Estimate | null, write: WriteEstimate): Html {
  if (estimate === null) return html`${reader.words('cannotTell')}`
  const { mean, low, high } = estimate
  const range = reader.words('report.range', { low: write.end(low), high: write.end(high) })
  return html`${write.mean(mean)} <span class="range">${range}</span>`
}

/** Money in the report's currency. */
export function moneyText({ formats, currency }: Reader, amount: number): string {
  return formats.money(amount, currency)
}

/** A large amount of money, shortened. */
export function shortMoney({ formats, currency }: Reader, amount: number): string {
  return formats.moneyShort(amount, currency)
}

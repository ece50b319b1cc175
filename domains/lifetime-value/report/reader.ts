/** What every part of the report writes with: words, numbers and drawings in the reader's language. */
import type { Chart } from '#ui/chart.ts'
import { type Formats, formatsOf } from '#ui/format.ts'
import type { Estimate } from '../value-document.ts'
import { chartDrawer } from './draw-chart.ts'
import { type Html, html, trusted } from './html.ts'
import type { ReportInput } from './report-input.ts'
import type { ReportLanguage } from './report-language.ts'

/** A report being written. */
export interface Reader extends ReportLanguage {
  readonly formats: Formats
  readonly currency: string | null
  readonly draw: (chart: Chart) => string
}

/** A reader of `input`'s currency in `language`. */
export function readerOf(input: ReportInput, language: ReportLanguage): Reader {
  const formats = formatsOf(language.locale)
  return { ...language, formats, currency: input.document.currency, draw: chartDrawer() }
}

/**
 * A sentence of the language files; `<name/>` in it becomes the part of that name, in bold.
 *
 * @param parts - Texts by name; where the sentence asks for one as `{{name}}` it stands there without emphasis.
 */
export function sentence(
  { words }: Reader,
  key: string,
  {
    values = {},
    parts = {},
  }: { values?: Record<string, string | number>; parts?: Record<string, string> } = {},
): Html {
  const pieces = words(key, { ...values, ...parts }).split(/<(\w+)\/>/)
  return html`${pieces.map((piece, place) => (place % 2 === 0 ? piece : html`<b>${parts[piece]}</b>`))}`
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

/** A drawing as HTML. Its parts are not read aloud: the page that holds it says what it shows. */
export function drawing(reader: Reader, chart: Chart): Html {
  return trusted(reader.draw(chart).replaceAll(/ aria-(?:label|hidden|description)="[^"]*"/g, ''))
}

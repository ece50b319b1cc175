/** What a sample of a column's texts looks like. */
import { guessDateFormat, type DateGuess } from './date-format.ts'
import { guessNumberFormat, parseNumber, type NumberGuess } from './number-format.ts'

export interface ColumnProfile {
  /** Texts that say something, in the order of the rows. */
  readonly texts: readonly string[]
  /** Share of the rows that say something. */
  readonly filled: number
  readonly distinct: number
  readonly dates: DateGuess | undefined
  readonly numbers: NumberGuess | undefined
  /** Of the texts that are numbers: shares of those with decimals other than zero, and of those below zero. */
  readonly fractional: number
  readonly negative: number
  readonly median: number
  /** Share of the texts that are whole numbers written with `.0` behind them. */
  readonly pointZero: number
  /** Share of the texts that begin with a zero and go on with a digit. */
  readonly leadingZero: number
}

/** Whether a text stands for nothing. */
export function isMissing(text: string): boolean {
  return missingTexts.includes(text.trim())
}

/** How files write that nothing is known; the empty text included. */
export const missingTexts = ['', 'NULL', 'null', 'NaN', 'nan', 'NA', 'N/A', 'n/a', '\\N']

/** @param compact - Whether the header speaks of a date, so that six digits may be one. */
export function profileColumn(rows: readonly string[], compact: boolean): ColumnProfile {
  const texts = rows.filter((text) => !isMissing(text)).map((text) => text.trim())
  const numbers = guessNumberFormat(texts)
  const values = numbers === undefined ? [] : texts.flatMap((text) => parseNumber(text, numbers.format) ?? [])
  const sorted = values.toSorted((a, b) => a - b)
  return {
    texts,
    filled: rows.length === 0 ? 0 : texts.length / rows.length,
    distinct: new Set(texts).size,
    dates: texts.length === 0 ? undefined : guessDateFormat(texts, compact),
    numbers,
    fractional: shareOf(values, (value) => !Number.isInteger(value)),
    negative: shareOf(values, (value) => value < 0),
    median: sorted[Math.floor(sorted.length / 2)] ?? 0,
    pointZero: shareOf(texts, (text) => /^\d+\.0$/.test(text)),
    leadingZero: shareOf(texts, (text) => /^0\d/.test(text)),
  }
}

function shareOf<T>(values: readonly T[], isSo: (value: T) => boolean): number {
  return values.length === 0 ? 0 : values.filter(isSo).length / values.length
}

/** Periods as companies write them in tables: 2016Q1, Q1 2016, 2016-03, 201603, 2016H1, FY2016, 2016, Mar 2016. */
import { monthsIn, type PeriodLength } from '../period.ts'

/** A label read: its length and its first month since January 1970. */
export interface ReadLabel {
  readonly length: Exclude<PeriodLength, 'all'>
  readonly month: number
}

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** What stands for a period of a year: year, sign of the length, place. */
const patterns: readonly (readonly [RegExp, (found: readonly string[]) => ReadLabel | undefined])[] = [
  [
    /^(?:cy|fy)?(\d{4})[-\s./_]?(q|h|s|m)([1-9]|1[0-2]|0[1-9])$/,
    ([, year, sign, place]) => partOf(year, sign, place),
  ],
  [
    /^(q|h|s|m)([1-9]|1[0-2]|0[1-9])[-\s./_]?(?:cy|fy)?(\d{4})$/,
    ([, sign, place, year]) => partOf(year, sign, place),
  ],
  [/^([1-4])q(\d{4})$/, ([, place, year]) => partOf(year, 'q', place)],
  [/^(\d{4})([1-4])$/, ([, year, place]) => partOf(year, 'q', place)],
  [/^(\d{4})[-./]([1-4])$/, ([, year, place]) => partOf(year, 'q', place)],
  [/^(\d{4})[-./_]?(0[1-9]|1[0-2])$/, ([, year, place]) => partOf(year, 'm', place)],
  [/^(\d{4})[-./](0[1-9]|1[0-2])[-./]01$/, ([, year, place]) => partOf(year, 'm', place)],
  [/^([a-z]{3})[a-z]*[-\s./_]?(\d{4})$/, ([, name, year]) => namedMonth(name, year)],
  [/^(\d{4})[-\s./_]?([a-z]{3})[a-z]*$/, ([, year, name]) => namedMonth(name, year)],
  [/^(?:cy|fy)?(\d{4})$/, ([, year]) => yearOf(year)],
]

/** `text` as a period; undefined where it is none. A year of four digits lies between 1971 and 2200. */
export function readLabel(text: string): ReadLabel | undefined {
  const plain = text.trim().toLowerCase()
  for (const [pattern, read] of patterns) {
    const found = pattern.exec(plain)
    const label = found === null ? undefined : read(found)
    if (label !== undefined) return label
  }
  return undefined
}

function partOf(year = '', sign = '', place = ''): ReadLabel | undefined {
  const length = sign === 'q' ? 'quarter' : sign === 'm' ? 'month' : 'half'
  const number = Number(place)
  const start = monthOfYear(year)
  if (start === undefined || number < 1 || number > 12 / monthsIn[length]) return undefined
  return { length, month: start + (number - 1) * monthsIn[length] }
}

function namedMonth(name = '', year = ''): ReadLabel | undefined {
  const place = monthNames.indexOf(name)
  const start = monthOfYear(year)
  return place < 0 || start === undefined ? undefined : { length: 'month', month: start + place }
}

function yearOf(year = ''): ReadLabel | undefined {
  const month = monthOfYear(year)
  return month === undefined ? undefined : { length: 'year', month }
}

function monthOfYear(year: string): number | undefined {
  const number = Number(year)
  return number >= 1971 && number <= 2200 ? 12 * (number - 1970) : undefined
}

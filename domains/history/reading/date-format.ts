/** How dates are written, told from a sample of them. */
import { dayOfNumber, type Day } from '#kernel/time.ts'

/** One reading of a text as a day; `format` is as for `strptime`. */
interface Reading {
  readonly format: string
  /** Days since 1970-01-01. */
  readonly day: number
}

export interface DateGuess {
  /** As for `strptime`, several separated by `|`; or `epoch-seconds`, `epoch-milliseconds`, `excel-serial`. */
  readonly format: string
  /** Share of the texts that it reads. */
  readonly share: number
  /** Another format that reads as many, with day and month the other way round. */
  readonly alternative?: string
  /** The first text that it does not read. */
  readonly stray?: string
}

/**
 * The format that reads most of `texts`. Where day and month cannot be told apart, the reading whose days lie closer
 * together is taken, day first where even that is equal.
 *
 * @param compact - Whether six digits (`yymmdd`), numbers of seconds and those of a spreadsheet's days may be dates: only
 *   where a header says so.
 */
export function guessDateFormat(texts: readonly string[], compact: boolean): DateGuess | undefined {
  if (texts.slice(0, 100).every((text) => readingsOf(text.trim(), compact).length === 0)) return undefined
  const readings = texts.map((text) => readingsOf(text.trim(), compact))
  const found = countFormats(readings)
  const [best, rival] = [...found.values()].toSorted(
    (a, b) => b.days.length - a.days.length || span(a) - span(b),
  )
  if (best === undefined) return undefined
  const formats = [best, ...[...found.values()].filter((other) => goesWith(best.format, other.format))]
  const reads = (place: number) =>
    readings[place]?.some((reading) => formats.some(({ format }) => format === reading.format)) ?? false
  const places = texts.map((_, place) => place)
  const stray = texts.find((_, place) => !reads(place))
  const ambiguous = rival?.days.length === best.days.length && swapped(best.format) === rival.format
  return {
    format: formats.map(({ format }) => format).join('|'),
    share: places.filter(reads).length / texts.length,
    ...(ambiguous && { alternative: swapped(best.format) }),
    ...(stray !== undefined && { stray }),
  }
}

/** The day that `text` names in `format`, one that was guessed; undefined where it names none. */
export function dayIn(text: string, format: string): Day | undefined {
  const formats = format.split('|')
  const reading = readingsOf(text.trim(), true).find((one) => formats.includes(one.format))
  return reading === undefined ? undefined : dayOfNumber(reading.day)
}

/** Whether `format` is ISO 8601, which the engine reads at once with any time and offset behind it. */
export function isIsoFormat(format: string): boolean {
  return /^%Y([-/])%m\1%d([ T]%H:%M(:%S)?)?$/.test(format)
}

/** Whether `format` tells days without a time. */
export function isDayFormat(format: string): boolean {
  return !/%[HI]|^epoch|^excel/.test(format)
}

/** `format` with day and month the other way round. */
export function swapped(format: string): string {
  return format.replace(/%([dm])(.)%([dm])/, '%$3$2%$1')
}

interface Found {
  readonly format: string
  readonly days: number[]
}

function countFormats(readings: readonly (readonly Reading[])[]): ReadonlyMap<string, Found> {
  const found = new Map<string, Found>()
  for (const { format, day } of readings.flat()) {
    const known = found.get(format)
    if (known === undefined) found.set(format, { format, days: [day] })
    else known.days.push(day)
  }
  return found
}

function span({ days }: Found): number {
  return days.reduce((a, b) => Math.max(a, b)) - days.reduce((a, b) => Math.min(a, b))
}

/** Formats that differ in the time of day only are read side by side. */
function goesWith(best: string, other: string): boolean {
  const dayOf = (format: string) => format.split(/[ T]%[HI]/)[0]
  return other !== best && dayOf(other) === dayOf(best)
}

const timePattern =
  /^(?<between>[ T])(?<hour>\d{1,2}):\d{2}(?<seconds>:\d{2})?(?<fraction>[.,]\d+)?(?<half> ?[AaPp][Mm])?(?<offset> ?(?:Z|UTC|[+-]\d{2}(?::?\d{2})?))?$/

/** The format of what stands behind the day; undefined where that is no time of day. */
function timeFormat(rest: string): string | undefined {
  if (rest === '') return ''
  const parts = timePattern.exec(rest)?.groups
  if (parts === undefined) return undefined
  const { between, seconds, fraction, half } = parts
  const clock = `${half === undefined ? '%H' : '%I'}:%M${seconds === undefined ? '' : ':%S'}`
  const noon = half === undefined ? '' : half.startsWith(' ') ? ' %p' : '%p'
  return `${between}${clock}${fraction === undefined ? '' : '.%f'}${noon}`
}

function readingsOf(text: string, compact: boolean): readonly Reading[] {
  for (const [pattern, read] of writings) {
    const match = pattern.exec(text)
    if (match === null) continue
    const time = timeFormat(text.slice(match[0].length))
    if (time === undefined) continue
    return read(match, compact).flatMap(({ format, day }) =>
      day === undefined ? [] : [{ format: withTime(format, time), day }],
    )
  }
  return []
}

/** Fractions and offsets behind ISO days are read without being named. */
function withTime(format: string, time: string): string {
  return isIsoFormat(format) ? format + time.replace(/\.%f$/, '') : format + time
}

type Candidates = readonly { readonly format: string; readonly day: number | undefined }[]

const writings: readonly (readonly [RegExp, (match: RegExpExecArray, compact: boolean) => Candidates])[] = [
  [/^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)/, ([, y, s, m, d]) => [candidate(`%Y${s}%m${s}%d`, [y, m, d])]],
  [
    /^(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/,
    ([, a, s, b, y = '']) => {
      const year = y.length === 4 ? '%Y' : '%y'
      const first = candidate(`%d${s}%m${s}${year}`, [y, b, a])
      const other = candidate(`%m${s}%d${s}${year}`, [y, a, b])
      const yearFirst = y.length === 2 ? [candidate(`%y${s}%m${s}%d`, [a, b, y])] : []
      return [first, other, ...yearFirst]
    },
  ],
  [
    /^(\d{1,2})([-/. ])([A-Za-z]{3,9})\2(\d{4}|\d{2})(?!\d)/,
    ([, d, s, name = '', y = '']) => [
      candidate(`%d${s}${monthFormat(name)}${s}${y.length === 4 ? '%Y' : '%y'}`, [y, monthNumber(name), d]),
    ],
  ],
  [
    /^([A-Za-z]{3,9}) (\d{1,2}), (\d{4})/,
    ([, name = '', d, y]) => [candidate(`${monthFormat(name)} %d, %Y`, [y, monthNumber(name), d])],
  ],
  [
    /^(\d{4})(\d{2})(\d{2})(?!\d)/,
    ([, y, m, d]) => [candidate('%Y%m%d', [y, m, d], { from: 1900, to: 2100 })],
  ],
  [
    /^(\d{2})(\d{2})(\d{2})(?!\d)/,
    ([, y, m, d], compact) => (compact ? [candidate('%y%m%d', [y, m, d])] : []),
  ],
  [
    // Days since 1899-12-30, with the time behind the point; 1954 to 2064, for other numbers are too likely to be ids.
    /^[2-5]\d{4}(?:[.,]\d+)?$/,
    ([number = ''], compact) =>
      compact ? [{ format: 'excel-serial', day: Math.floor(Number(number.replace(',', '.'))) - 25_569 }] : [],
  ],
  [
    /^\d{13}$|^\d{10}$/,
    ([digits = ''], compact) => {
      if (!compact) return []
      const inMilliseconds = digits.length === 13
      const day = Math.floor(Number(digits) / (inMilliseconds ? 86_400_000 : 86_400))
      return [{ format: inMilliseconds ? 'epoch-milliseconds' : 'epoch-seconds', day }]
    },
  ],
]

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

function monthNumber(name: string): string {
  return String(months.indexOf(name.slice(0, 3).toLowerCase()) + 1)
}

function monthFormat(name: string): string {
  return name.length === 3 ? '%b' : '%B'
}

function candidate(
  format: string,
  [y, m, d]: readonly (string | undefined)[],
  years = { from: 0, to: 9999 },
): Candidates[number] {
  const year = String(y).length === 2 ? Number(y) + (Number(y) < 69 ? 2000 : 1900) : Number(y)
  const date = new Date(Date.UTC(year, Number(m) - 1, Number(d)))
  const isReal = date.getUTCMonth() === Number(m) - 1 && date.getUTCDate() === Number(d)
  const day = isReal && year >= years.from && year <= years.to ? date.getTime() / 86_400_000 : undefined
  return { format, day }
}

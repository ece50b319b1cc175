/** Numbers, money and days as a reader of a language expects them. Pure: the language is an argument. */
import type { Day } from '#kernel/time.ts'

/** Everything that is written with the rules of one language. */
export interface Formats {
  /** A count of things that were counted: every digit. */
  readonly count: (value: number) => string
  /** An estimate of a count: three digits that mean something, one decimal below a hundred. */
  readonly estimate: (value: number) => string
  /** A share of one as a percentage; one decimal below ten. */
  readonly percent: (share: number) => string
  /** A deviation as a percentage with its sign. */
  readonly signedPercent: (share: number) => string
  /** A number with `digits` significant digits; very large and very small ones with a power of ten. */
  readonly precise: (value: number, digits: number) => string
  /** A number with up to four decimals. */
  readonly decimals: (value: number) => string
  /** A number as a mantissa of two digits and a power of ten. */
  readonly scientific: (value: number) => string
  /** An amount in a currency (bare where it is not known): whole from a hundred on, to the cent below. */
  readonly money: (amount: number, currency: string | null) => string
  /** A large amount, shortened to three digits. */
  readonly moneyShort: (amount: number, currency: string | null) => string
  readonly day: (day: Day) => string
  /** A moment, to the minute, in the reader's own zone. */
  readonly moment: (iso: string) => string
  /** Bytes in the largest unit that keeps a digit before the point. */
  readonly bytes: (bytes: number) => string
  /** A length of time in seconds, in its largest one or two units. */
  readonly duration: (seconds: number) => string
}

/** Formats of `language`, a BCP 47 tag. */
export function formatsOf(language: string): Formats {
  const number = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat(language, options)
  const whole = number({ maximumFractionDigits: 0 })
  const threeDigits = number({ maximumSignificantDigits: 3 })
  const oneDecimal = number({ minimumFractionDigits: 1, maximumFractionDigits: 1 })
  const percent = number({ style: 'percent', maximumFractionDigits: 0 })
  const finePercent = number({ style: 'percent', maximumFractionDigits: 1 })
  const signed = number({ style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' })
  const fourDecimals = number({ maximumFractionDigits: 4, signDisplay: 'negative' })
  const scientific = number({ notation: 'scientific', maximumSignificantDigits: 2 })
  // Noon keeps a calendar day the same day in UTC whatever the reader's zone.
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' })
  const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  return {
    count: (value) => whole.format(value),
    estimate: (value) => (Math.abs(value) < 99.95 ? oneDecimal.format(value) : threeDigits.format(value)),
    percent: (share) => (Math.abs(share) < 0.0995 ? finePercent : percent).format(share),
    signedPercent: (share) => signed.format(share),
    scientific: (value) => scientific.format(value),
    precise: (value, digits) => {
      const notation =
        value !== 0 && (Math.abs(value) >= 1e7 || Math.abs(value) < 1e-4) ? 'scientific' : 'standard'
      return number({ maximumSignificantDigits: digits, notation }).format(value)
    },
    decimals: (value) => fourDecimals.format(value),
    money: (amount, currency) => moneyFormat(language, currency, wholeAmount(amount)).format(amount),
    moneyShort: (amount, currency) =>
      moneyFormat(language, currency, Math.abs(amount) < 1000 ? wholeAmount(amount) : short).format(amount),
    day: (value) => day.format(new Date(`${value}T12:00:00Z`)),
    moment: (iso) => moment.format(new Date(iso)),
    bytes: (bytes) => bytesText(language, bytes),
    duration: (seconds) => durationText(language, seconds),
  }
}

const short: Intl.NumberFormatOptions = {
  notation: 'compact',
  minimumSignificantDigits: 3,
  maximumSignificantDigits: 3,
}

function wholeAmount(amount: number): Intl.NumberFormatOptions {
  return Math.abs(amount) >= 99.995 ? { maximumFractionDigits: 0 } : {}
}

function moneyFormat(
  language: string,
  currency: string | null,
  options: Intl.NumberFormatOptions,
): Intl.NumberFormat {
  if (currency === null) return new Intl.NumberFormat(language, { maximumFractionDigits: 2, ...options })
  const style = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const
  return new Intl.NumberFormat(language, { ...style, ...options })
}

function bytesText(language: string, bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
  const place = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3))
  const unit = units[place] ?? 'byte'
  const options = { style: 'unit', unit, unitDisplay: 'short', maximumSignificantDigits: 3 } as const
  return new Intl.NumberFormat(language, options).format(bytes / 1000 ** place)
}

function durationText(language: string, seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)]
  const parts = hours > 0 ? { hours, minutes } : minutes > 0 ? { minutes, seconds: whole % 60 } : undefined
  const style = { style: 'long' } as const
  if (parts !== undefined) return new Intl.DurationFormat(language, style).format(parts)
  return new Intl.NumberFormat(language, { style: 'unit', unit: 'second', unitDisplay: 'long' }).format(whole)
}

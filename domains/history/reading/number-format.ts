/** How numbers are written, told from a sample of them. */
import type { NumberFormat } from './mapping.ts'

export interface NumberGuess {
  readonly format: NumberFormat
  /** Share of the texts that it reads. */
  readonly share: number
  /** A text such as 1.234 that could as well be read the other way, where nothing decides. */
  readonly ambiguous?: string
}

/** Signs and abbreviations that may stand before or behind an amount, with the currency each means. */
export const currencySigns: Readonly<Record<string, string>> = {
  '€': 'EUR',
  '£': 'GBP',
  $: 'USD',
  '¥': 'JPY',
  '₽': 'RUB',
  '₹': 'INR',
  '₺': 'TRY',
  '₴': 'UAH',
  '֏': 'AMD',
  zł: 'PLN',
  'руб.': 'RUB',
  руб: 'RUB',
  Rs: 'PKR',
}

/** Signs as an alternative of a regular expression, the longest first. */
const signs = Object.keys(currencySigns)
  .toSorted((a, b) => b.length - a.length)
  .map((sign) => sign.replace(/[$.]/g, '\\$&'))
  .join('|')

/** A currency sign, or a code of three capital letters. Works in JavaScript and in the engine alike. */
export const currencyPattern = `${signs}|[A-Z]{3}`

const blank = '[\\s\\u00a0\\u202f]'
const decoration = new RegExp(`${currencyPattern}|${blank}`, 'gu')

/** The currency that a sign or a code means; undefined for an empty text. */
export function currencyOf(sign: string): string | undefined {
  const text = sign.trim()
  return currencySigns[text] ?? (text === '' ? undefined : text.toUpperCase())
}

const currencyCodes: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

/** Whether `text` is a currency's sign or its ISO 4217 code. */
export function isCurrency(text: string): boolean {
  return currencyCodes.has(currencyOf(text) ?? '')
}

/** What a text must be, bare of currency and blanks, to be a number in `format`. Works in both engines. */
export function numberPattern({ decimal, grouping }: NumberFormat): string {
  const point = `\\${decimal}`
  const whole = grouping === '' || grouping === ' ' ? '\\d+' : `(\\d{1,3}(\\${grouping}\\d{3})+|\\d+)`
  const digits = `(${whole}(${point}\\d*)?|${point}\\d+)`
  return `\\(${digits}\\)|[-+]?${digits}|${digits}-`
}

/** `text` as a number, or undefined where it is none in `format`. */
export function parseNumber(text: string, format: NumberFormat): number | undefined {
  const bare = bareNumber(text)
  if (!wholePattern(format).test(bare)) return undefined
  const sign = /^[(-]|-$/.test(bare) ? -1 : 1
  const digits = bare.replaceAll(format.grouping === ' ' ? '' : format.grouping, '').replace(/[()+-]/g, '')
  return sign * Number(digits.replace(format.decimal, '.'))
}

const wholePatterns = new Map<string, RegExp>()

function wholePattern(format: NumberFormat): RegExp {
  const key = `${format.decimal}${format.grouping}`
  const pattern = wholePatterns.get(key) ?? new RegExp(`^(${numberPattern(format)})$`)
  wholePatterns.set(key, pattern)
  return pattern
}

function bareNumber(text: string): string {
  if (/^-?\d+(\.\d+)?$/.test(text)) return text
  return text.trim().replaceAll(decoration, '').replaceAll('−', '-').replaceAll('’', "'")
}

/** The way in which most of `texts` are numbers; undefined where fewer than half are. */
export function guessNumberFormat(texts: readonly string[]): NumberGuess | undefined {
  if (texts.slice(0, 100).filter((text) => /\d/.test(text)).length < Math.min(texts.length, 100) / 4)
    return undefined
  const bare = texts.map(bareNumber).filter((text) => /^[(+-]?[\d.,']+[)-]?$/.test(text) && /\d/.test(text))
  if (bare.length < texts.length / 2 || bare.length === 0) return undefined
  const { marks, ambiguous } = marksOf(bare)
  const grouping =
    marks.grouping === '' && texts.some((text) => /\d[\s\u00a0\u202f]\d{3}/.test(text)) ? ' ' : marks.grouping
  const decorated = texts.some((text) => /[^\d.,' +-]|\d-$|[+-] /.test(text.trim())) || grouping === ' '
  const format = { decimal: marks.decimal, grouping, decorated } as const
  const share = texts.filter((text) => parseNumber(text, format) !== undefined).length / texts.length
  return { format, share, ...(ambiguous !== undefined && { ambiguous }) }
}

type Marks = Pick<NumberFormat, 'decimal' | 'grouping'>

/** Which mark stands before the decimals and which between thousands. */
function marksOf(texts: readonly string[]): { readonly marks: Marks; readonly ambiguous?: string } {
  const votes = new Map<string, { readonly marks: Marks; count: number }>()
  for (const text of texts) {
    const marks = marksIn(text)
    if (marks === undefined) continue
    const key = `${marks.decimal}${marks.grouping}`
    const vote = votes.get(key)
    if (vote === undefined) votes.set(key, { marks, count: 1 })
    else vote.count += 1
  }
  const decided = [...votes.values()].toSorted((a, b) => b.count - a.count)[0]
  if (decided !== undefined)
    return {
      marks: withGrouping(
        decided.marks,
        [...votes.values()].map((vote) => vote.marks),
      ),
    }
  const unclear = texts.find((text) => /[.,]/.test(text))
  if (unclear === undefined) return { marks: { decimal: '.', grouping: '' } }
  return {
    marks: unclear.includes(',') ? { decimal: '.', grouping: ',' } : pointMarks(texts),
    ambiguous: unclear,
  }
}

/** Decimals seen in one text and thousands in another belong together. */
function withGrouping(decided: Marks, all: readonly Marks[]): Marks {
  const grouping = all.find((marks) => marks.decimal === decided.decimal && marks.grouping !== '')?.grouping
  return { decimal: decided.decimal, grouping: grouping ?? decided.grouping }
}

/** What one text says for certain; undefined where it could be read both ways, or has no mark. */
function marksIn(text: string): Marks | undefined {
  const digits = text.replace(/[()+-]/g, '')
  if (digits.includes("'")) return { decimal: digits.includes(',') ? ',' : '.', grouping: "'" }
  const point = digits.lastIndexOf('.')
  const comma = digits.lastIndexOf(',')
  if (point >= 0 && comma >= 0) {
    return point > comma ? { decimal: '.', grouping: ',' } : { decimal: ',', grouping: '.' }
  }
  const mark = point >= 0 ? '.' : comma >= 0 ? ',' : undefined
  if (mark === undefined) return undefined
  const other = mark === '.' ? ',' : '.'
  const parts = digits.split(mark)
  if (parts.length > 2) return { decimal: other, grouping: mark }
  const [whole = '', decimals = ''] = parts
  if (decimals.length === 3 && /^[1-9]\d{0,2}$/.test(whole)) return undefined
  return { decimal: mark, grouping: '' }
}

/** Only texts such as 1.234: thousands where smaller whole numbers stand among them, else three decimals. */
function pointMarks(texts: readonly string[]): Marks {
  const wholes = texts.filter((text) => !text.includes('.'))
  const areThousands = wholes.length > 0 && wholes.every((text) => text.replace(/\D/g, '').length <= 3)
  return areThousands ? { decimal: ',', grouping: '.' } : { decimal: '.', grouping: '' }
}

/** Whether a file is a table of periods rather than a log, and what its columns are. */
import { readLabel } from './period-label.ts'

/** What a table measures. */
export const measures = ['transactions', 'spend', 'profit'] as const
export type Measure = (typeof measures)[number]

/** A column with some of its texts. */
export interface SeenColumn {
  readonly name: string
  readonly samples: readonly string[]
}

/** One row a customer and period. Columns by their places from 0. */
export interface LongTable {
  readonly kind: 'long'
  readonly customer: number
  readonly period: number
  readonly cohort: number | undefined
  readonly measures: Readonly<Partial<Record<Measure, number>>>
}

/** One row a customer, one column a period; the file holds one measure. */
export interface WideTable {
  readonly kind: 'wide'
  readonly customer: number
  readonly cohort: number | undefined
  /** Places of the periods' columns. */
  readonly periods: readonly number[]
}

const names: Readonly<Record<Measure | 'customer' | 'cohort' | 'period', RegExp>> = {
  customer: /^(customer|cust|member|account|user|household|id)/,
  cohort: /cohort|acquired|acquisition/,
  period: /period|quarter|month|year|half/,
  transactions: /trans|trx|orders|purchases|visits|frequency|^n$/,
  spend: /spend|sales|revenue|amount|turnover/,
  profit: /profit|margin|contribution/,
}

/** The table that the columns make; undefined where they make a log. */
export function periodTable(columns: readonly SeenColumn[]): LongTable | WideTable | undefined {
  return wideTable(columns) ?? longTable(columns)
}

/** Two columns named as periods make it wide: a log names days in its rows. */
function wideTable(columns: readonly SeenColumn[]): WideTable | undefined {
  const periods = columns.flatMap(({ name }, place) => (readLabel(name) === undefined ? [] : [place]))
  if (periods.length < 2) return undefined
  const others = columns.flatMap((_, place) => (periods.includes(place) ? [] : [place]))
  const customer = others.find((place) => isNamed(columns[place], 'customer')) ?? others[0]
  if (customer === undefined) return undefined
  const cohort = others.find((place) => place !== customer && isNamed(columns[place], 'cohort'))
  return { kind: 'wide', customer, cohort, periods }
}

/** A column of periods, none of days, and at least one measure by its name. */
function longTable(columns: readonly SeenColumn[]): LongTable | undefined {
  const places = columns.map((_, place) => place)
  const of = (what: keyof typeof names, not: readonly (number | undefined)[] = []) =>
    places.find((place) => !not.includes(place) && isNamed(columns[place], what))
  const cohort = of('cohort')
  const period = places.find(
    (place) => place !== cohort && isNamed(columns[place], 'period') && holdsPeriods(columns[place]),
  )
  const customer = of('customer')
  if (period === undefined || customer === undefined) return undefined
  const taken = [cohort, period, customer]
  const found = measures.flatMap((measure) => {
    const place = of(measure, taken)
    if (place === undefined) return []
    taken.push(place)
    return [[measure, place] as const]
  })
  return found.length === 0
    ? undefined
    : { kind: 'long', customer, period, cohort, measures: Object.fromEntries(found) }
}

function isNamed(column: SeenColumn | undefined, what: keyof typeof names): boolean {
  const words = (column?.name ?? '')
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .trim()
  return names[what].test(words)
}

function holdsPeriods(column: SeenColumn | undefined): boolean {
  const samples = column?.samples ?? []
  return samples.length > 0 && samples.every((sample) => readLabel(sample) !== undefined)
}

/** The measure that the name of a file speaks of. */
export function measureOf(fileName: string): Measure | undefined {
  return measures.find((measure) => names[measure].test(fileName.toLowerCase()))
}

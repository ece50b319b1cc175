/** The logs that everything is measured on: a million customers, made once from a seed and kept. */
import { existsSync, mkdirSync, renameSync, openSync, writeSync, closeSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Day, addDays, dayOfNumber, days, numberOfDay } from '#kernel/time.ts'
import { type Random, seededRandom } from '#numerics/random.ts'
import { betaVariate, exponentialVariate, gammaVariate } from '#numerics/variates.ts'

/** How customers come: within 84 days of one another, or over five years. */
export interface Layout {
  readonly name: 'short' | 'staggered'
  /** Days over which first purchases are spread evenly, from the first day on. */
  readonly acquisitionDays: number
  /** Days of the log in all. */
  readonly days: number
  readonly firstDay: Day
  /** Up to which day a model is fitted: the whole log, or the calibration half of the published comparison. */
  readonly fitUntil: Day
}

const firstDay = '2020-01-01' as Day
const fiveYears = 1_827

/** Both layouts. `short` is §5a of the reference: 273 days to learn from and 273 to judge by. */
export const layouts: Readonly<Record<Layout['name'], Layout>> = {
  short: { name: 'short', acquisitionDays: 84, days: 546, firstDay, fitUntil: addDays(firstDay, days(272)) },
  staggered: {
    name: 'staggered',
    acquisitionDays: fiveYears,
    days: fiveYears,
    firstDay,
    fitUntil: addDays(firstDay, days(fiveYears - 1)),
  },
}

/** The law of both: BG/NBD a week and Gamma-Gamma, with values like those of CDNOW. */
export const law = {
  purchases: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 },
  spend: { p: 6.25, q: 3.744, gamma: 15.45 },
} as const

const cache = resolve(import.meta.dirname, '../.cache/bench')

/** Path of a file that benchmarks make and keep. */
export function cached(file: string): string {
  mkdirSync(cache, { recursive: true })
  return join(cache, file)
}

/** Path of the log of a layout, `customer,date,amount` in order of days; made where it is not there yet. */
export function logOf(layout: Layout, customers = 1_000_000): string {
  const path = cached(`${layout.name}-${customers}.csv`)
  if (existsSync(path)) return path
  const rows = purchaseRows(layout, customers)
  const partial = `${path}.partial`
  writeInOrderOfDays(partial, layout, rows)
  renameSync(partial, path)
  return path
}

/** Customer-days with their spend, customer after customer. */
interface PurchaseRows {
  readonly customer: readonly number[]
  readonly day: readonly number[]
  readonly cents: readonly number[]
}

function purchaseRows(layout: Layout, customers: number): PurchaseRows {
  const random = seededRandom(20_251)
  const [customer, day, cents]: [number[], number[], number[]] = [[], [], []]
  for (let number = 1; number <= customers; number += 1) {
    const purchases = purchaseDays(layout, random)
    const { p, q, gamma } = law.spend
    const rate = gammaVariate(random, { shape: q, rate: gamma })
    for (const on of purchases) {
      customer.push(number)
      day.push(on)
      cents.push(Math.max(1, Math.round(100 * gammaVariate(random, { shape: p, rate }))))
    }
  }
  return { customer, day, cents }
}

/** Distinct whole days of one customer's purchases. @see Fader, Hardie & Lee (2005), section 3. */
function purchaseDays(layout: Layout, random: Random): readonly number[] {
  const { r, alpha, a, b } = law.purchases
  const rate = gammaVariate(random, { shape: r, rate: alpha }) / 7
  const dropout = betaVariate(random, { a, b })
  let at = random() * layout.acquisitionDays
  const on = [Math.floor(at)]
  for (;;) {
    at += exponentialVariate(random, rate)
    if (!(at < layout.days)) return on
    const day = Math.floor(at)
    if (day !== on.at(-1)) on.push(day)
    if (random() < dropout) return on
  }
}

function writeInOrderOfDays(path: string, layout: Layout, { customer, day, cents }: PurchaseRows): void {
  const first = numberOfDay(layout.firstDay)
  const byDay = Array.from({ length: layout.days }, (): number[] => [])
  for (const [row, on] of day.entries()) byDay[on]?.push(row)
  const file = openSync(path, 'w')
  writeSync(file, 'customer,date,amount\n')
  for (const [on, rows] of byDay.entries()) {
    const date = dayOfNumber(first + on)
    let text = ''
    for (const row of rows) text += `${customer[row]},${date},${((cents[row] ?? 0) / 100).toFixed(2)}\n`
    writeSync(file, text)
  }
  closeSync(file)
}

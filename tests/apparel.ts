/** The apparel retailer of CLVTools (simulated by its authors): purchases of 104 weeks, covariates fixed and by week. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { purchaseHistories } from '#lifetime/histories.ts'
import type { PurchaseHistories } from '#lifetime/model.ts'
import { numberOfDay, type Day } from '#kernel/time.ts'

/** The first purchase of all customers, and the end of the 104 weeks that the published fits use. */
export const firstDay = numberOfDay('2005-01-02' as Day)
export const lastDay = firstDay + 104 * 7

/** One customer's repeat purchases up to the end, in weeks since the first. */
export interface ApparelCustomers {
  readonly histories: PurchaseHistories
  readonly purchaseAges: readonly Float64Array[]
  readonly gender: Float64Array
  readonly channel: Float64Array
  /** Distinct purchase days after the end. */
  readonly laterPurchases: Float64Array
  /** In the order of the histories. */
  readonly ids: readonly string[]
}

/** Reads apparelTrans.csv and apparelStaticCov.csv. */
export function readApparel(purchases: string, covariates: string): ApparelCustomers {
  const days = new Map<string, Set<number>>()
  for (const [id = '', day] of cellsOf(readFileSync(purchases, 'utf8'))) {
    const known = days.get(id) ?? new Set<number>()
    days.set(id, known.add(numberOfDay(day as Day)))
  }
  const fixed = new Map(cellsOf(readFileSync(covariates, 'utf8')).map(([id = '', ...values]) => [id, values]))
  const ids = [...days.keys()]
  const ages = ids.map((id) => {
    const sorted = [...(days.get(id) ?? [])].filter((day) => day <= lastDay).toSorted((a, b) => a - b)
    return Float64Array.from(sorted.slice(1), (day) => (day - firstDay) / 7)
  })
  return {
    ids,
    purchaseAges: ages,
    histories: purchaseHistories({
      timeUnit: 'week',
      repeatPurchases: ages.map((times) => times.length),
      lastPurchaseAge: ages.map((times) => times.at(-1) ?? 0),
      age: ages.map(() => 104),
    }),
    gender: Float64Array.from(ids, (id) => Number(fixed.get(id)?.[0])),
    channel: Float64Array.from(ids, (id) => Number(fixed.get(id)?.[1])),
    laterPurchases: Float64Array.from(
      ids,
      (id) => [...(days.get(id) ?? [])].filter((day) => day > lastDay).length,
    ),
  }
}

/** Weekly covariates of one customer: begin of each week in weeks since the first purchase, and the values. */
export interface ApparelWeeks {
  readonly from: readonly number[]
  readonly highSeason: readonly number[]
}

/** Reads apparelDynCov.csv.gz, of which only the high season changes over time; in the order of `ids`. */
export function readApparelWeeks(path: string, ids: readonly string[]): readonly ApparelWeeks[] {
  const byCustomer = new Map<string, { from: number[]; highSeason: number[] }>()
  const weekOf = new Map<string, number>()
  for (const [id = '', day = '', high] of cellsOf(gunzipSync(readFileSync(path)).toString('utf8'))) {
    const weeks = byCustomer.get(id) ?? { from: [], highSeason: [] }
    const week = weekOf.get(day) ?? (numberOfDay(day as Day) - firstDay) / 7
    weekOf.set(day, week)
    weeks.from.push(week)
    weeks.highSeason.push(Number(high))
    byCustomer.set(id, weeks)
  }
  return ids.map((id) => byCustomer.get(id) ?? { from: [], highSeason: [] })
}

function cellsOf(text: string): string[][] {
  const [, ...lines] = text.trim().replaceAll('"', '').split('\n')
  return lines.map((line) => line.split(','))
}

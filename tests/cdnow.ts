/** The CDNOW purchases as the papers use them: one purchase a customer and day, observed until 1997-09-30, in weeks. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { type PurchaseHistories, type SpendHistories } from '#lifetime/model.ts'
import { purchaseHistories, spendHistories } from '#lifetime/histories.ts'
import { numberOfDay, type Day } from '#kernel/time.ts'

/** Histories of all customers, and the spend of those who bought again. */
export interface CdnowSummary {
  readonly histories: PurchaseHistories
  readonly spend: SpendHistories
  /** Purchase days of each customer after 1997-09-30, in the order of `histories`. */
  readonly holdoutPurchases: Float64Array
}

const end = numberOfDay('1997-09-30' as Day)

/** One line of the log. */
export interface PurchaseLine {
  readonly customer: string
  readonly day: Day
  readonly amount: number
}

/** Reads `CDNOW_sample.txt` (no header, two id columns) or `CDNOW_master.txt.gz` (header). */
export function readCdnow(path: string): CdnowSummary {
  const days = new Map<string, Map<number, number>>()
  for (const line of readPurchaseLines(path)) {
    const day = numberOfDay(line.day)
    const purchases = days.get(line.customer) ?? new Map<number, number>()
    days.set(line.customer, purchases.set(day, (purchases.get(day) ?? 0) + line.amount))
  }
  return summarise([...days.values()])
}

/** The lines of either file, in its order. */
export function readPurchaseLines(path: string): PurchaseLine[] {
  const bytes = readFileSync(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1')
  return text.split('\n').flatMap((line) => {
    const cells = line.trim().split(/\s+/)
    const [date = '', , dollars = ''] = cells.slice(-3)
    if (!/^\d{8}$/.test(date)) return []
    const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}` as Day
    return [{ customer: cells[0] ?? '', day, amount: Number(dollars) }]
  })
}

function summarise(customers: readonly ReadonlyMap<number, number>[]): CdnowSummary {
  const rows = customers.map((purchases) => {
    const all = [...purchases].toSorted(([left], [right]) => left - right)
    const seen = all.filter(([day]) => day <= end)
    const [first = 0] = seen[0] ?? []
    const spends = seen.slice(1).flatMap(([, spend]) => (spend > 0 ? [spend] : []))
    return {
      x: seen.length - 1,
      last: ((seen.at(-1)?.[0] ?? first) - first) / 7,
      age: (end - first) / 7,
      gaps: seen.slice(1).reduce((sum, [day], i) => sum + Math.log((day - (seen[i]?.[0] ?? day)) / 7), 0),
      later: all.length - seen.length,
      observations: spends.length,
      mean: spends.reduce((sum, spend) => sum + spend, 0) / spends.length,
    }
  })
  const spenders = rows.filter((row) => row.observations > 0)
  return {
    histories: purchaseHistories({
      timeUnit: 'week',
      repeatPurchases: rows.map((row) => row.x),
      lastPurchaseAge: rows.map((row) => row.last),
      age: rows.map((row) => row.age),
      sumLogIntervals: rows.map((row) => row.gaps),
    }),
    spend: spendHistories({
      observations: spenders.map((row) => row.observations),
      meanSpend: spenders.map((row) => row.mean),
    }),
    holdoutPurchases: Float64Array.from(rows, (row) => row.later),
  }
}

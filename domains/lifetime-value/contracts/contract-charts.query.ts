/** What the charts of a base of contracts show, read from the contracts and a fitted curve of survival. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { dueBySql, dueSql } from '#history/contract-days.ts'
import { addDays, days, daysBetween, type Day } from '#kernel/time.ts'
import type { FrequencyFitData, SurvivalData, TrackingData } from '../charts/chart-data.ts'
import type { ContractRows } from './contract-rows.query.ts'

/**
 * Renewals a week of the contracts that had started by `known`: as they came, and as the curve expects them of contracts of
 * that age, up to the end of the window.
 */
export async function renewalTracking(
  db: ColumnarDatabase,
  of: {
    readonly firstDay: Day
    /** Null where the fit saw everything. */
    readonly origin: Day | null
    readonly known: Day
    readonly end: Day
    /** S(0), S(1), … */
    readonly survival: readonly number[]
  },
): Promise<TrackingData> {
  const { firstDay, origin, known, end, survival } = of
  const length = daysBetween(firstDay, end)
  // A week begins with the first day that the model had not seen; without one the last week ends with the log.
  const begins = origin === null ? length : daysBetween(firstDay, origin)
  const shift = (7 - (begins % 7)) % 7
  await keepSurvival(db, survival)
  const rows = await db.rows(
    `WITH begun AS (
       SELECT start, months, observed_until, renewals, count(*) AS n FROM contract
        WHERE start <= $known::DATE GROUP BY ALL
     ), due AS (
       SELECT ${dueSql('k')} AS day, k, renewals, n FROM (
         SELECT *, unnest(range(1, ${dueBySql('least($end::DATE, observed_until)')} + 1)) AS k FROM begun)
     )
     SELECT ((day - $firstDay::DATE - 1 + $shift) // 7)::INTEGER AS week, sum(n) FILTER (k <= renewals) AS actual,
            sum(n * share) AS expected
       FROM due JOIN scratch.survival USING (k) GROUP BY ALL`,
    { firstDay, known, end, shift },
  )
  const byWeek = new Map(rows.map((row) => [Number(row['week']), row]))
  return {
    origin,
    weeks: Array.from({ length: Math.ceil((length + shift) / 7) }, (_, week) => {
      const from = Math.max(0, 7 * week - shift)
      const to = Math.min(length, 7 * week - shift + 7)
      return {
        start: addDays(firstDay, days(from + 1)),
        days: to - from,
        actual: Number(byWeek.get(week)?.['actual'] ?? 0),
        expected: Number(byWeek.get(week)?.['expected'] ?? 0),
      }
    }),
  }
}

async function keepSurvival(db: ColumnarDatabase, survival: readonly number[]): Promise<void> {
  await db.run('CREATE OR REPLACE TABLE scratch.survival (k INTEGER, share DOUBLE)')
  await db.append('scratch.survival', {
    k: Int32Array.from(survival, (_, k) => k),
    share: Float64Array.from(survival),
  })
}

/** Renewals of the longest chain that falls due by a day: so far a curve is needed. */
export async function mostRenewalsDue(db: ColumnarDatabase, day: Day): Promise<number> {
  const [row] = await db.rows(
    `SELECT coalesce(max(${dueBySql('$day::DATE')}), 0) AS n FROM contract WHERE start <= $day::DATE`,
    {
      day,
    },
  )
  return Number(row?.['n'])
}

/** Classes of the plot: 0, 1, …, 6, and 7 or more renewals. */
const classes = 8

/** Contracts by renewals made, beside those that the curve expects of contracts as old. */
export function renewalCounts(
  rows: ContractRows,
  due: ReadonlyMap<number, number>,
  survival: readonly number[],
): FrequencyFitData {
  const actual = new Float64Array(classes)
  rows.renewals.forEach((made, row) => {
    const place = Math.min(made, classes - 1)
    actual[place] = (actual[place] ?? 0) + (rows.weight[row] ?? 0)
  })
  const expected = new Float64Array(classes)
  for (const [most, contracts] of due) {
    for (let made = 0; made <= most; made++) {
      const share = (survival[made] ?? 0) - (made < most ? (survival[made + 1] ?? 0) : 0)
      const place = Math.min(made, classes - 1)
      expected[place] = (expected[place] ?? 0) + contracts * share
    }
  }
  return {
    counts: Array.from(actual, (contracts, repeatPurchases) => ({
      repeatPurchases,
      orMore: repeatPurchases === classes - 1,
      actual: contracts,
      expected: expected[repeatPurchases] ?? 0,
    })),
  }
}

/** Contracts by the number of renewals that had come up by the day and of which is known whether they were made. */
export async function renewalsDue(db: ColumnarDatabase, day: Day): Promise<ReadonlyMap<number, number>> {
  const rows = await db.rows(
    `SELECT ${dueBySql('least($day::DATE, observed_until)')} AS due, count(*) AS contracts
       FROM contract WHERE start <= $day::DATE GROUP BY ALL`,
    { day },
  )
  return new Map(rows.map(({ due, contracts }) => [Number(due), Number(contracts)]))
}

/** Renewal by renewal: how many were due and made, the share that still runs, and the same by the curve, which goes on. */
export function survivalData(
  rows: ContractRows,
  { survival, origin }: { readonly survival: readonly number[]; readonly origin: Day | null },
): SurvivalData {
  let running = 1
  return {
    origin,
    renewals: survival.slice(1).map((fitted, place) => {
      const renewal = place + 1
      const made = weightOf(rows, (age) => age >= renewal)
      const lost = weightOf(rows, (age, ended) => age === renewal - 1 && ended)
      const due = made + lost
      const rate = due === 0 ? null : made / due
      running *= rate ?? 1
      return {
        renewal,
        due,
        made,
        rate,
        fittedRate: fitted / (survival[place] ?? 1),
        survival: due === 0 ? null : running,
        fittedSurvival: fitted,
      }
    }),
  }
}

function weightOf(
  { renewals, ended, weight }: ContractRows,
  isCounted: (age: number, ended: boolean) => boolean,
): number {
  return renewals.reduce(
    (sum, age, row) => (isCounted(age, ended[row] === 1) ? sum + (weight[row] ?? 0) : sum),
    0,
  )
}

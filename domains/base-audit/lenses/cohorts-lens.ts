/** Lens 4: cohorts compared, aligned by age, and whether the quality of acquisition drifts. */
import type { AuditNotice, Finding, Limit } from '../audit-findings.ts'
import type { RowOf, TablesOf } from '../tables/audit-tables.ts'
import { cohortsTables } from '../tables/audit-tables.ts'
import { driftOf, fewestCohorts, holm, verdictOf, type CohortMean } from './drift.ts'
import { identityOf } from './identity.ts'
import { cellAt, type Triangle } from './triangle.ts'

type Tables = TablesOf<'cohorts'>
type Aligned = RowOf<typeof cohortsTables.aligned>

/** Tables of the lens; `year` is the number of periods in one. */
export function cohortsTablesOf(triangle: Triangle, year: number): Tables {
  const aligned = alignedRows(triangle)
  return {
    cohorts: cohortRows(triangle, aligned),
    aligned,
    drift: driftRows(triangle, aligned, year),
  }
}

function alignedRows(triangle: Triangle): readonly Aligned[] {
  const { periods, acquired } = triangle
  const at = cellAt(triangle)
  return acquired.flatMap((customers, cohort) => {
    if (customers === 0) return []
    let toDate = 0
    return periods.slice(cohort).map(({ key, partial }, age): Aligned => {
      const cell = at(cohort, cohort + age)
      const profit = cell?.profit ?? 0
      toDate += profit
      return {
        cohort: periods[cohort]?.key ?? '',
        age,
        period: key,
        partial: partial !== null || (periods[cohort]?.partial ?? null) !== null,
        acquired: customers,
        activeShare: (cell?.customers ?? 0) / customers,
        ...identityOf(cell ?? { customers: 0, purchases: 0, spend: 0, profit: 0 }),
        profitPerAcquired: profit / customers,
        profitToDatePerAcquired: toDate / customers,
      }
    })
  })
}

function cohortRows({ periods, acquired }: Triangle, aligned: readonly Aligned[]): Tables['cohorts'] {
  const of = Map.groupBy(aligned, ({ cohort }) => cohort)
  return acquired.flatMap((customers, place) => {
    const period = periods[place]
    const ages = of.get(period?.key ?? '')
    const [first, next] = ages ?? []
    const last = ages?.at(-1)
    if (ages === undefined || first === undefined || last === undefined || period === undefined) return []
    const sum = (pick: (row: Aligned) => number) => ages.reduce((total, row) => total + pick(row), 0)
    return [
      {
        cohort: period.key,
        acquired: customers,
        partial: period.partial !== null,
        ages: ages.length,
        firstOrderValue: first.orderValue,
        firstProfitPerAcquired: first.profitPerAcquired,
        activeShareNext: next === undefined || next.partial ? null : next.activeShare,
        purchases: sum(({ purchases }) => purchases),
        spend: sum(({ spend }) => spend),
        profitToDate: sum(({ profit }) => profit),
        profitToDatePerAcquired: last.profitToDatePerAcquired,
      },
    ]
  })
}

interface Measured {
  readonly measure: string
  /** Periods of age that it takes. */
  readonly ages: number
  readonly means: readonly CohortMean[]
}

function driftRows(triangle: Triangle, aligned: readonly Aligned[], year: number): Tables['drift'] {
  const whole = aligned.filter(
    ({ partial, cohort }) => !partial && !(triangle.firstIsMixed && cohort === triangle.periods[0]?.key),
  )
  const measures = measuresOf(triangle, whole, year)
  const drifts = measures.map(({ means }) => driftOf(means, year))
  const adjusted = holm(drifts.map((drift) => drift?.p ?? 1))
  return measures.map(({ measure, ages, means }, place) => {
    const drift = drifts[place]
    const keyAt = (mean: CohortMean | undefined) => triangle.periods[mean?.place ?? -1]?.key ?? null
    return {
      measure,
      firstCohort: keyAt(means[0]),
      lastCohort: keyAt(means.at(-1)),
      cohorts: means.length,
      ages,
      mean: drift?.mean ?? null,
      change: drift?.change ?? null,
      changeLow: drift?.changeLow ?? null,
      changeHigh: drift?.changeHigh ?? null,
      p: drift?.p ?? null,
      pAdjusted: drift === undefined ? null : (adjusted[place] ?? null),
      seasonal: drift?.seasonal ?? false,
      scatter: drift?.scatter ?? null,
      smallestDetectable: drift?.smallestDetectable ?? null,
      power: drift?.power ?? null,
      verdict: verdictOf(drift, adjusted[place] ?? 1),
    }
  })
}

function measuresOf(triangle: Triangle, whole: readonly Aligned[], year: number): readonly Measured[] {
  const place = new Map(triangle.periods.map(({ key }, at) => [key, at]))
  const at = (age: number, pick: (row: Aligned) => number | null) =>
    whole
      .filter((row) => row.age === age && pick(row) !== null)
      .map((row) => ({ place: place.get(row.cohort) ?? 0, customers: row.acquired, mean: pick(row) ?? 0 }))
  const ages = commonAges(whole, year)
  return [
    {
      measure: 'profitPerAcquired',
      ages,
      means: at(ages - 1, ({ profitToDatePerAcquired }) => profitToDatePerAcquired),
    },
    { measure: 'activeShareNext', ages: 2, means: at(1, ({ activeShare }) => activeShare) },
    { measure: 'firstOrderValue', ages: 1, means: at(0, ({ orderValue }) => orderValue) },
  ]
}

/** As many periods of age as a year has, fewer where that would leave less than half of the cohorts, or too few for a line. */
function commonAges(whole: readonly Aligned[], year: number): number {
  const cohorts = whole.filter(({ age }) => age === 0).length
  const enough = Math.max(fewestCohorts, cohorts / 2)
  for (let ages = year; ages > 1; ages--) {
    if (whole.filter(({ age }) => age === ages - 1).length >= enough) return ages
  }
  return 1
}

/** The sentence to open with: the surest drift, or that none was seen and what would have been. */
export function cohortsFindings({ drift, cohorts }: Tables): readonly Finding[] {
  const known = drift.filter(({ p }) => p !== null)
  if (cohorts.every(({ purchases }) => purchases === 0))
    return [{ code: 'nothing', values: { period: null } }]
  if (known.length === 0) {
    const most = Math.max(0, ...drift.map((row) => row.cohorts))
    return [{ code: 'cohortsFew', values: { cohorts: most, needed: fewestCohorts } }]
  }
  return known.toSorted((a, b) => (a.pAdjusted ?? 1) - (b.pAdjusted ?? 1)).map(findingOf)
}

function findingOf(row: Tables['drift'][number]): Finding {
  const { measure, verdict, cohorts } = row
  const smallestDetectable = row.smallestDetectable ?? 0
  const values = {
    measure,
    cohorts,
    p: row.pAdjusted ?? 1,
    change: row.change ?? 0,
    low: row.changeLow ?? 0,
    high: row.changeHigh ?? 0,
  }
  if (verdict === 'unsure') return { code: 'cohortsUnsure', values: { measure, smallestDetectable, cohorts } }
  if (verdict === 'steady') return { code: 'cohortsSteady', values: { ...values, smallestDetectable } }
  return { code: 'cohortsDrift', values }
}

/** What must be known of the cohorts. */
export function cohortsNotices(
  { cohorts }: Tables,
  { firstIsMixed }: Pick<Triangle, 'firstIsMixed'>,
): readonly AuditNotice[] {
  const ones = cohorts.filter(({ acquired }) => acquired === 1).length
  const [first] = cohorts
  return [
    ...(ones > 0 ? [{ code: 'cohortsOfOne', values: { cohorts: ones } } as const] : []),
    ...(firstIsMixed && first !== undefined && cohorts.length > 1
      ? [{ code: 'cohortsFirst', values: { cohort: first.cohort } } as const]
      : []),
  ]
}

/** What the lens does not say. */
export const cohortsLimits: readonly Limit[] = ['cohortsSeason', 'cohortsCause']

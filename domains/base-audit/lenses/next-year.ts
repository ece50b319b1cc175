/** What the next year looks like if nothing changes, and how far off that rule was before. */
import { cellAt, wholePlaces, type CohortPeriod, type Triangle } from './triangle.ts'
import { studentQuantile } from './student.ts'

export type Forecast = 'spend' | 'profit'

/** The year after the last whole period. */
export interface NextYear {
  /** Of the last year: all, what customers acquired before it brought, and what those acquired in it did. */
  readonly lastYear: Parts
  readonly next: Parts
  /** What will happen in 80 % of cases; null where `unsure` says why. */
  readonly low: number | null
  readonly high: number | null
  /** `short`: the rule could not be tried often enough; `astray`: it was so far off that its bounds would say nothing. */
  readonly unsure: 'short' | 'astray' | null
}

/** Customers there when the year begins, and those it brings. */
export interface Parts {
  readonly existing: number
  readonly new: number
  readonly all: number
}

/**
 * As many customers come as last year, season by season, and whoever has been there for so long buys as those did last year
 * who had been there for so long then. `from` is the place of the first period to tell; `ahead` their number.
 */
export function carriedForward(
  triangle: Triangle,
  of: { readonly from: number; readonly ahead: number; readonly year: number; readonly what: Forecast },
): Parts {
  const { from, ahead, year, what } = of
  const at = cellAt(triangle)
  const rates = ratesByAge(triangle, at, { from, year, what })
  // Those of before the tables have no age: they go on as they were.
  const before = triangle.cells.filter(
    ({ cohort, period }) => cohort === null && period >= from - year && period < from,
  )
  const rate = (age: number) => rates[Math.min(age, rates.length - 1)] ?? 0
  let existing = (before.reduce((sum, cell) => sum + cell[what], 0) * ahead) / year
  let fresh = 0
  for (let period = from; period < from + ahead; period++) {
    for (let cohort = 0; cohort < from; cohort++) existing += size(triangle, cohort) * rate(period - cohort)
    for (let cohort = from; cohort <= period; cohort++)
      fresh += size(triangle, cohort - year) * rate(period - cohort)
  }
  return { existing, new: fresh, all: existing + fresh }
}

function size({ acquired }: Triangle, cohort: number): number {
  return acquired[cohort] ?? 0
}

/**
 * Per acquired customer and period of age, over the last year. The oldest ages are seen in few cohorts: those of the last year of ages
 * are taken together, and stand for all that comes later.
 */
function ratesByAge(
  triangle: Triangle,
  at: (cohort: number, period: number) => CohortPeriod | undefined,
  { from, year, what }: { readonly from: number; readonly year: number; readonly what: Forecast },
): readonly number[] {
  const sums = Array.from({ length: from }, () => [0, 0])
  for (let period = Math.max(0, from - year); period < from; period++) {
    for (let cohort = 0; cohort <= period; cohort++) {
      const age = period - cohort
      const cell = age === 0 ? 0 : Math.min(age, Math.max(1, from - year))
      const sum = sums[cell]
      if (sum === undefined) continue
      sum[0] = (sum[0] ?? 0) + (at(cohort, period)?.[what] ?? 0)
      sum[1] = (sum[1] ?? 0) + size(triangle, cohort)
    }
  }
  const rates = sums.map(([amount = 0, customers = 0]) => (customers > 0 ? amount / customers : undefined))
  const known = rates.findLastIndex((one) => one !== undefined)
  return rates.slice(0, known + 1).map((one) => one ?? 0)
}

/** Whole periods at the end of the view, without a gap: the last of them is the last whole one. */
export function lastWhole({ periods }: Triangle): number | undefined {
  return wholePlaces(periods).at(-1)
}

/**
 * Whole periods that it takes to say what the next year looks like. A log does not tell who had bought before it began: whoever comes in
 * its first year may have been there long ago, so that it takes another to see how many are won in one.
 */
export function periodsNeeded({ firstIsMixed }: Triangle, year: number): number {
  return firstIsMixed ? 2 * year : year
}

/**
 * The year that follows the last whole period; undefined where fewer than {@link periodsNeeded} lie before.
 *
 * The rule is tried at every earlier period at which it could have been told. Its errors are taken to grow as a walk of equal steps
 * does, so that those over less than a year count as well; neighbouring ones share most of what came, which is why they count
 * as few.
 */
export function nextYear(
  triangle: Triangle,
  { year, what }: { year: number; what: Forecast },
): NextYear | undefined {
  const whole = lastWhole(triangle)
  const needed = periodsNeeded(triangle, year)
  if (whole === undefined || whole + 1 < needed || triangle.periods[whole + 1 - year]?.partial !== null)
    return undefined
  const from = whole + 1
  const next = carriedForward(triangle, { from, ahead: year, year, what })
  const lastYear = happened(triangle, { from: from - year, ahead: year, what })
  const errors = earlierErrors(triangle, { from, year, what })
  if (errors.length < fewestTrials || !(next.all > 0)) {
    return { lastYear, next, low: null, high: null, unsure: 'short' }
  }
  const step = Math.sqrt(errors.reduce((sum, square) => sum + square, 0) / errors.length)
  const independent = Math.max(1, Math.floor(errors.length / Math.max(1, year / 2)))
  const width = studentQuantile(0.9, independent) * step * Math.sqrt(growth(year))
  if (width > widest) return { lastYear, next, low: null, high: null, unsure: 'astray' }
  return { lastYear, next, low: next.all * Math.exp(-width), high: next.all * Math.exp(width), unsure: null }
}

/** Trials below which nothing is said of how far off the rule is. */
const fewestTrials = 3
/** Logarithm of the factor beyond which bounds on either side say nothing. */
const widest = Math.log(5)

/** What customers there before `from`, and those who came since, brought in the periods. */
function happened(
  { cells }: Triangle,
  { from, ahead, what }: { readonly from: number; readonly ahead: number; readonly what: Forecast },
): Parts {
  let [existing, fresh] = [0, 0]
  for (const cell of cells) {
    if (cell.period < from || cell.period >= from + ahead) continue
    if (cell.cohort !== null && cell.cohort >= from) fresh += cell[what]
    else existing += cell[what]
  }
  return { existing, new: fresh, all: existing + fresh }
}

/** Variance of the mean of `periods` steps of a walk, in steps' variances. */
function growth(periods: number): number {
  return ((periods + 1) * (2 * periods + 1)) / (6 * periods)
}

/** Squared errors of the logarithm at earlier origins, in steps' variances. */
function earlierErrors(
  triangle: Triangle,
  { from, year, what }: { readonly from: number; readonly year: number; readonly what: Forecast },
): readonly number[] {
  const squares: number[] = []
  for (let origin = periodsNeeded(triangle, year); origin < from; origin++) {
    if (triangle.periods[origin - year]?.partial !== null) continue
    const ahead = Math.min(year, from - origin)
    const expected = carriedForward(triangle, { from: origin, ahead, year, what }).all
    const actual = happened(triangle, { from: origin, ahead, what }).all
    if (!(expected > 0 && actual > 0)) continue
    squares.push(Math.log(actual / expected) ** 2 / growth(ahead))
  }
  return squares
}

/** What will happen to customers with covariates, with intervals: kind by kind, each by its own plain fit. */
import { picked } from '../collapse.ts'
import { selectRows } from '../history-rows.ts'
import { checkCounts, checkTimeUnit } from '../outlook/check-options.ts'
import {
  type AskedOfGroups,
  customerOutlook,
  type CustomerOutlook,
  type CustomerOutlookOptions,
  type EstimateColumns,
  type KnownCustomers,
  type ScoredBase,
} from '../outlook/customer-outlook.ts'
import { type HorizonOptions, purchaseProbabilities } from '../predict.ts'
import { checkSameCustomers, type CustomerCovariates } from './covariates.ts'
import type { CustomersWithCovariates, FittedWithCovariates } from './fit.ts'
import { cellsOf } from './predict.ts'
import { plainFitAt, plainFitWithErrors } from './profile.ts'
import { joinedScores } from './scores.ts'

/** Whose future, how far, and how sure the intervals are to be. */
export interface OutlookGivenOptions extends Omit<CustomerOutlookOptions, 'fitted'> {
  readonly fitted: FittedWithCovariates
  readonly covariates: CustomerCovariates
}

/** What was asked, complete. */
export interface AskedGiven extends AskedOfGroups {
  readonly fitted: FittedWithCovariates
  readonly covariates: CustomerCovariates
}

/** The distinct rows of all kinds, one kind after the other. */
export interface ScoredGiven extends ScoredBase<AskedGiven> {
  /** A customer of each row: their covariates are those of all its customers. */
  readonly placeOf: Int32Array
}

/** What is said of each customer, in the order of the base, and what it takes to sum it up over any group. */
export interface CustomerOutlookGiven extends Omit<CustomerOutlook, 'scored'> {
  /** The distinct rows behind it, for `groupOutlookGiven`. */
  readonly scored: ScoredGiven
}

/**
 * The whole distribution of each customer's purchases in the time ahead.
 *
 * @param options - Each table ends where 1 − 1e-9 of the probability is told, or at `mostPurchases`.
 * @returns For each customer P(0 purchases), P(1), …; customers of equal covariates and history share one array.
 * @throws LIFETIME_MODEL_UNKNOWN, LIFETIME_TIME_UNIT_MISMATCH, LIFETIME_LENGTHS_DIFFER, LIFETIME_COVARIATE_MISSING, LIFETIME_HORIZON_INVALID.
 */
export function purchaseProbabilitiesGiven(
  fitted: FittedWithCovariates,
  { histories, covariates }: CustomersWithCovariates,
  options: HorizonOptions & { readonly mostPurchases?: number },
): readonly Float64Array[] {
  checkTimeUnit(fitted, histories)
  checkSameCustomers(covariates, histories.age.length)
  const tables = Array<Float64Array>(histories.age.length)
  for (const { values, rows } of cellsOf(fitted, covariates)) {
    const own = purchaseProbabilities(plainFitAt(fitted, values), selectRows(histories, rows), options)
    rows.forEach((row, i) => {
      tables[row] = own[i]
    })
  }
  return tables
}

/**
 * Says of each customer what they will do within the horizon, with intervals for what will happen: parameters,
 * coefficients and chance together. Whether the parameters' uncertainty counts is decided for each kind of customer.
 *
 * It takes a plain outlook for every distinct combination of covariates: with continuous ones, for every customer.
 *
 * @throws LIFETIME_LENGTHS_DIFFER, LIFETIME_COVARIATE_MISSING; else as `customerOutlook`
 */
export function customerOutlookGiven({
  fitted,
  covariates,
  base,
  ...options
}: OutlookGivenOptions): CustomerOutlookGiven {
  const { histories, spendObservations } = base
  checkTimeUnit(fitted, histories)
  checkSameCustomers(covariates, histories.age.length)
  checkCounts('spend observations', spendObservations, histories.age.length)
  const parts = cellsOf(fitted, covariates).map(({ values, rows }) => {
    const plain = plainFitWithErrors(fitted, values)
    return { rows, outlook: customerOutlook({ ...options, base: someOf(base, rows), fitted: plain }) }
  })
  const { spend, horizon, discountRatePerYear, level } = parts[0].outlook.scored.options
  const asked = { fitted, covariates, base, spend, horizon, discountRatePerYear, level }
  return { ...joined(parts, histories.age.length), scored: scoredBy(parts, asked) }
}

/** The rows of all parts one after the other, and which of them each customer has. */
function scoredBy(parts: readonly OutlookPart[], options: AskedGiven): ScoredGiven {
  const bases = parts.map(({ rows, outlook }) => ({ members: rows, ...outlook.scored }))
  const length = bases.reduce((sum, { rows }) => sum + rows.spendObservations.length, 0)
  const rowOf = new Int32Array(options.covariates.customers)
  const placeOf = new Int32Array(length)
  let first = 0
  const scores = bases.map((base) => {
    const own = Int32Array.from(base.rows.spendObservations, (_, row) => first + row)
    base.members.forEach((place, i) => {
      rowOf[place] = own[base.rowOf[i]]
      placeOf[rowOf[place]] = place
    })
    first += own.length
    return { members: own, scores: base.scores }
  })
  const { histories, spendObservations } = options.base
  const rows = {
    histories: selectRows(histories, placeOf),
    spendObservations: picked(spendObservations, placeOf),
  }
  return { options, rows, scores: joinedScores(scores, length), rowOf, placeOf }
}

/** The customers at some places. */
function someOf(
  { histories, spendObservations, meanSpend }: KnownCustomers,
  rows: Int32Array,
): KnownCustomers {
  return {
    histories: selectRows(histories, rows),
    spendObservations: picked(spendObservations, rows),
    meanSpend: picked(meanSpend, rows),
  }
}

/** What is said of the customers at some places. */
interface OutlookPart {
  readonly rows: Int32Array
  readonly outlook: CustomerOutlook
}

/** The outlooks of all parts, their columns put back in the order of all customers. */
function joined(parts: readonly OutlookPart[], customers: number): Omit<CustomerOutlook, 'scored'> {
  const spread = (columnOf: (outlook: CustomerOutlook) => Float64Array | null) => {
    const column = new Float64Array(customers)
    for (const { rows, outlook } of parts) {
      const own = columnOf(outlook)
      if (own === null) return null
      for (let i = 0; i < rows.length; i++) column[rows[i]] = own[i]
    }
    return column
  }
  const full = (columnOf: (outlook: CustomerOutlook) => Float64Array) => spread(columnOf) as Float64Array
  const estimate = (columnsOf: (outlook: CustomerOutlook) => EstimateColumns): EstimateColumns => ({
    mean: full((outlook) => columnsOf(outlook).mean),
    lower: full((outlook) => columnsOf(outlook).lower),
    upper: full((outlook) => columnsOf(outlook).upper),
    probability: full((outlook) => columnsOf(outlook).probability),
  })
  return {
    level: parts[0].outlook.level,
    probabilityActive: full(({ probabilityActive }) => probabilityActive),
    probabilityBuys: full(({ probabilityBuys }) => probabilityBuys),
    purchases: estimate(({ purchases }) => purchases),
    value: estimate(({ value }) => value),
    valueInfinite: spread(({ valueInfinite }) => valueInfinite),
  }
}

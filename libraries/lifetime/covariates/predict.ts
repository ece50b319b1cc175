/** What customers with covariates will do, existing ones and new ones. */
import type { Duration } from '#kernel/time.ts'
import { groupRows } from '../collapse.ts'
import { selectRows } from '../history-rows.ts'
import { horizonIn } from '../horizon.ts'
import type { AnyFittedPurchaseModel, PurchaseHistories } from '../model.ts'
import { purchaseModel } from '../models.ts'
import { checkTimeUnit } from '../outlook/check-options.ts'
import {
  discountedExpectedPurchases,
  type DiscountOptions,
  expectedPurchases,
  type HorizonOptions,
  probabilityActive,
} from '../predict.ts'
import { checkSameCustomers, type CustomerCovariates, valuesOf } from './covariates.ts'
import { distinctCombinations } from './design.ts'
import type { CustomersWithCovariates, FittedWithCovariates } from './fit.ts'
import { plainFitAt } from './profile.ts'

/**
 * Log-likelihood of each customer's history at the parameters of `fitted`.
 *
 * @throws LIFETIME_MODEL_UNKNOWN, LIFETIME_TIME_UNIT_MISMATCH, LIFETIME_LENGTHS_DIFFER, LIFETIME_COVARIATE_MISSING.
 */
export function logLikelihoodGiven(
  fitted: FittedWithCovariates,
  customers: CustomersWithCovariates,
): Float64Array {
  return byPlainFit(fitted, customers, (plain, histories) =>
    purchaseModel(plain).logLikelihood(plain, histories),
  )
}

/**
 * Probability that each customer is still active: at the end of observation, or some time after it.
 *
 * @returns n probabilities in [0, 1], in the order given.
 * @throws LIFETIME_MODEL_UNKNOWN, LIFETIME_TIME_UNIT_MISMATCH, LIFETIME_LENGTHS_DIFFER, LIFETIME_COVARIATE_MISSING, LIFETIME_HORIZON_INVALID.
 */
export function probabilityActiveGiven(
  fitted: FittedWithCovariates,
  customers: CustomersWithCovariates,
  options: { readonly ahead?: Duration } = {},
): Float64Array {
  return byPlainFit(fitted, customers, (plain, histories) => probabilityActive(plain, histories, options))
}

/**
 * Expected purchases of each customer in the time ahead.
 *
 * @throws LIFETIME_MODEL_UNKNOWN, LIFETIME_TIME_UNIT_MISMATCH, LIFETIME_LENGTHS_DIFFER, LIFETIME_COVARIATE_MISSING, LIFETIME_HORIZON_INVALID.
 */
export function expectedPurchasesGiven(
  fitted: FittedWithCovariates,
  customers: CustomersWithCovariates,
  options: HorizonOptions,
): Float64Array {
  return byPlainFit(fitted, customers, (plain, histories) => expectedPurchases(plain, histories, options))
}

/**
 * Expected purchases of each customer in the time ahead, each discounted to the end of observation.
 *
 * @param options - The horizon may be infinite, `days(Infinity)`, where the rate is above zero.
 * @throws LIFETIME_MODEL_UNKNOWN, LIFETIME_TIME_UNIT_MISMATCH, LIFETIME_LENGTHS_DIFFER, LIFETIME_COVARIATE_MISSING, LIFETIME_OPTION_INVALID,
 *   LIFETIME_HORIZON_INVALID.
 */
export function discountedExpectedPurchasesGiven(
  fitted: FittedWithCovariates,
  customers: CustomersWithCovariates,
  options: DiscountOptions,
): Float64Array {
  return byPlainFit(fitted, customers, (plain, histories) =>
    discountedExpectedPurchases(plain, histories, options),
  )
}

/**
 * Expected repeat purchases of new customers with these covariates in the time after their first purchase.
 *
 * @param age - How long that time is; finite.
 * @throws LIFETIME_COVARIATE_MISSING, LIFETIME_HORIZON_INVALID.
 */
export function expectedRepeatPurchasesGiven(
  fitted: FittedWithCovariates,
  covariates: CustomerCovariates,
  age: Duration,
): Float64Array {
  const ages = Float64Array.of(horizonIn(fitted, age, 0))
  return byCell(fitted, covariates, (plain, rows) => {
    const [expected] = purchaseModel(plain).expectedRepeatPurchases(plain, ages)
    return new Float64Array(rows.length).fill(expected)
  })
}

/** One number for each customer, found among those who share their plain fit. */
function byPlainFit(
  fitted: FittedWithCovariates,
  { histories, covariates }: CustomersWithCovariates,
  numbersOf: (plain: AnyFittedPurchaseModel, histories: PurchaseHistories) => Float64Array,
): Float64Array {
  checkTimeUnit(fitted, histories)
  checkSameCustomers(covariates, histories.age.length)
  return byCell(fitted, covariates, (plain, rows) => numbersOf(plain, selectRows(histories, rows)))
}

/**
 * Numbers of the customers of each cell of equal covariates, put back in the order of all.
 *
 * @param numbersOf - Gets the plain fit of a cell and the places of its customers.
 */
export function byCell(
  fitted: FittedWithCovariates,
  covariates: CustomerCovariates,
  numbersOf: (plain: AnyFittedPurchaseModel, rows: Int32Array) => Float64Array,
): Float64Array {
  const numbers = new Float64Array(covariates.customers)
  for (const { values, rows } of cellsOf(fitted, covariates)) {
    const found = numbersOf(plainFitAt(fitted, values), rows)
    for (let i = 0; i < rows.length; i++) numbers[rows[i]] = found[i]
  }
  return numbers
}

/** Customers of equal covariates. */
export interface CovariateCell {
  /** Of the covariate that each effect reads. */
  readonly values: readonly number[]
  /** Places of the customers. */
  readonly rows: Int32Array
}

/** All customers in cells of equal covariates. */
export function cellsOf(
  { effects }: FittedWithCovariates,
  covariates: CustomerCovariates,
): readonly CovariateCell[] {
  const columns = effects.map(({ process, covariate }) => valuesOf(covariates, process, covariate))
  const cells = distinctCombinations([...new Set(columns)])
  const { starts, order } = groupRows(cells)
  return Array.from(cells.firsts, (first, cell) => ({
    values: columns.map((column) => column[first]),
    rows: order.subarray(starts[cell], starts[cell + 1]),
  }))
}

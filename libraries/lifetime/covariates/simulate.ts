/** Customers with covariates who behave as a fit says. */
import { purchaseHistories } from '../histories.ts'
import type { SimulatedCustomers, SimulateOptions } from '../model.ts'
import { purchaseModel } from '../models.ts'
import { checkSameCustomers, type CustomerCovariates } from './covariates.ts'
import type { FittedWithCovariates } from './fit.ts'
import { byCell } from './predict.ts'

/**
 * Simulates new customers, cell after cell of equal covariates.
 *
 * @param options - One age for each customer of `covariates`, in the unit of the fit.
 * @throws LIFETIME_LENGTHS_DIFFER, LIFETIME_COVARIATE_MISSING.
 */
export function simulateWithCovariates(
  fitted: FittedWithCovariates,
  covariates: CustomerCovariates,
  { ages, horizon, random }: SimulateOptions,
): SimulatedCustomers {
  checkSameCustomers(covariates, ages.length)
  const lastPurchaseAge = new Float64Array(ages.length)
  const futurePurchases = new Float64Array(ages.length)
  const active = new Uint8Array(ages.length)
  const repeatPurchases = byCell(fitted, covariates, (plain, rows) => {
    const options = { ages: Float64Array.from(rows, (row) => ages[row]), horizon, random }
    const cell = purchaseModel(plain).simulate(plain, options)
    rows.forEach((row, i) => {
      lastPurchaseAge[row] = cell.histories.lastPurchaseAge[i]
      futurePurchases[row] = cell.futurePurchases[i]
      active[row] = cell.active[i]
    })
    return cell.histories.repeatPurchases
  })
  const { timeUnit } = fitted
  const histories = purchaseHistories({ timeUnit, repeatPurchases, lastPurchaseAge, age: ages })
  return { histories, futurePurchases, active }
}

/** Covariates of customers that stay as they are: checked once, by process. */
import { lifetimeError } from '../errors.ts'

/** Columns of covariates by name, before they are checked. */
export interface CovariateColumns {
  /** What may change how often a customer buys. */
  readonly purchase?: Readonly<Record<string, ArrayLike<number>>>
  /** What may change how soon a customer drops out. */
  readonly dropout?: Readonly<Record<string, ArrayLike<number>>>
}

/** One covariate of n customers. */
export interface Covariate {
  readonly name: string
  readonly values: Float64Array
}

/** Covariates of n customers. Made only by `customerCovariates(...)`, which checks every value once. */
export interface CustomerCovariates {
  readonly customers: number
  readonly purchase: readonly Covariate[]
  readonly dropout: readonly Covariate[]
}

/** The two things that covariates may bear on. */
export type CovariateProcess = 'purchase' | 'dropout'

/**
 * Checks and makes covariates.
 *
 * @param columns - One entry for each customer, in the order of their histories; the same name may stand in both processes.
 * @returns Columns of doubles; a column that is a `Float64Array` is taken as it is, not copied.
 * @throws LIFETIME_NO_CUSTOMERS where there is no column, LIFETIME_LENGTHS_DIFFER, LIFETIME_VALUE_NOT_FINITE.
 */
export function customerCovariates(columns: CovariateColumns): CustomerCovariates {
  const purchase = covariatesOf(columns.purchase)
  const dropout = covariatesOf(columns.dropout)
  const all = [...purchase, ...dropout]
  if (all.length === 0 || all[0].values.length === 0) {
    throw lifetimeError('LIFETIME_NO_CUSTOMERS', 'There is no customer in the covariates.')
  }
  const customers = all[0].values.length
  for (const { name, values } of all) {
    refuseLength(name, values.length, customers)
    const row = values.findIndex((value) => !Number.isFinite(value))
    if (row >= 0) {
      const message = `Row ${row} has ${values[row]} as covariate ${name}.`
      throw lifetimeError('LIFETIME_VALUE_NOT_FINITE', message, { row, column: name })
    }
  }
  return Object.freeze({ customers, purchase, dropout })
}

/**
 * Refuses covariates of other customers than the histories.
 *
 * @throws LIFETIME_LENGTHS_DIFFER.
 */
export function checkSameCustomers(covariates: CustomerCovariates, rows: number): void {
  refuseLength('covariates', covariates.customers, rows)
}

/**
 * The values of a covariate.
 *
 * @throws LIFETIME_COVARIATE_MISSING.
 */
export function valuesOf(
  covariates: CustomerCovariates,
  process: CovariateProcess,
  name: string,
): Float64Array {
  const found = covariates[process].find((covariate) => covariate.name === name)
  if (found !== undefined) return found.values
  const given = covariates[process].map((covariate) => covariate.name)
  const message = `The covariate ${name} of the ${process} process is not there.`
  throw lifetimeError('LIFETIME_COVARIATE_MISSING', message, { name, process, given })
}

function covariatesOf(columns: CovariateColumns['purchase'] = {}): readonly Covariate[] {
  return Object.entries(columns).map(([name, values]) => ({
    name,
    values: values instanceof Float64Array ? values : Float64Array.from(values),
  }))
}

function refuseLength(name: string, length: number, customers: number): void {
  if (length === customers) return
  const message = `The columns differ in length: ${name} ${length}, others ${customers}.`
  throw lifetimeError('LIFETIME_LENGTHS_DIFFER', message, { column: name, length, customers })
}

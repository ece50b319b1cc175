/** Customers on paths, prepared for many evaluations of the likelihood. */
import { valuesOf, type CustomerCovariates } from '../covariates/covariates.ts'
import type { Design } from '../covariates/design.ts'
import type { CovariateEffect } from '../covariates/effects.ts'
import type { PathRows } from './curvature.ts'
import type { KindColumns } from './kinds.ts'
import type { CustomersOnPaths } from './paths.ts'
import { periodKinds, segmentsOf, type PeriodKinds } from './segments.ts'

/** How each covariate is measured: about which value, and in which unit. */
export type Measure = Pick<Design, 'columnOf'> & {
  readonly columns: readonly { readonly mean: number; readonly deviation: number }[]
}

/** Covariates as they were given. */
export function asGiven(effects: readonly CovariateEffect[]): Measure {
  return { columns: effects.map(() => ({ mean: 0, deviation: 1 })), columnOf: effects.map((_, i) => i) }
}

/**
 * Cuts the paths at the last purchases and sums what happened at purchases.
 *
 * @param unit - Times are divided by it.
 */
export function pathRows(
  customers: CustomersOnPaths,
  effects: readonly CovariateEffect[],
  { measure, unit }: { readonly measure: Measure; readonly unit: number },
): PathRows {
  const { histories } = customers
  const { repeatPurchases, lastPurchaseAge, age } = histories
  const kinds = periodKinds(customers)
  const start = new Float64Array(age.length)
  const cut = (from: Float64Array, to: Float64Array, joined: boolean) => {
    const segments = segmentsOf(customers, kinds.kindOf, { from, to, joined })
    return { ...segments, length: segments.length.map((length) => length / unit) }
  }
  const weight = histories.weight ?? new Float64Array(age.length).fill(1)
  const columns = kindColumns(customers, effects, { kinds, measure })
  return {
    repeatPurchases,
    weight,
    before: cut(start, lastPurchaseAge, true),
    after: cut(lastPurchaseAge, age, false),
    ...sumsAtPurchases(customers, columns, { kinds, weight }),
    kinds: columns,
  }
}

/** What each kind of period says of the rates: minus the direction in ln α and ln β, times the covariate. */
export function kindColumns(
  { covariates, logMultiplier }: CustomersOnPaths,
  effects: readonly CovariateEffect[],
  { kinds, measure }: { readonly kinds: PeriodKinds; readonly measure: Measure },
): KindColumns {
  const count = kinds.examples.length
  const purchase = new Float64Array(count * effects.length)
  const dropout = new Float64Array(count * effects.length)
  effects.forEach(({ process, covariate, direction }, j) => {
    const values = valuesOf(covariates ?? noCovariates, process, covariate)
    const { mean, deviation } = measure.columns[measure.columnOf[j]]
    kinds.examples.forEach((period, kind) => {
      const value = (values[period] - mean) / deviation
      purchase[kind * effects.length + j] = -direction[1] * value
      dropout[kind * effects.length + j] = -direction[3] * value
    })
  })
  const known = Float64Array.from(kinds.examples, (period) => logMultiplier[period])
  return { count, coefficients: effects.length, purchase, dropout, logMultiplier: known }
}

const noCovariates: CustomerCovariates = { customers: 0, purchase: [], dropout: [] }

function sumsAtPurchases(
  { purchasePeriod, firstPurchase }: CustomersOnPaths,
  columns: KindColumns,
  { kinds, weight }: { readonly kinds: PeriodKinds; readonly weight: Float64Array },
): Pick<PathRows, 'atPurchases' | 'knownAtPurchases'> {
  const many = columns.coefficients
  const atPurchases = new Float64Array(many)
  let knownAtPurchases = 0
  for (let i = 0; i < weight.length; i++) {
    for (let row = firstPurchase[i]; row < firstPurchase[i + 1]; row++) {
      const kind = kinds.kindOf[purchasePeriod[row]]
      knownAtPurchases += weight[i] * columns.logMultiplier[kind]
      for (let j = 0; j < many; j++) atPurchases[j] += weight[i] * columns.purchase[kind * many + j]
    }
  }
  return { atPurchases, knownAtPurchases }
}

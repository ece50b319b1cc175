/** Some of the customers with covariates. */
import { picked } from '../collapse.ts'
import type { Covariate, CustomerCovariates } from './covariates.ts'

/** The covariates of the rows named, in that order. */
export function selectCovariates(
  { purchase, dropout }: CustomerCovariates,
  rows: Int32Array | Uint32Array,
): CustomerCovariates {
  const of = (columns: readonly Covariate[]) =>
    columns.map(({ name, values }) => ({ name, values: picked(values, rows) }))
  return { customers: rows.length, purchase: of(purchase), dropout: of(dropout) }
}

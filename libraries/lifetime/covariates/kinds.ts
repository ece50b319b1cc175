/** Customers with covariates as kinds that each follow one plain model, for everything that the library knows of plain ones. */
import { distinctRows, groupRows, type DistinctRows } from '../collapse.ts'
import type { AnyFittedPurchaseModel } from '../model.ts'
import { parameterCount } from './cells.ts'
import { type CustomerCovariates, valuesOf } from './covariates.ts'
import { distinctCombinations } from './design.ts'
import type { FittedWithCovariates } from './fit.ts'
import { plainFitWithErrors } from './profile.ts'

/** Customers who are alike in their covariates. */
export interface CustomerKind {
  /** The plain fit that holds for them; its covariance carries the uncertainty of the coefficients too. */
  readonly plain: AnyFittedPurchaseModel
  /** Places of their rows. */
  readonly rows: Int32Array
}

/** How finely kinds are told apart. */
export interface KindOptions {
  /** Customers of each row; one where left out. */
  readonly weight?: Float64Array | undefined
  /**
   * With more different covariates than this, customers are one kind where each of their log-parameters is the same but
   * for `width`; 1,000 where left out.
   */
  readonly most?: number | undefined
  /** .02 where left out: a customer's own parameters then lie within 1 % of those of their kind. */
  readonly width?: number | undefined
}

/**
 * The kinds of customers there are, in order of first appearance. Few different covariates are a kind each, exactly. Of
 * many, such as ages or incomes, a kind is everybody whose parameters are the same for all purposes, and its covariates
 * are their mean: it takes two numbers to tell customers of Pareto/NBD apart, however many covariates they come from.
 *
 * @throws LIFETIME_COVARIATE_MISSING, LIFETIME_MODEL_UNKNOWN.
 */
export function customerKinds(
  fitted: FittedWithCovariates,
  covariates: CustomerCovariates,
  { weight = ones(covariates.customers), most = 1000, width = 0.02 }: KindOptions = {},
): readonly CustomerKind[] {
  const columns = fitted.effects.map(({ process, covariate }) => valuesOf(covariates, process, covariate))
  const exact = distinctCombinations([...new Set(columns)])
  const kinds = exact.firsts.length > most ? alike(fitted, { columns, width }) : exact
  const { starts, order } = groupRows(kinds)
  return Array.from(kinds.firsts, (first, kind) => {
    const rows = order.subarray(starts[kind], starts[kind + 1])
    const values = columns.map((column) => (kinds === exact ? column[first] : meanOf(column, rows, weight)))
    return { plain: plainFitWithErrors(fitted, values), rows }
  })
}

/** Rows whose every log-parameter is the same but for `width`. */
function alike(
  { effects, parameters }: FittedWithCovariates,
  { columns, width }: { readonly columns: readonly Float64Array[]; readonly width: number },
): DistinctRows {
  const steps = Array.from({ length: parameterCount }, (_, parameter) => {
    const moving = effects.flatMap(({ direction, coefficient }, j) =>
      direction[parameter] === 0
        ? []
        : [{ by: direction[parameter] * parameters[coefficient], column: columns[j] }],
    )
    return columns[0].map((_, row) => {
      let shift = 0
      for (const { by, column } of moving) shift += by * column[row]
      // Not −0, which is another key than 0.
      return Math.round(shift / width) + 0
    })
  })
  const [first, second, third, fourth] = steps
  const pairs = distinctRows([first, second])
  return distinctRows([Float64Array.from(pairs.places), third, fourth])
}

function ones(length: number): Float64Array {
  return new Float64Array(length).fill(1)
}

function meanOf(column: Float64Array, rows: Int32Array, weight: Float64Array): number {
  let [total, sum] = [0, 0]
  for (const row of rows) {
    total += weight[row]
    sum += weight[row] * column[row]
  }
  return sum / total
}

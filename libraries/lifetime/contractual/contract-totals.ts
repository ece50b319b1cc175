/** What all contracts together will bring, and how sure that is, given the model. */
import { normalMixtureQuantile } from '#numerics/normal-mixture.ts'
import { totalInterval } from '../counts/intervals.ts'
import { momentsOf } from '../counts/distribution.ts'
import type { TotalEstimate } from '../outlook/totals.ts'
import type { AnyFittedContractModel } from './contract-model.ts'
import { contractModel } from './contract-models.ts'
import { infiniteValues, meanWorth } from './contract-outlook.ts'
import { discountedRenewals } from './intervals.ts'
import { checkRenewalRows, likelyFits, renewalTable, type RenewalRows } from './renewal-windows.ts'

/** Distinct rows of contracts that run; `histories.weight` of each. */
export interface TotalledContracts {
  readonly rows: RenewalRows
  /** Over the contracts of a row: the sum of what the first counted renewal is worth now, and of its square. */
  readonly worth: Float64Array
  readonly worthSquare: Float64Array
}

/** Totals within the windows. */
export interface ContractTotals {
  readonly contracts: number
  readonly expectedRenewals: TotalEstimate
  readonly value: TotalEstimate
  /** Mean without end; null where the discount rate is 0. */
  readonly valueInfinite: number | null
}

/**
 * Totals with 80 % intervals. Given the parameters contracts are independent, so that their variances add up; the
 * parameters are common to all. The interval of renewals is that of `totalRenewalInterval`, each row with its own window;
 * that of the value is of the equal mixture of normals over the cubature points, within what is possible at all.
 *
 * @param discountRate - Effective a period.
 * @throws LIFETIME_LENGTHS_DIFFER, LIFETIME_COUNT_NOT_WHOLE, LIFETIME_OPTION_INVALID, LIFETIME_MODEL_UNKNOWN.
 */
export function contractTotals(
  fitted: AnyFittedContractModel,
  contracts: TotalledContracts,
  discountRate: number,
): ContractTotals {
  const { rows } = contracts
  checkRenewalRows(rows)
  const weight = rows.histories.weight ?? new Float64Array(rows.from.length).fill(1)
  const infinite = infiniteValues(fitted, contracts, discountRate)
  return {
    contracts: weight.reduce((total, count) => total + count, 0),
    expectedRenewals: renewalsTotal(fitted, rows, weight),
    value: valueTotal(fitted, contracts, discountRate),
    valueInfinite: infinite === null ? null : infinite.reduce((total, part) => total + part, 0),
  }
}

interface Moments {
  readonly mean: number
  readonly variance: number
}

function renewalsTotal(
  fitted: AnyFittedContractModel,
  rows: RenewalRows,
  customers: Float64Array,
): TotalEstimate {
  const { parameterNames, withParameters } = contractModel(fitted)
  const probabilities = (fit: AnyFittedContractModel, row: number) => renewalTable(fit, rows, row)
  const { mean, lower, upper } = totalInterval({
    fitted,
    parameterNames,
    withParameters,
    probabilities,
    customers,
  })
  const momentsAt = (fit: AnyFittedContractModel) =>
    summed(customers, (row) => {
      const one = momentsOf(probabilities(fit, row))
      return { mean: customers[row] * one.mean, variance: customers[row] * one.variance }
    })
  return { mean, low: lower, high: upper, logSpread: logSpreadOf(mean, likelyFits(fitted).map(momentsAt)) }
}

function valueTotal(
  fitted: AnyFittedContractModel,
  { rows, worth, worthSquare }: TotalledContracts,
  discountRate: number,
): TotalEstimate {
  const momentsAt = (fit: AnyFittedContractModel) =>
    summed(worth, (row) => {
      const table = renewalTable(fit, rows, row)
      const mean = meanWorth(table, discountRate)
      const square = table.reduce(
        (total, share, made) => total + share * discountedRenewals(made, { discountRate }) ** 2,
        0,
      )
      return { mean: worth[row] * mean, variance: worthSquare[row] * Math.max(0, square - mean ** 2) }
    })
  const { mean } = momentsAt(fitted)
  const points = likelyFits(fitted).map(momentsAt)
  const most = worth.reduce(
    (total, now, row) => total + now * discountedRenewals(rows.to[row] - rows.from[row], { discountRate }),
    0,
  )
  const normals = points.map(({ mean: centre, variance }) => ({ mean: centre, spread: Math.sqrt(variance) }))
  const end = (probability: number) =>
    Math.min(most, Math.max(0, normalMixtureQuantile(normals, probability)))
  return { mean, low: end(0.1), high: end(0.9), logSpread: logSpreadOf(mean, points) }
}

function summed(column: Float64Array, of: (row: number) => Moments): Moments {
  let [mean, variance] = [0, 0]
  for (const row of column.keys()) {
    const part = of(row)
    mean += part.mean
    variance += part.variance
  }
  return { mean, variance }
}

/** As of a log-normal total of that mean: chance given the parameters, and what these do to the mean. */
function logSpreadOf(mean: number, points: readonly Moments[]): number {
  if (!(mean > 0)) return 0
  const average = (of: (point: Moments) => number) =>
    points.reduce((total, point) => total + of(point), 0) / points.length
  const centre = average((point) => point.mean)
  const variance = average((point) => point.variance + (point.mean - centre) ** 2)
  return Math.sqrt(Math.log1p(variance / mean ** 2))
}

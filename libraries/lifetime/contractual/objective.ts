/** The log-likelihood of all contracts, which depends on how many were seen at each age only. */
import type { Curvature } from '#numerics/optimise.ts'
import { addCurvature, emptyCurvature, perCustomerInLogs } from '../log-parameters.ts'
import type { RenewalCurve } from './contract-model.ts'
import type { ContractHistories } from './histories.ts'

/** What the data say, by number of renewals. */
export interface AgeTotals {
  readonly contracts: number
  /** Contracts that ended there. */
  readonly ended: ReadonlyMap<number, number>
  /** Contracts that got there, less those that were already there when they came under observation. */
  readonly survived: ReadonlyMap<number, number>
}

/** Sums the rows by age. */
export function totalsByAge({ renewals, ended, renewalsAtEntry, weight }: ContractHistories): AgeTotals {
  const [endedAt, survivedTo] = [new Map<number, number>(), new Map<number, number>()]
  const add = (totals: Map<number, number>, age: number, contracts: number) =>
    totals.set(age, (totals.get(age) ?? 0) + contracts)
  let contracts = 0
  renewals.forEach((age, row) => {
    const count = weight?.[row] ?? 1
    contracts += count
    add(survivedTo, age, count)
    add(survivedTo, renewalsAtEntry?.[row] ?? 0, -count)
    if (ended[row] === 1) add(endedAt, age, count)
  })
  // By age, so that the order of the rows does not reach the last digit.
  const sorted = (totals: Map<number, number>) =>
    new Map([...totals].filter(([, count]) => count !== 0).toSorted(([left], [right]) => left - right))
  return { contracts, ended: sorted(endedAt), survived: sorted(survivedTo) }
}

/**
 * Prepares minus the mean log-likelihood per contract, a function of the logarithms of the curve's parameters:
 * ln S(k) for every contract that got to k, ln[1 − S(k+1)/S(k)] for those that ended there, − ln S(entry) for those
 * that came under observation later.
 *
 * @param size - Number of parameters.
 */
export function prepareObjective(
  curve: RenewalCurve,
  totals: AgeTotals,
  size: number,
): (logParameters: readonly number[]) => Curvature {
  return (logParameters) => {
    const point = logParameters.map(Math.exp)
    const sum = emptyCurvature(size)
    for (const [age, contracts] of totals.survived)
      addCurvature(sum, contracts, curve.logSurvival(point, age))
    for (const [age, contracts] of totals.ended) addCurvature(sum, contracts, curve.logLoss(point, age))
    return perCustomerInLogs(point, sum, totals.contracts)
  }
}

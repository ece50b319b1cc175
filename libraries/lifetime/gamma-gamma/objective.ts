/** The log-likelihood of all mean spends with its gradient and Hessian: one logarithm and one division a row. */
import {
  digammaIncrement,
  logGamma,
  logGammaIncrement,
  trigamma,
  trigammaIncrement,
} from '#numerics/gamma.ts'
import type { Curvature } from '#numerics/optimise.ts'
import { distinctRows, groupRows, picked } from '../collapse.ts'
import type { SpendHistories } from '../model.ts'

/** Customers side by side by their number of observations. */
interface Groups {
  /** Distinct numbers of observations n; group g holds the rows from starts[g] up to starts[g + 1]. */
  readonly observations: Float64Array
  readonly starts: Int32Array
  /** Total spend n·z̄, and weight, of each row. */
  readonly total: Float64Array
  readonly weight: Float64Array
  /** Σ weight and Σ weight·ln(n·z̄) of each group. */
  readonly customers: Float64Array
  readonly logTotals: Float64Array
}

/** Sums over the rows of one group, where u = γ / (γ + n·z̄). */
interface GroupSums {
  readonly logScale: number
  readonly share: number
  readonly spread: number
}

/**
 * Prepares minus the mean log-likelihood per customer, a function of (ln p, ln q, ln γ).
 *
 * @see Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value", equation 1a.
 */
export function prepareObjective(spend: SpendHistories): (logParameters: readonly number[]) => Curvature {
  const groups = groupsOf(spend)
  const customers = groups.customers.reduce((sum, count) => sum + count, 0)
  return (logParameters) => {
    const [p, q, gamma] = logParameters.map(Math.exp)
    const totals = new Float64Array(10)
    groups.observations.forEach((_, group) => addGroup(totals, { p, q, gamma }, { groups, group }))
    const [value, byP, byQ, byGamma, pp, pq, qq, pGamma, qGamma, gammaGamma] = totals.map(
      (sum) => -sum / customers,
    )
    return {
      value,
      gradient: [byP, byQ, byGamma],
      hessian: [
        [pp, pq, pGamma],
        [pq, qq, qGamma],
        [pGamma, qGamma, gammaGamma],
      ],
    }
  }
}

/** Adds value, gradient and Hessian of one group's log-likelihood in the log-parameters. */
function addGroup(
  totals: Float64Array,
  { p, q, gamma }: { readonly p: number; readonly q: number; readonly gamma: number },
  { groups, group }: { readonly groups: Groups; readonly group: number },
): void {
  const n = groups.observations[group]
  const customers = groups.customers[group]
  const logTotals = groups.logTotals[group]
  const { logScale, share, spread } = sumsOf(groups, group, gamma)
  const end = p * n + q
  const normaliser = logGammaIncrement(p * n, q) - logGamma(q) + q * Math.log(gamma) + Math.log(n)
  totals[0] += customers * normaliser + p * n * (logTotals - logScale) - q * logScale - logTotals
  const byP = p * n * (customers * digammaIncrement(p * n, q) + logTotals - logScale)
  const byQ = q * (customers * (digammaIncrement(q, p * n) + Math.log(gamma)) - logScale)
  totals[1] += byP
  totals[2] += byQ
  totals[3] += q * customers - end * share
  totals[4] += byP + (p * n) ** 2 * customers * trigammaIncrement(p * n, q)
  totals[5] += p * n * q * customers * trigamma(end)
  totals[6] += byQ + q * q * customers * trigammaIncrement(q, p * n)
  totals[7] -= p * n * share
  totals[8] += q * (customers - share)
  totals[9] -= end * spread
}

function sumsOf({ starts, total, weight }: Groups, group: number, gamma: number): GroupSums {
  let logScale = 0
  let share = 0
  let spread = 0
  for (let row = starts[group]; row < starts[group + 1]; row++) {
    const scale = gamma + total[row]
    const u = gamma / scale
    logScale += weight[row] * Math.log(scale)
    share += weight[row] * u
    spread += weight[row] * u * (1 - u)
  }
  return { logScale, share, spread }
}

/** Sorts the customers by their number of observations. */
function groupsOf({ observations, meanSpend, weight }: SpendHistories): Groups {
  const distinct = distinctRows([observations])
  const { starts, order } = groupRows(distinct)
  const groups: Groups = {
    observations: picked(observations, distinct.firsts),
    starts,
    total: new Float64Array(order.length),
    weight: weight === undefined ? new Float64Array(order.length).fill(1) : picked(weight, order),
    customers: new Float64Array(distinct.firsts.length),
    logTotals: new Float64Array(distinct.firsts.length),
  }
  for (let row = 0; row < order.length; row++) {
    const customer = order[row]
    const group = distinct.places[customer]
    groups.total[row] = observations[customer] * meanSpend[customer]
    groups.customers[group] += groups.weight[row]
    groups.logTotals[group] += groups.weight[row] * Math.log(groups.total[row])
  }
  return groups
}

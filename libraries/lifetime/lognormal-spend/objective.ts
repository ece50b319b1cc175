/** The log-likelihood of all spends, from sums over the customers with the same number of observations. */
import type { Curvature } from '#numerics/optimise.ts'
import { addCurvature, emptyCurvature, symmetric } from '../log-parameters.ts'
import type { LogSpendHistories } from './histories.ts'

/** Sums over customers with n observations each; y is ln(spend) less its typical value, g the binary log of the frequency. */
interface Sums {
  readonly n: number
  customers: number
  y: number
  g: number
  yy: number
  yg: number
  gg: number
  scatter: number
}

/**
 * Prepares minus the mean log-likelihood per customer, a function of ln(median / typical), ln τ, ln σ and, with a
 * frequency, the slope: however many the customers, an evaluation costs a pass over the distinct n.
 *
 * @param typical - ln of the spend in whose unit the median is measured. The Jacobian Σ n·ȳ is left to the caller.
 * @param size - 3, or 4 with the slope.
 */
export function prepareObjective(
  spend: LogSpendHistories,
  typical: number,
  size: number,
): (logParameters: readonly number[]) => Curvature {
  const groups = groupsOf(spend, typical)
  const customers = groups.reduce((sum, group) => sum + group.customers, 0)
  return (logParameters) => {
    const sum = emptyCurvature(size)
    const [centre, logBetween, logWithin, slope = 0] = logParameters
    const scale = {
      centre,
      slope,
      between: Math.exp(2 * logBetween),
      within: Math.exp(2 * logWithin),
      logWithin,
    }
    for (const group of groups) addCurvature(sum, -1 / customers, groupCurvature(group, scale, size))
    return sum
  }
}

/** The parameters at one point. */
interface Point {
  readonly centre: number
  readonly slope: number
  readonly between: number
  readonly within: number
  readonly logWithin: number
}

/** One group's log-likelihood in the order centre, ln τ, ln σ, slope; a = nτ²/(σ²+nτ²), b = 1 − a, q = n·r²/(σ²+nτ²). */
function groupCurvature(
  group: Sums,
  { centre, slope, between, within, logWithin }: Point,
  size: number,
): Curvature {
  const { n, customers } = group
  const variance = within + n * between
  const a = (n * between) / variance
  const b = within / variance
  const perVariance = n / variance
  const r = group.y - centre * customers - slope * group.g
  const rg = group.yg - centre * group.g - slope * group.gg
  const rr =
    group.yy -
    2 * (centre * group.y + slope * group.yg) +
    centre * centre * customers +
    2 * centre * slope * group.g +
    slope * slope * group.gg
  const q = perVariance * rr
  const scatter = group.scatter / within
  const spreads = customers * (n * Math.log(2 * Math.PI) + 2 * (n - 1) * logWithin + Math.log(variance))
  const excess = q - customers
  const lower = [
    [-perVariance * customers],
    [-2 * a * perVariance * r, 2 * a * (b * excess - a * q)],
    [-2 * b * perVariance * r, -2 * a * b * (excess + q), 2 * b * (a * excess - b * q) - 2 * scatter],
    [-perVariance * group.g, -2 * a * perVariance * rg, -2 * b * perVariance * rg, -perVariance * group.gg],
  ]
  return {
    value: -0.5 * (spreads + scatter + q),
    gradient: [
      perVariance * r,
      a * excess,
      scatter - (n - 1) * customers + b * excess,
      perVariance * rg,
    ].slice(0, size),
    hessian: symmetric(lower.slice(0, size)),
  }
}

/** Customers without a spend say nothing, and are left out. */
function groupsOf(spend: LogSpendHistories, typical: number): Sums[] {
  const groups = new Map<number, Sums>()
  spend.observations.forEach((n, row) => {
    const known = groups.get(n) ?? { n, customers: 0, y: 0, g: 0, yy: 0, yg: 0, gg: 0, scatter: 0 }
    groups.set(n, known)
    const weight = spend.weight?.[row] ?? 1
    const y = spend.meanLogSpend[row] - typical
    const g = Math.log2(spend.frequency?.[row] ?? 1)
    known.customers += weight
    known.y += weight * y
    known.g += weight * g
    known.yy += weight * y * y
    known.yg += weight * y * g
    known.gg += weight * g * g
    known.scatter += weight * spend.squaredDeviations[row]
  })
  return [...groups.values()].filter(({ n }) => n > 0).toSorted((left, right) => left.n - right.n)
}

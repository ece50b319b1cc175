/** The log-likelihood of all customers with its gradient and Hessian. */
import { digammaIncrement, logGammaIncrement, trigammaIncrement } from '#numerics/gamma.ts'
import type { Curvature } from '#numerics/optimise.ts'
import { distinctRows, groupRows } from '../collapse.ts'
import {
  addCurvature,
  emptyCurvature,
  perCustomerInLogs,
  symmetric,
  type CurvatureSum,
} from '../log-parameters.ts'
import type { WeightedOpportunities } from './histories.ts'

/** α, β, γ, δ in this order. */
type Point = readonly number[]

/** Rows that share x and t_x, by their number of opportunities: one walk serves them all. */
interface Group {
  readonly x: number
  readonly last: number
  /** Distinct n, rising, and the customers of each. */
  readonly ends: readonly number[]
  readonly weights: readonly number[]
}

/**
 * Prepares minus the mean log-likelihood per customer, a function of (ln α, ln β, ln γ, ln δ).
 *
 * @param rows - Distinct histories with weights.
 */
export function prepareObjective(
  rows: WeightedOpportunities,
): (logParameters: readonly number[]) => Curvature {
  const groups = groupsOf(rows)
  const customers = rows.weight.reduce((sum, weight) => sum + weight, 0)
  return (logParameters) => {
    const point = logParameters.map(Math.exp)
    const sum = emptyCurvature(4)
    for (const group of groups) {
      const weight = group.weights.reduce((total, value) => total + value, 0)
      addCurvature(sum, weight, firstTerm(point, group))
      addLogsOfPaths(sum, point, group)
    }
    return perCustomerInLogs(point, sum, customers)
  }
}

function groupsOf({
  opportunities,
  repeatPurchases,
  lastOpportunity,
  weight,
}: WeightedOpportunities): readonly Group[] {
  const { starts, order } = groupRows(distinctRows([repeatPurchases, lastOpportunity]))
  return Array.from({ length: starts.length - 1 }, (_, group) => {
    const rows = [...order.subarray(starts[group], starts[group + 1])]
    rows.sort((left, right) => opportunities[left] - opportunities[right])
    return {
      x: repeatPurchases[rows[0]],
      last: lastOpportunity[rows[0]],
      ends: rows.map((row) => opportunities[row]),
      weights: rows.map((row) => weight[row]),
    }
  })
}

/** ln of the path that ends right after the last purchase; see `likelihood.ts`. */
function firstTerm([alpha, beta, gamma, delta]: Point, { x, last }: Group): Curvature {
  const both = alpha + beta
  const end = gamma + delta
  const byBuying = -digammaIncrement(both, last)
  const byLeaving = -digammaIncrement(end, last + 1)
  const buying = -trigammaIncrement(both, last)
  const leaving = -trigammaIncrement(end, last + 1)
  return {
    value:
      logGammaIncrement(alpha, x) +
      logGammaIncrement(beta, last - x) -
      logGammaIncrement(both, last) +
      Math.log(gamma) +
      logGammaIncrement(delta, last) -
      logGammaIncrement(end, last + 1),
    gradient: [
      digammaIncrement(alpha, x) + byBuying,
      digammaIncrement(beta, last - x) + byBuying,
      1 / gamma + byLeaving,
      digammaIncrement(delta, last) + byLeaving,
    ],
    hessian: symmetric([
      [trigammaIncrement(alpha, x) + buying],
      [buying, trigammaIncrement(beta, last - x) + buying],
      [0, 0, -1 / gamma ** 2 + leaving],
      [0, 0, leaving, trigammaIncrement(delta, last) + leaving],
    ]),
  }
}

/** Derivatives by the four parameters, and the lower triangle of the second ones, row by row. */
interface Paths {
  value: number
  readonly gradient: Float64Array
  readonly hessian: Float64Array
}

function noPaths(): Paths {
  return { value: 0, gradient: new Float64Array(4), hessian: new Float64Array(10) }
}

/**
 * Adds ln Σ e^l over all paths of each n, each path over the first, where l is a sum over the silent opportunities. With
 * probabilities of the paths as weights its gradient is the mean of those of l, and its Hessian their mean plus the
 * gradients' covariance.
 */
function addLogsOfPaths(sum: CurvatureSum, point: Point, { x, last, ends, weights }: Group): void {
  const [alpha, beta, gamma, delta] = point
  const path = noPaths()
  const lost = noPaths()
  let term = 1
  let k = last
  ends.forEach((n, row) => {
    for (; k < n; k++) {
      addPath(lost, term, path)
      const [both, silent, end, stay] = [alpha + beta + k, beta + k - x, gamma + delta + 1 + k, delta + k]
      term *= (silent / both) * (stay / end)
      extend(path, { both: 1 / both, silent: 1 / silent, end: 1 / end, stay: 1 / stay })
    }
    const all = copyOf(lost)
    addPath(all, (term * (gamma + delta + n)) / gamma, notLost(path, { gamma, end: gamma + delta + n }))
    addLog(sum, weights[row], all)
  })
}

function copyOf({ value, gradient, hessian }: Paths): Paths {
  return { value, gradient: gradient.slice(), hessian: hessian.slice() }
}

/** Adds a path of this weight: second derivatives by themselves and by the products of the first. */
function addPath(sum: Paths, weight: number, { gradient, hessian }: Paths): void {
  sum.value += weight
  for (let i = 0, place = 0; i < 4; i++) {
    const share = weight * gradient[i]
    sum.gradient[i] += share
    for (let j = 0; j <= i; j++, place++) sum.hessian[place] += weight * hessian[place] + share * gradient[j]
  }
}

/** Adds the logarithm of a sum of paths. */
function addLog(sum: CurvatureSum, weight: number, { value, gradient, hessian }: Paths): void {
  sum.value += weight * Math.log(value)
  for (let i = 0, place = 0; i < 4; i++) {
    const mean = gradient[i] / value
    sum.gradient[i] += weight * mean
    for (let j = 0; j <= i; j++, place++) {
      const curve = weight * (hessian[place] / value - mean * (gradient[j] / value))
      sum.hessian[i][j] += curve
      if (j < i) sum.hessian[j][i] += curve
    }
  }
}

/** One more silent opportunity, active throughout: derivatives of ln[(β+k−x)(δ+k) / ((α+β+k)(γ+δ+1+k))]. */
function extend(
  { gradient, hessian }: Paths,
  inverse: {
    readonly both: number
    readonly silent: number
    readonly end: number
    readonly stay: number
  },
): void {
  const { both, silent, end, stay } = inverse
  gradient[0] -= both
  gradient[1] += silent - both
  gradient[2] -= end
  gradient[3] += stay - end
  hessian[AA] += both * both
  hessian[BA] += both * both
  hessian[BB] += both * both - silent * silent
  hessian[CC] += end * end
  hessian[DC] += end * end
  hessian[DD] += end * end - stay * stay
}

/** Not lost at the end either: with the derivatives of ln[(γ+δ+n) / γ]. */
function notLost(path: Paths, { gamma, end }: { readonly gamma: number; readonly end: number }): Paths {
  const { value, gradient, hessian } = copyOf(path)
  gradient[2] += 1 / end - 1 / gamma
  gradient[3] += 1 / end
  hessian[CC] += 1 / gamma ** 2 - 1 / end ** 2
  hessian[DC] -= 1 / end ** 2
  hessian[DD] -= 1 / end ** 2
  return { value, gradient, hessian }
}

/** Places in the lower triangle that any path touches; α and β on one hand, γ and δ on the other, are independent. */
const [AA, BA, BB, CC, DC, DD] = [0, 1, 2, 5, 8, 9]

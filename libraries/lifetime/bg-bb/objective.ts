/** The log-likelihood of all customers with its gradient and Hessian. */
import { digammaIncrement, logGammaIncrement, trigammaIncrement } from '#numerics/gamma.ts'
import type { Curvature } from '#numerics/optimise.ts'
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

interface Row {
  readonly n: number
  readonly x: number
  readonly last: number
}

/**
 * Prepares minus the mean log-likelihood per customer, a function of (ln α, ln β, ln γ, ln δ).
 *
 * @param rows - Distinct histories with weights.
 */
export function prepareObjective(
  rows: WeightedOpportunities,
): (logParameters: readonly number[]) => Curvature {
  const customers = rows.weight.reduce((sum, weight) => sum + weight, 0)
  return (logParameters) => {
    const point = logParameters.map(Math.exp)
    const sum = emptyCurvature(4)
    for (let row = 0; row < rows.weight.length; row++) {
      const history = {
        n: rows.opportunities[row],
        x: rows.repeatPurchases[row],
        last: rows.lastOpportunity[row],
      }
      addCurvature(sum, rows.weight[row], firstTerm(point, history))
      addCurvature(sum, rows.weight[row], logOfPaths(point, history))
    }
    return perCustomerInLogs(point, sum, customers)
  }
}

/** ln of the path that ends right after the last purchase; see `likelihood.ts`. */
function firstTerm([alpha, beta, gamma, delta]: Point, { x, last }: Row): Curvature {
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

/**
 * ln Σ e^l over all paths, each over the first, where l is a sum over the silent opportunities. With probabilities of
 * the paths as weights its gradient is the mean of those of l, and its Hessian their mean plus the gradients' covariance.
 */
function logOfPaths(point: Point, { n, x, last }: Row): Curvature {
  const [alpha, beta, gamma, delta] = point
  const path = emptyCurvature(4)
  const sum = emptyCurvature(4)
  let term = 1
  for (let k = last; k < n; k++) {
    addPath(sum, term, path)
    const silent = [alpha + beta + k, beta + k - x, gamma + delta + 1 + k, delta + k]
    term *= (silent[1] / silent[0]) * (silent[3] / silent[2])
    extend(
      path,
      silent.map((value) => 1 / value),
    )
  }
  survive(path, { gamma, end: gamma + delta + n })
  addPath(sum, (term * (gamma + delta + n)) / gamma, path)
  const mean = sum.gradient.map((value) => value / sum.value)
  return {
    value: Math.log(sum.value),
    gradient: mean,
    hessian: sum.hessian.map((row, i) => row.map((value, j) => value / sum.value - mean[i] * mean[j])),
  }
}

/** Adds a path of this weight: gradients by themselves and by their products. */
function addPath(sum: CurvatureSum, weight: number, { gradient, hessian }: CurvatureSum): void {
  sum.value += weight
  for (let i = 0; i < 4; i++) {
    sum.gradient[i] += weight * gradient[i]
    for (let j = 0; j < 4; j++) sum.hessian[i][j] += weight * (hessian[i][j] + gradient[i] * gradient[j])
  }
}

/** One more silent opportunity, active throughout: derivatives of ln[(β+k−x)(δ+k) / ((α+β+k)(γ+δ+1+k))]. */
function extend(path: CurvatureSum, [both, silent, end, stay]: readonly number[]): void {
  path.gradient[0] -= both
  path.gradient[1] += silent - both
  path.gradient[2] -= end
  path.gradient[3] += stay - end
  path.hessian[0][0] += both * both
  path.hessian[0][1] += both * both
  path.hessian[1][0] += both * both
  path.hessian[1][1] += both * both - silent * silent
  path.hessian[2][2] += end * end
  path.hessian[2][3] += end * end
  path.hessian[3][2] += end * end
  path.hessian[3][3] += end * end - stay * stay
}

/** Not lost at the end either: derivatives of ln[(γ+δ+n) / γ]. */
function survive(path: CurvatureSum, { gamma, end }: { readonly gamma: number; readonly end: number }): void {
  path.gradient[2] += 1 / end - 1 / gamma
  path.gradient[3] += 1 / end
  path.hessian[2][2] += 1 / gamma ** 2 - 1 / end ** 2
  path.hessian[2][3] -= 1 / end ** 2
  path.hessian[3][2] -= 1 / end ** 2
  path.hessian[3][3] -= 1 / end ** 2
}

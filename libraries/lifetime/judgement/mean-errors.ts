/** How far expected counts lie from what came, each customer counting as much. */

/** Expected counts below this one count as this one, so that no single customer makes the deviance infinite. */
const leastMean = 1e-300

/** Figures of a prediction by its means alone. */
export interface MeanErrors {
  readonly expectedPurchases: number
  /** 2·mean(y·ln(y/μ) − (y − μ)). */
  readonly poissonDeviance: number
  /** mean |y − μ| */
  readonly meanAbsoluteError: number
}

/** What came, what was expected of it, and of how many customers. */
export interface Comparison {
  readonly actual: Float64Array
  readonly expected: Float64Array
  readonly weight: Float64Array
  /** Stands in for an expectation of 0 in the deviance, which would else be infinite. */
  readonly insteadOfZero?: number
}

/** Compares means with what came. */
export function meanErrors({ actual, expected, weight, insteadOfZero = leastMean }: Comparison): MeanErrors {
  let customers = 0
  let total = 0
  let deviance = 0
  let absolute = 0
  for (let row = 0; row < weight.length; row++) {
    const mean = expected[row]
    customers += weight[row]
    total += weight[row] * mean
    deviance +=
      weight[row] * poissonDeviance(actual[row], Math.max(leastMean, mean === 0 ? insteadOfZero : mean))
    absolute += weight[row] * Math.abs(actual[row] - mean)
  }
  return {
    expectedPurchases: total,
    poissonDeviance: deviance / customers,
    meanAbsoluteError: absolute / customers,
  }
}

/** Twice what a Poisson count of this mean loses in log-likelihood against one whose mean is the count itself. */
function poissonDeviance(count: number, mean: number): number {
  return 2 * ((count === 0 ? 0 : count * Math.log(count / mean)) - (count - mean))
}

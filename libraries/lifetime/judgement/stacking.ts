/** Weights with which several models, mixed, gave what came the highest probability. */

/** What the models said of what came. */
export interface StackingColumns {
  /** ln P(what came) of each row, one column a model. */
  readonly logProbabilities: readonly Float64Array[]
  /** Customers of each row. */
  readonly weight: Float64Array
}

/** Rounds after which the weights no longer change in the first six digits. */
const mostRounds = 2000

/**
 * Non-negative weights that sum to 1 and maximise the mean log probability of the mixture: a concave problem, climbed by
 * expectation and maximisation.
 *
 * @returns One weight a model.
 * @see Yao, Vehtari, Simpson & Gelman (2018), "Using Stacking to Average Bayesian Predictive Distributions", Bayesian
 *   Analysis 13(3).
 */
export function stackingWeights({ logProbabilities, weight }: StackingColumns): Float64Array {
  const models = logProbabilities.length
  const customers = weight.reduce((sum, count) => sum + count, 0)
  let shares = new Float64Array(models).fill(1 / models)
  for (let round = 0; round < mostRounds; round++) {
    const next = new Float64Array(models)
    for (let row = 0; row < weight.length; row++) {
      const best = Math.max(...logProbabilities.map((column) => column[row]))
      const parts = logProbabilities.map((column, model) => shares[model] * Math.exp(column[row] - best))
      const whole = parts.reduce((sum, part) => sum + part, 0)
      parts.forEach((part, model) => {
        next[model] += (weight[row] * part) / (whole * customers)
      })
    }
    const change = next.reduce((most, share, model) => Math.max(most, Math.abs(share - shares[model])), 0)
    shares = next
    if (change < 1e-9) break
  }
  return shares
}

/** ln of the mixture's probability of what came, row by row. */
export function mixedLogProbabilities(
  logProbabilities: readonly Float64Array[],
  shares: Float64Array,
): Float64Array {
  return logProbabilities[0].map((_, row) => {
    const best = Math.max(...logProbabilities.map((column) => column[row]))
    const whole = logProbabilities.reduce(
      (sum, column, model) => sum + shares[model] * Math.exp(column[row] - best),
      0,
    )
    return best + Math.log(whole)
  })
}

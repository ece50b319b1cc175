/** How many steps an active customer makes since the last purchase: those until now, and those in a time to come. */
import { logBetaKernel, regularisedBeta } from '#numerics/beta.ts'
import type { ActiveBeliefs } from './active-beliefs.ts'

/** Below this a product of many factors may have lost digits to underflow. */
const smallestReliable = 1e-280

/**
 * P(0 steps since the last purchase), P(1), … up to a time from now: for each phase j a negative binomial from j on, all
 * positive. Each call tells the next.
 *
 * @param horizon - Finite, in the unit of the scale.
 * @param first - Begins with P(first steps).
 */
export function stepProbabilities(
  { phases, shape, scale }: Pick<ActiveBeliefs, 'phases' | 'shape' | 'scale'>,
  horizon: number,
  first = 0,
): () => number {
  const odds = horizon / scale
  const w = odds / (1 + odds)
  const probability = new Float64Array(phases.length)
  let step = first - 1
  return () => {
    step++
    let sum = 0
    for (let j = 0; j < probability.length && j <= step; j++) {
      if (phases[j] === 0) continue
      const made = step - j
      const own = shape + j
      if (made === 0) probability[j] = Math.exp(-own * Math.log1p(odds))
      else if (probability[j] > smallestReliable) probability[j] *= ((own + made - 1) / made) * w
      // Where the first probabilities underflow, those that do not must be found afresh.
      else probability[j] = odds === 0 ? 0 : exactProbability(made, { shape: own, odds })
      sum += phases[j] * probability[j]
    }
    return sum
  }
}

/** P(M = m) of a negative binomial for m > 0, from its logarithm. */
function exactProbability(m: number, { shape, odds }: { shape: number; odds: number }): number {
  return Math.exp(logBetaKernel({ a: m, b: shape }, odds / (1 + odds), 1 / (1 + odds))) / m
}

/**
 * P(at least so many purchases could be made in a time to come), a purchase being every k-th step, to relative precision.
 *
 * @param purchases - One or more.
 */
export function probabilityOfAtLeast(
  { regularity, phases, shape, scale }: ActiveBeliefs,
  horizon: number,
  purchases: number,
): number {
  const odds = horizon / scale
  return phases.reduce((sum, weight, j) => {
    const steps = { a: purchases * regularity - j, b: shape + j }
    return sum + weight * regularisedBeta(steps, odds / (1 + odds), 1 / (1 + odds))
  }, 0)
}

/** What no longer counts beside a sum. */
const negligible = 1e-18

/** Below the mean by so many standard deviations there is nothing. */
const farthestBelow = 40

/**
 * E[f(purchases that could be made)] over the steps of a time to come, where a purchase is every k-th step.
 *
 * @param value - f(0), f(1), …: asked for in this order, growing no faster than its argument.
 */
export function expectationOverSteps(
  beliefs: ActiveBeliefs,
  horizon: number,
  value: (purchases: number) => number,
): number {
  const { regularity, shape, scale } = beliefs
  const odds = horizon / scale
  const mean = shape * odds
  const spread = Math.sqrt(mean * (1 + odds))
  let purchases = Math.floor(Math.max(0, mean - farthestBelow * spread) / regularity)
  for (let n = 0; n < purchases; n++) value(n)
  let step = purchases * regularity
  const next = stepProbabilities(beliefs, horizon, step)
  const end = mean + regularity * (2 + odds)
  for (let sum = 0; ; purchases++) {
    const weight = value(purchases)
    let probability = 0
    for (let phase = 0; phase < regularity; phase++, step++) {
      probability = next()
      sum += probability * weight
    }
    if (step < end) continue
    // Beyond the mean probabilities fall at least as fast as this geometric sequence does from here on.
    const fall = 1 - (odds / (1 + odds)) * (1 + (shape + regularity) / (step + 1))
    if (probability === 0 || (fall > 0 && probability * (weight + 1) <= negligible * sum * fall * fall))
      return sum
  }
}

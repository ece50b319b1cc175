/** Binomial and multinomial counts, drawn from uniform numbers that the caller supplies. */
import { logGammaIncrement } from './gamma.ts'
import type { Random } from './random.ts'

/** Successes in `trials`, each with the chance `probability`. */
export function binomialVariate(
  random: Random,
  { trials, probability }: { readonly trials: number; readonly probability: number },
): number {
  if (trials === 0 || probability <= 0) return 0
  if (probability >= 1) return trials
  if (probability > 0.5) return trials - binomialVariate(random, { trials, probability: 1 - probability })
  if (trials === 1) return random() < probability ? 1 : 0
  if (trials * probability < 10) return invert(random, trials, probability)
  return transformedRejection(random, trials, probability)
}

/**
 * Distributes `trials` over outcomes.
 *
 * @param probabilities - One an outcome; they sum to 1 but for rounding: the last that may come takes what is left.
 * @param out - The counts are added to it.
 */
export function addMultinomial(
  random: Random,
  { trials, probabilities }: { readonly trials: number; readonly probabilities: Float64Array },
  out: Float64Array,
): void {
  let [left, share, last] = [trials, 1, probabilities.length - 1]
  while (last > 0 && probabilities[last] === 0) last--
  for (let outcome = 0; left > 0 && outcome <= last; outcome++) {
    if (probabilities[outcome] === 0) continue
    const probability = outcome === last ? 1 : probabilities[outcome] / share
    const count = binomialVariate(random, { trials: left, probability })
    out[outcome] += count
    left -= count
    share -= probabilities[outcome]
  }
}

/** Subtracts P(0), P(1), … from a uniform number. @see Devroye (1986), "Non-Uniform Random Variate Generation", X.4.2. */
function invert(random: Random, trials: number, probability: number): number {
  const odds = probability / (1 - probability)
  let chance = Math.exp(trials * Math.log1p(-probability))
  let left = random() - chance
  let count = 0
  while (left >= 0 && count < trials) {
    count++
    chance *= (odds * (trials - count + 1)) / count
    left -= chance
  }
  return count
}

/** @see Hörmann (1993), "The Generation of Binomial Random Variates", J. Stat. Comp. Sim. 46, algorithm BTRS. */
function transformedRejection(random: Random, trials: number, probability: number): number {
  const spread = Math.sqrt(trials * probability * (1 - probability))
  const b = 1.15 + 2.53 * spread
  const a = -0.0873 + 0.0248 * b + 0.01 * probability
  const c = trials * probability + 0.5
  const alpha = (2.83 + 5.1 / b) * spread
  const squeeze = 0.92 - 4.2 / b
  const odds = Math.log(probability / (1 - probability))
  const mode = Math.floor((trials + 1) * probability)
  const atMode = logGammaIncrement(1, mode) + logGammaIncrement(1, trials - mode)
  for (;;) {
    const u = random() - 0.5
    const v = random()
    const distance = 0.5 - Math.abs(u)
    const count = Math.floor(((2 * a) / distance + b) * u + c)
    if (distance >= 0.07 && v <= squeeze) return count
    if (count < 0 || count > trials) continue
    const scaled = Math.log((v * alpha) / (a / (distance * distance) + b))
    const here = logGammaIncrement(1, count) + logGammaIncrement(1, trials - count)
    if (scaled <= atMode - here + (count - mode) * odds) return count
  }
}

/** Random variates, each drawn from uniform numbers that the caller supplies. */
import type { BetaShape } from './beta.ts'
import { logGammaIncrement } from './gamma.ts'
import type { Random } from './random.ts'

/** A waiting time with the given `rate`, mean 1 / rate; Infinity where the rate is 0. */
export function exponentialVariate(random: Random, rate: number): number {
  return -Math.log(random()) / rate
}

/** A standard normal variate. @see Marsaglia & Bray (1964), the polar method. */
export function normalVariate(random: Random): number {
  for (;;) {
    const x = 2 * random() - 1
    const y = 2 * random() - 1
    const square = x * x + y * y
    if (square < 1 && square > 0) return x * Math.sqrt((-2 * Math.log(square)) / square)
  }
}

/**
 * A gamma variate of mean shape / rate.
 *
 * @see Marsaglia & Tsang (2000), "A Simple Method for Generating Gamma Variables", ACM TOMS 26(3).
 */
export function gammaVariate(random: Random, { shape, rate }: { shape: number; rate: number }): number {
  return Math.exp(logGammaVariate(random, shape)) / rate
}

/** A beta variate; in [0, 1], where a shape far below 1 may round to either end. */
export function betaVariate(random: Random, { a, b }: BetaShape): number {
  // Through logarithms: with small shapes both gammas underflow and 0 / 0 would follow.
  const difference = logGammaVariate(random, b) - logGammaVariate(random, a)
  return 1 / (1 + Math.exp(difference))
}

/** A Poisson count with the given mean. */
export function poissonVariate(random: Random, mean: number): number {
  return mean < 10 ? countWaitingTimes(random, mean) : transformedRejection(random, mean)
}

/** A negative binomial count: Poisson with a gamma-distributed mean. */
export function negativeBinomialVariate(
  random: Random,
  { shape, rate }: { shape: number; rate: number },
): number {
  return poissonVariate(random, gammaVariate(random, { shape, rate }))
}

/** ln of a gamma variate of rate 1, finite even where the variate itself underflows. */
function logGammaVariate(random: Random, shape: number): number {
  // A variate of shape s is one of shape s + 1 times U^(1/s): Marsaglia & Tsang (2000), section 6.
  if (shape < 1) return logGammaVariate(random, shape + 1) + Math.log(random()) / shape
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = normalVariate(random)
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return Math.log(d * v)
  }
}

/** Multiplies uniform numbers until their product falls below e^−mean. */
function countWaitingTimes(random: Random, mean: number): number {
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = random(); product > limit; product *= random()) count++
  return count
}

/** @see Hörmann (1993), "The transformed rejection method for generating Poisson random variables", PTRS. */
function transformedRejection(random: Random, mean: number): number {
  const root = Math.sqrt(mean)
  const b = 0.931 + 2.53 * root
  const a = -0.059 + 0.02483 * b
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
  const squeeze = 0.9277 - 3.6224 / (b - 2)
  for (;;) {
    const u = random() - 0.5
    const v = random()
    const distance = 0.5 - Math.abs(u)
    const count = Math.floor(((2 * a) / distance + b) * u + mean + 0.43)
    if (distance >= 0.07 && v <= squeeze) return count
    if (count < 0 || (distance < 0.013 && v > distance)) continue
    const scaled = Math.log((v * inverseAlpha) / (a / (distance * distance) + b))
    if (scaled <= count * Math.log(mean) - mean - logGammaIncrement(1, count)) return count
  }
}

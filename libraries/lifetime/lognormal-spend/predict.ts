/** What a customer's next purchase is worth under the lognormal model. */
import { normalMixtureQuantile } from '#numerics/normal-mixture.ts'
import { checkDocument } from '../document.ts'
import { lifetimeError } from '../errors.ts'
import { checkLevel } from '../outlook/check-options.ts'
import { cubaturePoints } from '../outlook/parameter-points.ts'
import {
  lognormalByFrequencyWithParameters,
  lognormalSpendWithParameters,
  parameterNames,
  parameterNamesByFrequency,
} from './fit.ts'
import type { LogSpendHistories } from './histories.ts'
import { type AnyFittedLognormalSpend, type LogScale, logScaleOf } from './likelihood.ts'

/**
 * Expected spend a purchase of each customer, given what they spent so far: exp(m + (v + σ²)/2), where m and v are mean
 * and variance of the customer's typical ln(spend) given the data. A customer without a spend is expected to spend as all
 * of that frequency do.
 *
 * @returns n amounts in the currency of the data. There is always a mean, however heavy the tail.
 * @throws LIFETIME_MODEL_UNKNOWN; LIFETIME_OPTION_INVALID where a frequency is needed and missing.
 * @see Aitchison & Brown (1957), "The Lognormal Distribution", equation 2.7; the normal posterior as in Gelman et al.
 *   (2013), "Bayesian Data Analysis", section 5.4.
 */
export function expectedLognormalSpend(
  fitted: AnyFittedLognormalSpend,
  spend: LogSpendHistories,
): Float64Array {
  const scale = checkedScale(fitted, spend)
  return spend.observations.map((_, row) => {
    const { mean, variance } = nextLogSpend(scale, spend, row)
    return Math.exp(mean + variance / 2)
  })
}

/**
 * Expected spend of a customer none of whose spends is known.
 *
 * @param frequency - How often they buy, where spend depends on it.
 * @throws LIFETIME_MODEL_UNKNOWN, LIFETIME_FREQUENCY_NOT_POSITIVE.
 */
export function expectedLognormalSpendOfNewCustomer(fitted: AnyFittedLognormalSpend, frequency = 1): number {
  checkDocument(fitted, models)
  if (!(frequency > 0 && frequency < Infinity)) {
    const message = `The frequency is ${frequency}.`
    throw lifetimeError('LIFETIME_FREQUENCY_NOT_POSITIVE', message, { frequency })
  }
  const { centre, between, within } = logScaleOf(fitted)
  return Math.exp(centre(frequency) + (between + within) / 2)
}

/** What the next purchase will be worth in `level` of cases. */
export interface SpendIntervals {
  readonly level: number
  readonly parameterUncertainty: 'integrated' | 'unknown'
  readonly mean: Float64Array
  readonly lower: Float64Array
  readonly upper: Float64Array
}

/**
 * Intervals for the worth of each customer's next purchase, if there is one: chance and the doubt about the parameters
 * together.
 *
 * @param level - Central coverage; .8 where left out.
 * @throws LIFETIME_MODEL_UNKNOWN, LIFETIME_OPTION_INVALID.
 */
export function nextSpendIntervals(
  fitted: AnyFittedLognormalSpend,
  spend: LogSpendHistories,
  level = 0.8,
): SpendIntervals {
  checkLevel(level)
  const mean = expectedLognormalSpend(fitted, spend)
  const scales = pointsOf(fitted).map(logScaleOf)
  const ends = [...mean.keys()].map((row) => {
    const normals = scales.map((scale) => {
      const next = nextLogSpend(scale, spend, row)
      return { mean: next.mean, spread: Math.sqrt(next.variance) }
    })
    return [(1 - level) / 2, (1 + level) / 2].map((share) => Math.exp(normalMixtureQuantile(normals, share)))
  })
  return {
    level,
    parameterUncertainty: fitted.covariance === null ? 'unknown' : 'integrated',
    mean,
    lower: Float64Array.from(ends, ([lower]) => lower),
    upper: Float64Array.from(ends, ([, upper]) => upper),
  }
}

const models = ['lognormal-spend', 'lognormal-spend-by-frequency']

/** Equally likely fits; the fit itself where it has no covariance. */
function pointsOf(fitted: AnyFittedLognormalSpend): readonly AnyFittedLognormalSpend[] {
  const points =
    fitted.model === 'lognormal-spend'
      ? cubaturePoints(fitted, parameterNames).map((point) =>
          lognormalSpendWithParameters(point as typeof fitted.parameters),
        )
      : cubaturePoints(fitted, parameterNamesByFrequency).map((point) =>
          lognormalByFrequencyWithParameters(point as typeof fitted.parameters),
        )
  return points.length === 0 ? [fitted] : points
}

/** Mean and variance of ln(next spend) given the customer's spends so far. */
function nextLogSpend(
  { centre, between, within }: LogScale,
  spend: LogSpendHistories,
  row: number,
): { readonly mean: number; readonly variance: number } {
  const n = spend.observations[row]
  const prior = centre(spend.frequency?.[row] ?? 1)
  const total = within + n * between
  const mean = prior + ((n * between) / total) * (spend.meanLogSpend[row] - prior)
  return { mean, variance: between * (within / total) + within }
}

function checkedScale(fitted: AnyFittedLognormalSpend, spend: LogSpendHistories): LogScale {
  checkDocument(fitted, models)
  if (fitted.model === 'lognormal-spend-by-frequency' && spend.frequency === undefined) {
    const message = 'This fit depends on the frequency, but the spends come without one.'
    throw lifetimeError(
      'LIFETIME_OPTION_INVALID',
      message,
      {},
      {
        hint: 'Give how often each customer buys as `frequency`, in the unit used for the fit.',
      },
    )
  }
  return logScaleOf(fitted)
}

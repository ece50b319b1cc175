/** Whether the wider of two nested models is worth its further parameters. */
import { logGamma } from '#numerics/gamma.ts'
import { normalProbability } from '#numerics/normal.ts'
import { lifetimeError } from './errors.ts'
import type { Fitted } from './model.ts'

/** How far the likelihoods are apart, and how often chance alone would bring them so far apart. */
export interface LikelihoodRatio {
  /** 2·(ln L of the wider − ln L of the nested), at least 0. */
  readonly statistic: number
  /** Parameters that the wider model has more. */
  readonly degrees: number
  /** P(so large a statistic, or a larger one, under the nested model): an approximation for many customers. */
  readonly pValue: number
}

/**
 * The likelihood-ratio test of two fits to the same data, one model nested in the other at an inner point of its
 * parameters: sBG in BdW at c = 1, spend without in spend with a dependence on frequency.
 *
 * @throws LIFETIME_OPTION_INVALID where the fits cannot be compared: other customers, no further parameter, or a wider
 *   model that fits worse, whose search must have ended beside the summit.
 * @see Wilks (1938), "The Large-Sample Distribution of the Likelihood Ratio".
 */
export function likelihoodRatio(
  nested: Fitted<string, string>,
  wider: Fitted<string, string>,
): LikelihoodRatio {
  const degrees = Object.keys(wider.parameters).length - Object.keys(nested.parameters).length
  const statistic = 2 * (wider.logLikelihood - nested.logLikelihood)
  const worse = statistic < -1e-6 * (1 + Math.abs(nested.logLikelihood) * 1e-6)
  if (degrees < 1 || wider.customerCount !== nested.customerCount || worse) {
    const message = `${wider.model} (${wider.customerCount} customers, ln L ${wider.logLikelihood}) is not wider than ${nested.model} (${nested.customerCount}, ${nested.logLikelihood}).`
    throw lifetimeError(
      'LIFETIME_OPTION_INVALID',
      message,
      { degrees, statistic },
      {
        hint: 'Compare fits of the same customers, the one with more parameters second; where it fits worse, fit it again from the start of the other.',
      },
    )
  }
  const size = Math.max(0, statistic)
  return { statistic: size, degrees, pValue: chiSquareTail(size, degrees) }
}

/**
 * P(χ² > x) for a whole number of degrees of freedom.
 *
 * @see Abramowitz & Stegun (1964), 26.4.4 and 26.4.5: from one or two degrees upwards, two at a time.
 */
function chiSquareTail(x: number, degrees: number): number {
  const odd = degrees % 2 === 1
  let tail = odd ? 2 * normalProbability(-Math.sqrt(x)) : Math.exp(-x / 2)
  for (let k = odd ? 1 : 2; k < degrees; k += 2) {
    tail += x === 0 ? 0 : Math.exp((k / 2) * Math.log(x / 2) - x / 2 - logGamma(k / 2 + 1))
  }
  return tail
}

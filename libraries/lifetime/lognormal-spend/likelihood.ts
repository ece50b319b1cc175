/** How likely each customer's spends are. */
import type { Fitted } from '../model.ts'
import type { LogSpendHistories } from './histories.ts'

/** median: of a customer's typical spend, over customers; between, within: spreads of ln(spend) over and within customers. */
export type FittedLognormalSpend = Fitted<'lognormal-spend', 'median' | 'between' | 'within'>
/** The same, with the factor by which spend changes where the frequency doubles; the median is that at a frequency of 1. */
export type FittedLognormalByFrequency = Fitted<
  'lognormal-spend-by-frequency',
  'median' | 'between' | 'within' | 'perDoubling'
>
/** A fit of either. */
export type AnyFittedLognormalSpend = FittedLognormalSpend | FittedLognormalByFrequency

/** The parameters on the scale of ln(spend). */
export interface LogScale {
  /** ln(median) of a customer of the given frequency. */
  readonly centre: (frequency: number) => number
  /** τ² and σ²: variances over and within customers. */
  readonly between: number
  readonly within: number
}

/** Reads either fit on the scale of ln(spend). */
export function logScaleOf({ parameters }: AnyFittedLognormalSpend): LogScale {
  const slope = 'perDoubling' in parameters ? Math.log(parameters.perDoubling) : 0
  const centre = Math.log(parameters.median)
  return {
    centre: (frequency) => centre + slope * Math.log2(frequency),
    between: parameters.between ** 2,
    within: parameters.within ** 2,
  }
}

/**
 * Log-density of each customer's spends, one by one and in the order in which they came. With y = ln(spend), n of them of
 * mean ȳ and squared deviations S, and m ~ N(μ, τ²), y ~ N(m, σ²):
 *
 *     ln f = −(n/2)·ln 2π − (n−1)·ln σ − ½ ln(σ² + nτ²) − S/(2σ²) − n(ȳ − μ)²/(2(σ² + nτ²)) − n·ȳ
 *
 * Not to be compared with that of Gamma-Gamma, which is a density of mean spends.
 *
 * @see Searle, Casella & McCulloch (1992), "Variance Components", section 3.7, with Aitchison & Brown (1957), "The
 *   Lognormal Distribution", for the last term.
 */
export function logSpendLikelihood(fitted: AnyFittedLognormalSpend, spend: LogSpendHistories): Float64Array {
  const { centre, between, within } = logScaleOf(fitted)
  return spend.observations.map((n, row) => {
    if (n === 0) return 0
    const mean = spend.meanLogSpend[row]
    const variance = within + n * between
    const distance = mean - centre(spend.frequency?.[row] ?? 1)
    const spreads = n * Math.log(2 * Math.PI) + (n - 1) * Math.log(within) + Math.log(variance)
    const squares = spend.squaredDeviations[row] / within + (n * distance * distance) / variance
    return -0.5 * (spreads + squares) - n * mean
  })
}

/** Fits the lognormal model of spend, with and without a dependence on how often customers buy. */
import { lifetimeError } from '../errors.ts'
import { fitByMaximumLikelihood, type FitProblem } from '../fit.ts'
import type { FitOptions } from '../model.ts'
import { documentWith } from '../with-parameters.ts'
import type { LogSpendHistories } from './histories.ts'
import type { FittedLognormalByFrequency, FittedLognormalSpend } from './likelihood.ts'
import { prepareObjective } from './objective.ts'

/** The order of the covariance. */
export const parameterNames = ['median', 'between', 'within'] as const
/** The same where spend depends on the frequency. */
export const parameterNamesByFrequency = [...parameterNames, 'perDoubling'] as const

/**
 * Fits the lognormal model by maximum likelihood, from a fixed start: the same spends give the same fit.
 *
 * @param spend - Customers without a spend are left out.
 * @throws LIFETIME_NO_CUSTOMERS where nobody has a spend, LIFETIME_SPEND_ALL_EQUAL, LIFETIME_FIT_NOT_CONVERGED,
 *   LIFETIME_OPTION_INVALID, LIFETIME_PARAMETER_NOT_POSITIVE.
 * @see Searle, Casella & McCulloch (1992), "Variance Components", section 3.7; see `likelihood.ts`.
 */
export function fitLognormalSpend(spend: LogSpendHistories, options?: FitOptions): FittedLognormalSpend {
  const result = fitByMaximumLikelihood(lognormalProblem(parameterNames, spend), options)
  return Object.freeze({ model: 'lognormal-spend', version: 1, ...result })
}

/**
 * Fits it with a factor by which spend changes where the frequency doubles; at a factor of 1 it is
 * {@link fitLognormalSpend}, in which it is nested.
 *
 * @throws LIFETIME_OPTION_INVALID where `spend` has no frequency, or it is the same for all; else as there.
 */
export function fitLognormalByFrequency(
  spend: LogSpendHistories,
  options?: FitOptions,
): FittedLognormalByFrequency {
  const { frequency } = spend
  if (frequency === undefined || new Set(frequency).size < 2) {
    const message =
      frequency === undefined
        ? 'The spends come without a frequency.'
        : `All customers buy with the frequency ${frequency[0]}.`
    throw lifetimeError(
      'LIFETIME_OPTION_INVALID',
      message,
      {},
      {
        hint: 'Give how often each customer buys as `frequency`, or fit the model without it.',
      },
    )
  }
  const result = fitByMaximumLikelihood(lognormalProblem(parameterNamesByFrequency, spend), options)
  return Object.freeze({ model: 'lognormal-spend-by-frequency', version: 1, ...result })
}

/** @throws LIFETIME_PARAMETER_NOT_POSITIVE. */
export function lognormalSpendWithParameters(
  parameters: FittedLognormalSpend['parameters'],
): FittedLognormalSpend {
  return documentWith({ model: 'lognormal-spend', parameterNames }, parameters)
}

/** @throws LIFETIME_PARAMETER_NOT_POSITIVE. */
export function lognormalByFrequencyWithParameters(
  parameters: FittedLognormalByFrequency['parameters'],
): FittedLognormalByFrequency {
  return documentWith(
    { model: 'lognormal-spend-by-frequency', parameterNames: parameterNamesByFrequency },
    parameters,
  )
}

/**
 * The likelihood that the fits maximise.
 *
 * @param names - {@link parameterNames}, or {@link parameterNamesByFrequency} where `spend` has a frequency.
 * @throws LIFETIME_NO_CUSTOMERS, LIFETIME_SPEND_ALL_EQUAL.
 */
export function lognormalProblem<Parameter extends string>(
  names: readonly Parameter[],
  spend: LogSpendHistories,
): FitProblem<Parameter> {
  const totals = totalsOf(spend)
  refuseNoScatter(totals)
  const curvatureAt = prepareObjective(spend, totals.typical, names.length)
  const within = totals.repeats > 0 ? Math.sqrt(totals.scatter / totals.repeats) : totals.spread
  return {
    parameterNames: names,
    units: names.map((name) => (name === 'median' ? Math.exp(totals.typical) : 1)),
    slopeAt: curvatureAt,
    curvatureAt,
    starts: [totals.spread, within].map((between) =>
      [0, Math.log(between || 1), Math.log(within), 0].slice(0, names.length),
    ),
    customerCount: totals.customers,
    distinctRows: spend.observations.length,
    logLikelihoodOffset: -totals.logSpend,
  }
}

/** Sums over the customers with a spend. */
interface Totals {
  readonly customers: number
  /** Σ n·ȳ: what the logarithms take from the density of the spends. */
  readonly logSpend: number
  /** Σ S, and the Σ (n − 1) that it has to be divided by. */
  readonly scatter: number
  readonly repeats: number
  /** Mean of the customers' ȳ, and its spread. */
  readonly typical: number
  readonly spread: number
}

function totalsOf({ observations, meanLogSpend, squaredDeviations, weight }: LogSpendHistories): Totals {
  let [customers, logSpend, scatter, repeats, sum] = [0, 0, 0, 0, 0]
  observations.forEach((n, row) => {
    if (n === 0) return
    const count = weight?.[row] ?? 1
    customers += count
    logSpend += count * n * meanLogSpend[row]
    scatter += count * squaredDeviations[row]
    repeats += count * (n - 1)
    sum += count * meanLogSpend[row]
  })
  if (customers === 0) throw lifetimeError('LIFETIME_NO_CUSTOMERS', 'No customer has a spend.')
  const typical = sum / customers
  const squares = observations.reduce(
    (total, n, row) => total + (n === 0 ? 0 : (weight?.[row] ?? 1) * (meanLogSpend[row] - typical) ** 2),
    0,
  )
  return { customers, logSpend, scatter, repeats, typical, spread: Math.sqrt(squares / customers) }
}

/** Below this spread of their logarithms spends are equal but for rounding. */
const leastSpread = 1e-9

/** Without scatter within customers the likelihood would grow without end. */
function refuseNoScatter({ customers, scatter, repeats, spread }: Totals): void {
  const within = repeats > 0 ? Math.sqrt(scatter / repeats) : spread
  if (within > leastSpread) return
  const message =
    spread > leastSpread
      ? `Each of the ${customers} customers always spends the same.`
      : `All ${customers} customers spend the same.`
  throw lifetimeError(
    'LIFETIME_SPEND_ALL_EQUAL',
    message,
    { customers },
    {
      hint: 'Use the spend of each customer as it is: there is no chance in it to fit.',
    },
  )
}

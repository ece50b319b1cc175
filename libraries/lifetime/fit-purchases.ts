/** What the fits of all purchase models share: distinct rows, a time scale of its own, and refusals. */
import { collapse } from './collapse.ts'
import { lifetimeError } from './errors.ts'
import { fitByMaximumLikelihood, type FitProblem, type FitResult } from './fit.ts'
import type {
  FitOptions,
  FittedPurchaseModel,
  PurchaseHistories,
  PurchaseLikelihood,
  PurchaseModelName,
  WeightedHistories,
} from './model.ts'
import { startsFromSample } from './sampled-start.ts'

/**
 * Fits a purchase model: joins identical histories, measures time in mean ages meanwhile, and returns the parameters
 * in the unit of `histories`.
 *
 * @throws LIFETIME_NO_REPEAT_PURCHASES, LIFETIME_FIT_NOT_CONVERGED, LIFETIME_OPTION_INVALID,
 *   LIFETIME_PARAMETER_NOT_POSITIVE.
 */
export function fitPurchaseModel<Name extends PurchaseModelName, Parameter extends string>(
  likelihood: PurchaseLikelihood<Name, Parameter>,
  histories: PurchaseHistories,
  options: FitOptions = {},
): FittedPurchaseModel<Name, Parameter> {
  const { rows } = collapse(histories)
  const problem = problemOf(likelihood, rows)
  const isSampled = likelihood.isDear === true && options.start === undefined
  const near = isSampled ? startsFromSample(problem, rows, (sample) => problemOf(likelihood, sample)) : []
  const result = fitFromNear(problem, near, options)
  return Object.freeze({ model: likelihood.model, version: 1, timeUnit: histories.timeUnit, ...result })
}

/** The search from starts that are likely to be near, if any; from those of the problem where that leads nowhere. */
function fitFromNear<Parameter extends string>(
  problem: FitProblem<Parameter>,
  near: FitProblem<Parameter>['starts'],
  options: FitOptions,
): FitResult<Parameter> {
  if (near.length > 0) {
    const result = fitByMaximumLikelihood(
      { ...problem, starts: near },
      { ...options, allowUnconverged: true },
    )
    if (result.convergence.converged) return result
  }
  return fitByMaximumLikelihood(problem, options)
}

/**
 * The search for a purchase model's maximum on these histories, distinct rows joined and time measured in mean ages.
 *
 * @throws LIFETIME_NO_REPEAT_PURCHASES.
 */
export function purchaseProblem<Name extends PurchaseModelName, Parameter extends string>(
  likelihood: PurchaseLikelihood<Name, Parameter>,
  histories: PurchaseHistories,
): FitProblem<Parameter> {
  return problemOf(likelihood, collapse(histories).rows)
}

/** The same on rows that are distinct already. */
function problemOf<Name extends PurchaseModelName, Parameter extends string>(
  { parameterNames, timeParameters, rateParameters = [], ...likelihood }: PurchaseLikelihood<Name, Parameter>,
  rows: WeightedHistories,
): FitProblem<Parameter> {
  const customers = rows.weight.reduce((sum, weight) => sum + weight, 0)
  const repeats = weightedSum(rows, rows.repeatPurchases)
  if (repeats === 0) {
    const message = `None of the ${customers} customers bought again, so how often they buy cannot be told.`
    throw lifetimeError('LIFETIME_NO_REPEAT_PURCHASES', message, { count: customers })
  }
  const meanAge = weightedSum(rows, rows.age) / customers || 1
  const unitOf = (name: Parameter) => {
    if (timeParameters.includes(name)) return meanAge
    return rateParameters.includes(name) ? 1 / meanAge : 1
  }
  return {
    parameterNames,
    units: parameterNames.map(unitOf),
    ...likelihood.prepare(rescaled(rows, meanAge)),
    starts: likelihood
      .starts(repeats / customers)
      .map((start) => parameterNames.map((name) => Math.log(start[name]))),
    customerCount: customers,
    distinctRows: rows.age.length,
    // A density of x purchase times carries the unit of time to the power −x.
    logLikelihoodOffset: -repeats * Math.log(meanAge),
    advice: () => adviceFor(rows),
  }
}

/** The same histories in a longer unit. */
function rescaled(rows: WeightedHistories, unit: number): WeightedHistories {
  const divided = (column: Float64Array) => column.map((value) => value / unit)
  const { repeatPurchases, sumLogIntervals } = rows
  const ages = { lastPurchaseAge: divided(rows.lastPurchaseAge), age: divided(rows.age) }
  if (sumLogIntervals === undefined) return { ...rows, ...ages }
  const shortened = sumLogIntervals.map((sum, row) => sum - repeatPurchases[row] * Math.log(unit))
  return { ...rows, ...ages, sumLogIntervals: shortened }
}

function weightedSum({ weight }: WeightedHistories, column: Float64Array): number {
  return column.reduce((sum, value, row) => sum + value * weight[row], 0)
}

/** With fewer repeat customers than this, a failure is put down to them. */
const fewestRepeaters = 30

/** The likeliest cause of a failed fit that the data themselves give away. */
function adviceFor(rows: WeightedHistories): string {
  const repeaters = weightedSum(rows, rows.repeatPurchases.map(Math.sign))
  if (repeaters < fewestRepeaters) {
    return `Only ${repeaters} customers bought again: observe for longer, or fit with a penalty such as 0.01.`
  }
  const latest = rows.age.reduce((share, age, row) => Math.max(share, rows.lastPurchaseAge[row] / age), 0)
  if (latest < 1 / 6) {
    return 'No last purchase is anywhere near the end of observation: check that both ages are in the same unit.'
  }
  return 'A parameter runs off without end: try another model, or fit with a penalty such as 0.01.'
}

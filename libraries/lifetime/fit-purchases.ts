/** What the fits of all purchase models share: distinct rows, a time scale of its own, and refusals. */
import type { Curvature, Slope } from '#numerics/optimise.ts'
import { collapse, type WeightedHistories } from './collapse.ts'
import { lifetimeError } from './errors.ts'
import { fitByMaximumLikelihood } from './fit.ts'
import type { FitOptions, FittedPurchaseModel, PurchaseHistories, PurchaseModelName } from './model.ts'

/** A purchase model as its fit sees it. */
export interface PurchaseLikelihood<Name extends PurchaseModelName, Parameter extends string> {
  readonly model: Name
  readonly parameterNames: readonly Parameter[]
  /** Which parameters are times, and so change with the unit. */
  readonly timeParameters: readonly Parameter[]
  /** Parameters to start from, where time is measured in mean ages and customers make `rate` repeat purchases in one. */
  readonly starts: (rate: number) => readonly Readonly<Record<Parameter, number>>[]
  /** Prepares distinct rows for many evaluations at log-parameters in the order of `parameterNames`. */
  readonly prepare: (rows: WeightedHistories) => PurchaseObjective
}

/** Minus the mean log-likelihood per customer; see `FitProblem`. */
export interface PurchaseObjective {
  readonly slopeAt: (logParameters: readonly number[]) => Slope
  readonly curvatureAt?: (logParameters: readonly number[]) => Curvature
}

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
  options?: FitOptions,
): FittedPurchaseModel<Name, Parameter> {
  const { rows } = collapse(histories)
  const customers = rows.weight.reduce((sum, weight) => sum + weight, 0)
  const repeats = weightedSum(rows, rows.repeatPurchases)
  if (repeats === 0) {
    const message = `None of the ${customers} customers bought again, so how often they buy cannot be told.`
    throw lifetimeError('LIFETIME_NO_REPEAT_PURCHASES', message, { customers })
  }
  const meanAge = weightedSum(rows, rows.age) / customers || 1
  const { parameterNames, timeParameters } = likelihood
  const result = fitByMaximumLikelihood(
    {
      parameterNames,
      units: parameterNames.map((name) => (timeParameters.includes(name) ? meanAge : 1)),
      ...likelihood.prepare(rescaled(rows, meanAge)),
      starts: likelihood
        .starts(repeats / customers)
        .map((start) => parameterNames.map((name) => Math.log(start[name]))),
      customerCount: customers,
      distinctRows: rows.age.length,
      // A density of x purchase times carries the unit of time to the power −x.
      logLikelihoodOffset: -repeats * Math.log(meanAge),
      advice: () => adviceFor(rows),
    },
    options,
  )
  return Object.freeze({ model: likelihood.model, version: 1, timeUnit: histories.timeUnit, ...result })
}

/** The same histories in a longer unit. */
function rescaled(rows: WeightedHistories, unit: number): WeightedHistories {
  const divided = (column: Float64Array) => column.map((value) => value / unit)
  return { ...rows, lastPurchaseAge: divided(rows.lastPurchaseAge), age: divided(rows.age) }
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

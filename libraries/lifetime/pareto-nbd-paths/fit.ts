/** Fits Pareto/NBD with covariates that change over time. */
import type { TimeUnit } from '#kernel/time.ts'
import { withCentring, withoutCentring } from '../covariates/centring.ts'
import type { CovariateFitOptions } from '../covariates/fit.ts'
import { type Design, designOf } from '../covariates/design.ts'
import { effectsOf, type CovariateEffect } from '../covariates/effects.ts'
import { checkedCoefficientPenalty } from '../covariates/penalty.ts'
import { fitByMaximumLikelihood, type FitProblem } from '../fit.ts'
import { purchaseProblem } from '../fit-purchases.ts'
import type { Fitted } from '../model.ts'
import { paretoNbdLikelihood } from '../pareto-nbd/fit.ts'
import { pathCurvature } from './curvature.ts'
import type { CustomersOnPaths } from './paths.ts'
import { pathRows } from './rows.ts'
import { periodKinds, segmentsOf, timeByKind } from './segments.ts'

/** A fitted Pareto/NBD on paths. Its four first parameters hold where all covariates are 0. */
export interface FittedOnPaths extends Fitted<'pareto-nbd-paths', string> {
  readonly timeUnit: TimeUnit
  /** Names of the parameters that multiply covariates and may be negative. */
  readonly coefficients: readonly string[]
  readonly effects: readonly CovariateEffect[]
}

/** Options of a fit on paths; see `CovariateFitOptions`. */
export type PathFitOptions = Omit<CovariateFitOptions, 'dropoutLink'>

/**
 * Fits Pareto/NBD with covariates that change over time by maximum likelihood, exactly: no hypergeometric function, and
 * an analytic Hessian.
 *
 * @returns Coefficients are named `purchase.x`, `dropout.x` and `both.x`; a positive one means more frequent purchases,
 *   sooner dropouts.
 * @throws LIFETIME_COVARIATE_CONSTANT, LIFETIME_COVARIATES_COLLINEAR, LIFETIME_COVARIATE_MISSING,
 *   LIFETIME_COVARIATE_OFF_CENTRE, LIFETIME_NO_REPEAT_PURCHASES, LIFETIME_FIT_NOT_CONVERGED, LIFETIME_OPTION_INVALID.
 * @see Bachmann, Meierer & Näf (2021), "The Role of Time-Varying Contextual Factors in Latent Attrition Models for
 *   Customer Base Analysis", Marketing Science 40(4).
 */
export function fitParetoNbdOnPaths(
  customers: CustomersOnPaths,
  options: PathFitOptions = {},
): FittedOnPaths {
  const { histories, covariates } = customers
  const effects = covariates === null ? [] : effectsOf('pareto-nbd', covariates, options)
  const penalty = checkedCoefficientPenalty(options.coefficientPenalty)
  const { problem, plain, design } = pathProblem(customers, effects)
  const { start, ...others } = options
  const centred = { effects, design }
  const result = fitByMaximumLikelihood(
    { ...problem, penalties: [...plain.units.map(() => 0), ...effects.map(() => penalty)] },
    start === undefined ? others : { ...others, start: withCentring(start, plain.parameterNames, centred) },
  )
  return Object.freeze({
    ...withoutCentring(result, centred),
    model: 'pareto-nbd-paths' as const,
    version: 1 as const,
    timeUnit: histories.timeUnit,
    coefficients: Object.freeze(effects.map(({ coefficient }) => coefficient)),
    effects,
  })
}

/** The likelihood as it is searched: about the means of the covariates, each in its standard deviation. */
export function pathProblem(
  customers: CustomersOnPaths,
  effects: readonly CovariateEffect[],
): { readonly problem: FitProblem<string>; readonly plain: FitProblem<string>; readonly design: Design } {
  const plain = purchaseProblem(paretoNbdLikelihood, customers.histories)
  const design = pathDesign(customers, effects)
  const rows = pathRows(customers, effects, { measure: design, unit: plain.units[1] })
  const coefficients = effects.map(({ coefficient }) => coefficient)
  const curvatureAt = (point: readonly number[]) => pathCurvature(rows, point)
  const problem = {
    ...plain,
    curvatureAt,
    slopeAt: curvatureAt,
    parameterNames: [...plain.parameterNames, ...coefficients],
    coefficients,
    units: [...plain.units, ...design.columnOf.map((column) => 1 / design.columns[column].deviation)],
    starts: plain.starts.map((point) => [...point, ...effects.map(() => 0)]),
    distinctRows: customers.histories.age.length,
  }
  return { problem, plain, design }
}

/** Means and deviations of the covariates over the time that customers spent under observation. */
function pathDesign(customers: CustomersOnPaths, effects: readonly CovariateEffect[]): Design {
  const { histories, covariates } = customers
  if (covariates === null) return { columns: [], columnOf: [] }
  const { kindOf, examples } = periodKinds(customers)
  const from = new Float64Array(histories.age.length)
  const segments = segmentsOf(customers, kindOf, { from, to: histories.age, joined: true })
  const time = timeByKind(segments, histories.weight ?? from.map(() => 1), examples.length)
  const seen = examples.filter((_, kind) => time[kind] > 0)
  const column = ({ name, values }: { readonly name: string; readonly values: Float64Array }) => ({
    name,
    values: Float64Array.from(seen, (period) => values[period]),
  })
  const observed = {
    customers: seen.length,
    purchase: covariates.purchase.map(column),
    dropout: covariates.dropout.map(column),
  }
  return designOf(
    effects,
    observed,
    time.filter((spent) => spent > 0),
  )
}

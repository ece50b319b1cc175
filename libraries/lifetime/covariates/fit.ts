/** Fits BG/NBD, MBG/NBD and Pareto/NBD with covariates that stay as they are. */
import type { TimeUnit } from '#kernel/time.ts'
import { betaGeometricLikelihood } from '../beta-geometric/fit.ts'
import { betaGeometricRows } from '../beta-geometric/row-curvature.ts'
import { collapse, distinctRows, picked, type DistinctRows } from '../collapse.ts'
import { fitByMaximumLikelihood, type FitProblem } from '../fit.ts'
import { purchaseProblem } from '../fit-purchases.ts'
import { selectRows } from '../history-rows.ts'
import type {
  Fitted,
  FitOptions,
  PurchaseHistories,
  PurchaseLikelihood,
  WeightedHistories,
} from '../model.ts'
import { paretoNbdLikelihood } from '../pareto-nbd/fit.ts'
import { paretoNbdRows } from '../pareto-nbd/row-curvature.ts'
import { parameterCount, type Cells } from './cells.ts'
import { withCentring, withoutCentring } from './centring.ts'
import { checkSameCustomers, type CustomerCovariates } from './covariates.ts'
import { designOf, distinctCombinations, type Design } from './design.ts'
import { effectsOf, type CovariateEffect, type CovariateModelName, type EffectOptions } from './effects.ts'
import { covariateObjective } from './objective.ts'
import { checkedCoefficientPenalty } from './penalty.ts'
import { plainCells, pickedRows } from './plain-cells.ts'

/** A fitted model with covariates. Its four first parameters are those of a customer all of whose covariates are 0. */
export interface FittedWithCovariates<Model extends CovariateModelName = CovariateModelName> extends Fitted<
  `${Model}-covariates`,
  string
> {
  /** The model that each customer follows, with parameters of their own. */
  readonly plainModel: Model
  readonly timeUnit: TimeUnit
  /** Names of the parameters that multiply covariates and may be negative. */
  readonly coefficients: readonly string[]
  readonly effects: readonly CovariateEffect[]
}

/** Customers as a model with covariates sees them, one entry each in the same order. */
export interface CustomersWithCovariates {
  readonly histories: PurchaseHistories
  readonly covariates: CustomerCovariates
}

/** Options of a fit with covariates. */
export interface CovariateFitOptions extends FitOptions, EffectOptions {
  /**
   * Weight of an L2 penalty on the coefficients, each per standard deviation of its covariate: minus the mean
   * log-likelihood grows by w·Σ(γ·deviation)². The log-likelihood, the information criteria and the standard errors of
   * the fit stay those of the data.
   */
  readonly coefficientPenalty?: number
}

/**
 * Fits a model with covariates by maximum likelihood.
 *
 * @returns Parameters in the unit of the histories; coefficients are named `purchase.x`, `dropout.x` (`a.x` and `b.x`
 *   with separate links) and `both.x`, and multiply the covariate as it was given. A positive one means more frequent
 *   purchases, sooner dropouts.
 * @throws LIFETIME_LENGTHS_DIFFER, LIFETIME_COVARIATE_CONSTANT, LIFETIME_COVARIATES_COLLINEAR,
 *   LIFETIME_COVARIATE_MISSING, LIFETIME_COVARIATE_OFF_CENTRE, LIFETIME_NO_REPEAT_PURCHASES,
 *   LIFETIME_FIT_NOT_CONVERGED, LIFETIME_OPTION_INVALID.
 * @see Fader & Hardie (2007), "Incorporating Time-Invariant Covariates into the Pareto/NBD and BG/NBD Models".
 */
export function fitWithCovariates<Model extends CovariateModelName>(
  plainModel: Model,
  { histories, covariates }: CustomersWithCovariates,
  options: CovariateFitOptions = {},
): FittedWithCovariates<Model> {
  checkSameCustomers(covariates, histories.age.length)
  const effects = effectsOf(plainModel, covariates, options)
  const { problem, plain, design } = covariateProblem(
    { plainModel, effects },
    { histories, covariates },
    checkedCoefficientPenalty(options.coefficientPenalty),
  )
  const { start, ...others } = options
  const result = fitByMaximumLikelihood(problem, {
    ...others,
    ...(start === undefined ? {} : { start: withCentring(start, plain.parameterNames, { effects, design }) }),
  })
  return Object.freeze({
    ...withoutCentring(result, { effects, design }),
    model: `${plainModel}-covariates` as const,
    version: 1 as const,
    plainModel,
    timeUnit: histories.timeUnit,
    coefficients: Object.freeze(effects.map(({ coefficient }) => coefficient)),
    effects,
  })
}

/** Which model, and how covariates bear on it. */
export interface CovariateLaw {
  readonly plainModel: CovariateModelName
  readonly effects: readonly CovariateEffect[]
}

/**
 * The search for the maximum, in centred and standardised covariates.
 *
 * @param penalty - Weight of an L2 penalty on the coefficients.
 */
export function covariateProblem(
  { plainModel, effects }: CovariateLaw,
  { histories, covariates }: CustomersWithCovariates,
  penalty: number,
): { readonly problem: FitProblem<string>; readonly plain: FitProblem<string>; readonly design: Design } {
  const design = designOf(effects, covariates, histories.weight)
  const plain = plainProblem(plainModel, histories)
  const rows = distinctCustomers(histories, design, plain.units[1])
  return { problem: problemOf(plain, { plainModel, effects, design, rows, penalty }), plain, design }
}

/** The plain model's starts and units; its objective is not prepared, since another one takes its place. */
function plainProblem(plainModel: CovariateModelName, histories: PurchaseHistories): FitProblem<string> {
  const likelihood = likelihoods[plainModel] as PurchaseLikelihood
  return purchaseProblem(
    { ...likelihood, prepare: () => ({ slopeAt: () => ({ value: NaN, gradient: [] }) }) },
    histories,
  )
}

const likelihoods = {
  'bg-nbd': betaGeometricLikelihood({ model: 'bg-nbd', earlyDropouts: 0 }),
  'mbg-nbd': betaGeometricLikelihood({ model: 'mbg-nbd', earlyDropouts: 1 }),
  'pareto-nbd': paretoNbdLikelihood,
} as const

/** Distinct customers: equal ones joined, time rescaled, and which cell of equal covariates each is in. */
interface DistinctCustomers {
  readonly rows: WeightedHistories
  /** Standardised covariates of each row. */
  readonly columns: readonly Float64Array[]
  readonly cellOf: DistinctRows
}

function distinctCustomers(histories: PurchaseHistories, design: Design, unit: number): DistinctCustomers {
  const all = weighted(histories, unit)
  const customers = all.age.length
  if (tellsCustomersApart(design, customers)) {
    const each = Int32Array.from({ length: customers }, (_, row) => row)
    return { rows: all, columns: standardised(design, each), cellOf: { places: each, firsts: each } }
  }
  const cells = distinctCombinations(design.columns.map((column) => column.values))
  const { rowOf } = collapse(histories)
  const pairs = distinctRows([Float64Array.from(cells.places), Float64Array.from(rowOf)])
  const weight = new Float64Array(pairs.firsts.length)
  for (let row = 0; row < customers; row++) weight[pairs.places[row]] += all.weight[row]
  return {
    rows: { ...selectRows(all, pairs.firsts), weight },
    columns: standardised(design, pairs.firsts),
    cellOf: distinctRows([Float64Array.from(pairs.firsts, (first) => cells.places[first])]),
  }
}

/** So many customers are looked at to see whether covariates tell nearly all of them apart. */
const customersLookedAt = 20_000

/** Whether to join equal customers would cost more than it saves. */
function tellsCustomersApart({ columns }: Design, customers: number): boolean {
  const stride = Math.ceil(customers / customersLookedAt)
  const some = Int32Array.from({ length: Math.floor(customers / stride) }, (_, i) => i * stride)
  const { firsts } = distinctCombinations(columns.map(({ values }) => picked(values, some)))
  return firsts.length > 0.9 * some.length
}

function standardised({ columns }: Design, rows: Int32Array): Float64Array[] {
  return columns.map(({ values, mean, deviation }) => {
    const column = new Float64Array(rows.length)
    for (let i = 0; i < rows.length; i++) column[i] = (values[rows[i]] - mean) / deviation
    return column
  })
}

function weighted({ timeUnit, ...columns }: PurchaseHistories, unit: number): WeightedHistories {
  return {
    timeUnit,
    repeatPurchases: columns.repeatPurchases,
    lastPurchaseAge: columns.lastPurchaseAge.map((value) => value / unit),
    age: columns.age.map((value) => value / unit),
    weight: columns.weight ?? new Float64Array(columns.age.length).fill(1),
  }
}

/** What a search with covariates is made of. */
interface CovariateSearch extends CovariateLaw {
  readonly design: Design
  readonly rows: DistinctCustomers
  readonly penalty: number
}

/** The search in centred, standardised covariates, where no parameter stands for a customer far from all others. */
function problemOf(plain: FitProblem<string>, search: CovariateSearch): FitProblem<string> {
  const { effects, design, rows, penalty } = search
  const coefficients = effects.map(({ coefficient }) => coefficient)
  const problem = {
    ...plain,
    ...objectiveOf(search),
    parameterNames: [...plain.parameterNames, ...coefficients],
    coefficients,
    units: [...plain.units, ...design.columnOf.map((column) => 1 / design.columns[column].deviation)],
    penalties: [...plain.units.map(() => 0), ...effects.map(() => penalty)],
    starts: plain.starts.map((start) => [...start, ...effects.map(() => 0)]),
    distinctRows: rows.rows.age.length,
  }
  return { ...problem, starts: [...startsFromSample(problem, search), ...problem.starts] }
}

/** With at least so many rows a cell, cells are prepared as plain models are; with fewer, row by row. */
const rowsOfACell = 8

function objectiveOf({ plainModel, effects, design, rows }: CovariateSearch) {
  const customers = rows.rows.weight.reduce((sum, weight) => sum + weight, 0)
  const grouped = rows.cellOf.firsts.length * rowsOfACell <= rows.rows.age.length
  const cells = grouped
    ? plainCells(likelihoods[plainModel].prepare, rows.rows, rows.cellOf)
    : rowCells(plainModel, rows.rows)
  const columns = grouped ? rows.columns.map((column) => picked(column, rows.cellOf.firsts)) : rows.columns
  const directions = effects.map(({ direction }, i) => ({ column: design.columnOf[i], direction }))
  return covariateObjective(cells, { columns, effects: directions }, customers)
}

function rowCells(plainModel: CovariateModelName, rows: WeightedHistories): Cells {
  if (plainModel === 'pareto-nbd') return paretoNbdRows(rows)
  return betaGeometricRows({ model: plainModel, earlyDropouts: plainModel === 'bg-nbd' ? 0 : 1 }, rows)
}

/** Three times as many rows as this are searched from the summit of a sample: a start so close saves most passes. */
const rowsOfASample = 20_000

function startsFromSample(problem: FitProblem<string>, search: CovariateSearch): readonly number[][] {
  const { rows, columns, cellOf } = search.rows
  const stride = Math.floor(rows.age.length / rowsOfASample)
  if (stride < 3) return []
  const at = Int32Array.from({ length: Math.floor(rows.age.length / stride) }, (_, i) => i * stride)
  const cells = Float64Array.from(at, (row) => cellOf.places[row])
  const sample = {
    rows: pickedRows(rows, at),
    columns: columns.map((column) => picked(column, at)),
    cellOf: distinctRows([cells]),
  }
  const sampled = { ...problem, ...objectiveOf({ ...search, rows: sample }) }
  const { parameters, convergence } = fitByMaximumLikelihood(sampled, { allowUnconverged: true })
  const point = problem.parameterNames.map((name, i) => {
    const value = parameters[name] / problem.units[i]
    return i < parameterCount ? Math.log(value) : value
  })
  // A sample may lack what all rows have, and run off for want of it.
  return convergence.converged && point.every((value) => Math.abs(value) < 10) ? [point] : []
}

/**
 * Customers whom covariates tell apart one by one, gathered by what an active customer's future depends on: x and the
 * parameters as the history has updated them. Covariates and age come into it together, as α·e^(−γz) + T, so that there are
 * far fewer different futures than customers, and the more customers the fewer for each.
 */
import { distinctRows, type DistinctRows, groupRows } from '../collapse.ts'
import { rowOf } from '../history-rows.ts'
import type { AnyFittedPurchaseModel, PurchaseHistories, PurchaseModel } from '../model.ts'
import { purchaseModel } from '../models.ts'
import type { ParameterDecision } from '../outlook/outlook.ts'
import { type PlainMixture, predictiveAs, predictiveOf, probes } from '../outlook/predictive.ts'
import type { PredictiveOptions } from '../outlook/predictive.ts'
import { orderRows } from '../outlook/row-order.ts'
import { parameterCount } from './cells.ts'
import { type CustomerCovariates, valuesOf } from './covariates.ts'
import { distinctCombinations } from './design.ts'
import type { FittedWithCovariates } from './fit.ts'
import { plainFitWithErrors } from './profile.ts'

/** Rows with as good as the same future while active. */
export interface FutureCell {
  /** Places of the rows. */
  readonly rows: Int32Array
  /** The one of them that lies nearest the middle: its future is that of all. */
  readonly middle: number
}

/** Customers in cells. */
export interface FutureCells {
  readonly cells: readonly FutureCell[]
  readonly model: PurchaseModel
  /** ln θ of each row, parameter by parameter. */
  readonly logParameters: readonly Float64Array[]
  /** ln of the same as the history has updated them: α + T in place of α. */
  readonly updated: readonly Float64Array[]
  /** The plain fit of a row, with its covariance. */
  readonly plainOf: (row: number) => AnyFittedPurchaseModel
}

/** With more different covariates than this, customers share futures; with fewer each combination is a kind of its own. */
export const mostKinds = 1000

/** Updated parameters within a cell are the same but for this; the means are corrected for what remains of it. */
const updatedWidth = 0.05

/** The parameters themselves but for this, so that the doubt about coefficients, which grows with a covariate, is alike. */
const ownWidth = 0.25

/** Parameters that are rates over time: the age is added to them. */
const overTime: ReadonlySet<string> = new Set(['alpha', 'beta'])

/** Whether there are so many different covariates that customers are to share futures. */
export function areAllDifferent(
  { effects }: FittedWithCovariates,
  covariates: CustomerCovariates,
  most = mostKinds,
): boolean {
  if (covariates.customers <= most) return false
  const columns = effects.map(({ process, covariate }) => valuesOf(covariates, process, covariate))
  return distinctCombinations([...new Set(columns)]).firsts.length > most
}

/**
 * @param histories - One entry for each customer of `covariates`.
 * @returns Cells in order of first appearance; every row is in one.
 */
export function futureCells(
  fitted: FittedWithCovariates,
  covariates: CustomerCovariates,
  histories: PurchaseHistories,
): FutureCells {
  const model = purchaseModel(fitted.plainModel)
  const columns = fitted.effects.map(({ process, covariate }) => valuesOf(covariates, process, covariate))
  const logParameters = logParametersOf(fitted, columns)
  const updated = logParameters.map((column, p) =>
    overTime.has(model.parameterNames[p])
      ? column.map((log, row) => Math.log(Math.exp(log) + histories.age[row]))
      : column,
  )
  const { starts, order } = groupRows(cellOf(histories, { logParameters, updated }))
  return {
    cells: Array.from({ length: starts.length - 1 }, (_, cell) => {
      const rows = order.subarray(starts[cell], starts[cell + 1])
      return { rows, middle: middleOf(rows, updated, histories.weight) }
    }),
    model,
    logParameters,
    updated,
    plainOf: (row) =>
      plainFitWithErrors(
        fitted,
        columns.map((column) => column[row]),
      ),
  }
}

/** The rows of one cell, and the fits that are mixed for the one in its middle. */
export interface CellMixture {
  readonly cell: FutureCell
  readonly mixture: PlainMixture
}

/** P(active) of a cell's rows under each fit of the mixture, each at its own parameters. */
export function activeInCell(
  { cell: { rows, middle }, mixture: { fits } }: CellMixture,
  { model, logParameters }: FutureCells,
  histories: PurchaseHistories,
): readonly Float64Array[] {
  const own = Array.from(rows, (row) => rowOf(histories, row))
  return fits.map((fit) => {
    const active = new Float64Array(rows.length)
    // A fit that is mixed lies as far from a row's parameters as from those in the middle.
    const parameters: Record<string, number> = { ...fit.parameters }
    const factors = model.parameterNames.map(
      (name, p) => parameters[name] / Math.exp(logParameters[p][middle]),
    )
    // One document whose numbers change from row to row: a new one for each would be most of the work.
    const changing = { ...fit, parameters } as AnyFittedPurchaseModel
    for (let i = 0; i < rows.length; i++) {
      for (let p = 0; p < factors.length; p++) {
        parameters[model.parameterNames[p]] = factors[p] * Math.exp(logParameters[p][rows[i]])
      }
      active[i] = model.probabilityActive(changing, own[i])[0]
    }
    return active
  })
}

/** What is to be predicted of every row. */
export type CellsPrediction = Pick<PredictiveOptions, 'horizon' | 'spend' | 'makeSpendTables'>

/**
 * Whether the parameters' uncertainty counts, by rows evenly spread over all: one decision for the base, as for a plain one.
 */
export function decisionOfCells(
  cells: FutureCells,
  histories: PurchaseHistories,
  prediction: CellsPrediction,
): ParameterDecision {
  const { repeatPurchases, age, lastPurchaseAge } = histories
  const order = orderRows([repeatPurchases, age, lastPurchaseAge, ...cells.logParameters])
  const count = Math.min(probes, order.length)
  const decisions = Array.from({ length: count }, (_, i) => {
    const row = order[Math.floor(((i + 0.5) / count) * order.length)]
    const { uncertainty, effect } = predictiveOf(aboutRow(cells, { row, histories, prediction }))
    return { uncertainty, effect }
  })
  return decisions.reduce((most, each) => (Number(each.effect) > Number(most.effect) ? each : most))
}

/** The mixture of the row in a cell's middle. */
export function mixtureOfCell(
  cells: FutureCells,
  cell: FutureCell,
  about: Pick<AboutRow, 'histories' | 'prediction'> & { readonly decision: ParameterDecision },
): PlainMixture {
  return predictiveAs(aboutRow(cells, { ...about, row: cell.middle }), about.decision).mixture
}

interface AboutRow {
  readonly row: number
  readonly histories: PurchaseHistories
  readonly prediction: CellsPrediction
}

function aboutRow(
  { plainOf }: FutureCells,
  { row, histories, prediction: { spend, ...asked } }: AboutRow,
): PredictiveOptions {
  return {
    ...asked,
    fitted: plainOf(row),
    histories: rowOf(histories, row),
    order: Uint32Array.of(0),
    ...(spend !== undefined && {
      spend: { model: spend.model, observations: spend.observations.subarray(row, row + 1) },
    }),
  }
}

function logParametersOf(
  { effects, parameters }: FittedWithCovariates,
  columns: readonly Float64Array[],
): readonly Float64Array[] {
  const names = Object.keys(parameters)
  return Array.from({ length: parameterCount }, (_, p) => {
    const logs = new Float64Array(columns[0].length).fill(Math.log(parameters[names[p]]))
    effects.forEach(({ direction, coefficient }, j) => {
      const by = direction[p] * parameters[coefficient]
      if (by !== 0) for (let row = 0; row < logs.length; row++) logs[row] += by * columns[j][row]
    })
    return logs
  })
}

/** Which cell each row is in: rows of the same x whose parameters round to the same. */
function cellOf(
  { repeatPurchases }: PurchaseHistories,
  { logParameters, updated }: Pick<FutureCells, 'logParameters' | 'updated'>,
): DistinctRows {
  const rounded = [
    ...updated.map((column) => [column, updatedWidth] as const),
    ...logParameters.map((column) => [column, ownWidth] as const),
  ]
  let cells = distinctRows([repeatPurchases])
  for (const [column, width] of rounded) {
    // Not −0, which is another key than 0.
    const steps = column.map((log) => Math.round(log / width) + 0)
    cells = distinctRows([Float64Array.from(cells.places), steps])
  }
  return cells
}

/** The row nearest the mean of all, in the parameters as updated. */
function middleOf(rows: Int32Array, updated: readonly Float64Array[], weight?: Float64Array): number {
  const means = updated.map((column) => {
    let [total, sum] = [0, 0]
    for (const row of rows) {
      const customers = weight?.[row] ?? 1
      total += customers
      sum += customers * column[row]
    }
    return sum / total
  })
  let [nearest, least] = [rows[0], Infinity]
  for (const row of rows) {
    let away = 0
    for (let p = 0; p < updated.length; p++) away += (updated[p][row] - means[p]) ** 2
    const isTie = Math.abs(away - least) <= asGoodAsEqual
    if (isTie ? isBefore(updated, row, nearest) : away < least) [nearest, least] = [row, away]
  }
  return nearest
}

/** Two rows are equally far from their mean but for rounding: which is taken must not depend on the order of the rows. */
const asGoodAsEqual = 1e-12

function isBefore(columns: readonly Float64Array[], one: number, other: number): boolean {
  const differing = columns.find((column) => column[one] !== column[other])
  return differing !== undefined && differing[one] < differing[other]
}

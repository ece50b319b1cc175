/** Scores of customers whom covariates tell apart one by one: futures are shared, what is said of each is their own. */
import { inUnit } from '#kernel/time.ts'
import { customerOf } from '../history-rows.ts'
import { activeMeansOf, type ActiveMeans, type MeansOptions } from '../outlook/active-means.ts'
import { checkScoreOptions, usualLevel } from '../outlook/check-options.ts'
import { discountRateIn } from '../outlook/discount.ts'
import { tabulateFuture } from '../outlook/future-table.ts'
import { fillGroup } from '../outlook/group-scores.ts'
import type { ScoreOptions, Scores } from '../outlook/outlook.ts'
import { blankScores, readerOfRows } from '../outlook/score-rows.ts'
import { sharedSpendTables } from '../outlook/spend-table.ts'
import {
  activeInCell,
  decisionOfCells,
  type FutureCell,
  type FutureCells,
  futureCells,
  mixtureOfCell,
} from './future-cells.ts'
import type { CustomerCovariates } from './covariates.ts'
import type { FittedWithCovariates } from './fit.ts'

/** {@link ScoreOptions} of rows that differ in their covariates too. */
export interface CovariateScoreOptions extends Omit<ScoreOptions, 'fitted'> {
  readonly fitted: FittedWithCovariates
  /** One entry for each row. */
  readonly covariates: CustomerCovariates
}

/**
 * Scores every row by the future of its cell. P(active) is each row's own, exactly; what an active customer is expected to
 * do is corrected to first order for how far the row lies from the middle of its cell, intervals of value with it.
 */
export function scoreByCells(options: CovariateScoreOptions): Scores {
  const { fitted, covariates, rows, spend, horizon: duration, discountRatePerYear } = options
  const { histories, spendObservations } = rows
  const cells = futureCells(fitted, covariates, histories)
  checkScoreOptions({ ...options, fitted: cells.plainOf(0) })
  const horizon = inUnit(duration, fitted.timeUnit)
  const discountRate = discountRateIn(fitted.timeUnit, discountRatePerYear)
  const makeSpendTables = sharedSpendTables()
  const prediction = { horizon, spend: { model: spend, observations: spendObservations }, makeSpendTables }
  const decision = decisionOfCells(cells, histories, prediction)
  const active = new Float64Array(covariates.customers)
  const scores = blankScores(
    { active, level: options.level ?? usualLevel, endless: discountRate > 0 },
    decision,
  )
  const shares: Float64Array[] = []
  for (const cell of cells.cells) {
    const mixture = mixtureOfCell(cells, cell, { histories, prediction, decision })
    const own = activeInCell({ cell, mixture }, cells, histories)
    own.forEach((column, line) => {
      shares[line] ??= new Float64Array(active.length)
      const weight = mixture.weights[line]
      for (let i = 0; i < column.length; i++) shares[line][cell.rows[i]] = weight * column[i]
    })
    own[own.length - 1].forEach((probability, i) => {
      active[cell.rows[i]] = probability
    })
    const customer = customerOf(histories, cell.middle)
    const future = tabulateFuture(mixture.model, mixture.fits, { customer, horizon })
    const asked = {
      model: mixture.model,
      fitted: mixture.fits[mixture.fits.length - 1],
      horizon,
      discountRate,
    }
    const means = activeMeansOf(asked, customer)
    const job = {
      mixture,
      sharesAt: readerOfRows(shares),
      spend,
      spendsFor: makeSpendTables(mixture.spends),
      spendObservations,
    }
    const group = Uint32Array.from(cell.rows).sort(
      (one, other) => spendObservations[one] - spendObservations[other],
    )
    fillGroup(scores, job, { group, future, means })
    correct(scores, cell, { cells, asked, repeatPurchases: customer.repeatPurchases })
  }
  return scores
}

/** How a row's means follow from those in the middle, to first order in the logarithms of the updated parameters. */
function correct(
  scores: Scores,
  { rows, middle }: FutureCell,
  {
    cells,
    asked,
    repeatPurchases,
  }: { readonly cells: FutureCells; readonly asked: MeansOptions; readonly repeatPurchases: number },
): void {
  if (rows.length === 1) return
  const { updated, model } = cells
  const slopes = model.parameterNames.map((_, p) =>
    rows.every((row) => updated[p][row] === updated[p][middle])
      ? flat
      : slopesOf(asked, { cells, middle, moved: p, repeatPurchases }),
  )
  for (const row of rows) {
    const away = (column: keyof ActiveMeans) =>
      Math.exp(
        slopes.reduce((sum, slope, p) => sum + slope[column] * (updated[p][row] - updated[p][middle]), 0),
      )
    const [purchases, discounted, endless] = [away('purchases'), away('discounted'), away('endless')]
    scores.expectedPurchases[row] *= purchases
    scores.purchasesVariance[row] *= purchases * purchases
    scores.discountedPurchases[row] *= discounted
    scores.valueMeanUnit[row] *= discounted
    scores.valueLowerUnit[row] *= discounted
    scores.valueUpperUnit[row] *= discounted
    if (scores.discountedPurchasesInfinite !== null) scores.discountedPurchasesInfinite[row] *= endless
    if (scores.valueInfiniteUnit !== null) scores.valueInfiniteUnit[row] *= endless
  }
}

const flat: ActiveMeans = { purchases: 0, discounted: 0, endless: 0 }

/** Over which the means are as good as straight lines in a log-parameter. */
const step = 0.02

/** d ln(means) / d ln(parameter), at the updated parameters in the middle of a cell. */
function slopesOf(
  asked: MeansOptions,
  { cells: { updated, model }, middle, moved, repeatPurchases }: SlopeOptions,
): ActiveMeans {
  // Updated parameters at age 0 are those of the age: the future of an active customer is the same.
  const customer = { repeatPurchases, lastPurchaseAge: 0, age: 0 }
  const at = (by: number) => {
    const parameters = model.parameterNames.map((name, p) => [
      name,
      Math.exp(updated[p][middle] + (p === moved ? by : 0)),
    ])
    const fitted = model.withParameters(Object.fromEntries(parameters), asked.fitted.timeUnit)
    return activeMeansOf({ ...asked, fitted }, customer)
  }
  const [above, below] = [at(step), at(-step)]
  const slope = (column: keyof ActiveMeans) =>
    above[column] > 0 && below[column] > 0 ? Math.log(above[column] / below[column]) / (2 * step) : 0
  return { purchases: slope('purchases'), discounted: slope('discounted'), endless: slope('endless') }
}

interface SlopeOptions {
  readonly cells: FutureCells
  readonly middle: number
  /** Which parameter. */
  readonly moved: number
  readonly repeatPurchases: number
}

/** The future of every row: means at the fitted parameters, intervals with parameters and chance together. */
import { inUnit } from '#kernel/time.ts'
import { customerOf } from '../history-rows.ts'
import type { ActiveCustomer, PurchaseHistories } from '../model.ts'
import { purchaseModel } from '../models.ts'
import { activeMeans, activeMeansOf, type ActiveMeans, type MeansOptions } from './active-means.ts'
import { checkScoreOptions, usualLevel } from './check-options.ts'
import { discountRateIn } from './discount.ts'
import { tabulateFuture } from './future-table.ts'
import { fillGroup } from './group-scores.ts'
import type { ParameterDecision, ScoreOptions, Scores } from './outlook.ts'
import { activeShares, predictiveOf } from './predictive.ts'
import type { Predictive, PredictiveOptions } from './predictive.ts'
import { runsOf } from './row-order.ts'
import { orderByFutures, runsOfFutures } from './shared-futures.ts'
import { latestSpendTables, type MakeSpendTables, spendTables } from './spend-table.ts'

/**
 * Scores distinct rows; a customer's own numbers follow from the row by one product (see `Scores`).
 *
 * An interval is for what will happen to one customer: a row's probabilities are mixed over the uncertainty of the
 * parameters, unless that was measured to be negligible. A purchase within the horizon is discounted in the mean
 * exactly, in the interval of the value by the mean discount of the purchases of active customers with this x and T.
 *
 * @returns n rows in the order given. A row does not depend on the others, but for the one decision told in
 *   `parameterUncertainty` and a relative 1e-10 of interpolation between very many ages.
 * @throws LIFETIME_HORIZON_INVALID, LIFETIME_OPTION_INVALID, LIFETIME_LENGTHS_DIFFER, LIFETIME_COUNT_NOT_WHOLE,
 *   LIFETIME_TIME_UNIT_MISMATCH
 */
export function scoreRows(options: ScoreOptions): Scores {
  // Most of what the decision tabulates is asked for again by the scores.
  return scoreRowsBy(options, latestSpendTables())
}

/** {@link scoreRows} with tables of spend that others may share. */
export function scoreRowsBy(options: ScoreOptions, makeSpendTables: MakeSpendTables): Scores {
  checkScoreOptions(options)
  const order = scoringOrder(options)
  const predictive = predictiveOf({ ...predictionOf(options, order), makeSpendTables })
  return scoresOf(options, order, { ...predictive, makeSpendTables })
}

/** The rows in the order in which they are scored: by x first. */
export function scoringOrder({ fitted, rows }: ScoreOptions): Uint32Array {
  return orderByFutures(purchaseModel(fitted), rows.histories, [rows.spendObservations])
}

/** What the mixture over the parameters is made of. */
export function predictionOf(
  { fitted, spend, rows, horizon }: ScoreOptions,
  order: Uint32Array,
): PredictiveOptions {
  const { histories, spendObservations } = rows
  return {
    fitted,
    spend: { model: spend, observations: spendObservations },
    histories,
    horizon: inUnit(horizon, fitted.timeUnit),
    order,
  }
}

/** Scores the rows in the order given, whose parameters are mixed as `predictive` says. */
export function scoresOf(
  options: ScoreOptions,
  order: Uint32Array,
  predictive: Predictive & Pick<PredictiveOptions, 'makeSpendTables'>,
): Scores {
  const { fitted, spend, rows } = options
  const { histories, spendObservations } = rows
  const horizon = inUnit(options.horizon, fitted.timeUnit)
  const discountRate = discountRateIn(fitted.timeUnit, options.discountRatePerYear)
  const { repeatPurchases } = histories
  const { mixture } = predictive
  const active = mixture.model.probabilityActive(fitted, histories)
  const scores = blankScores(
    { active, level: options.level ?? usualLevel, endless: discountRate > 0 },
    predictive,
  )
  const sharesAt = readerOfRows(activeShares(mixture, histories))
  const spendsFor = (predictive.makeSpendTables ?? spendTables)(mixture.spends)
  const job = { mixture, sharesAt, spend, spendsFor, spendObservations }
  const asked = { model: mixture.model, fitted, horizon, discountRate }
  for (const run of runsOf(order, repeatPurchases)) {
    const groups = runsOfFutures(mixture.model, histories, run)
    const meansOf = meansOfRun(asked, histories, { run, groups })
    for (const group of groups) {
      const customer = customerOf(histories, group[0])
      const future = tabulateFuture(mixture.model, mixture.fits, { customer, horizon })
      fillGroup(scores, job, { group, future, means: meansOf(customer) })
    }
  }
  return scores
}

/** Reads a row across columns, into one place for all rows. */
export function readerOfRows(columns: readonly Float64Array[]): (row: number) => Float64Array {
  const own = new Float64Array(columns.length)
  return (row) => {
    for (let line = 0; line < own.length; line++) own[line] = columns[line][row]
    return own
  }
}

/** What customers of one x, in order of age, are expected to do while active. */
function meansOfRun(
  asked: MeansOptions,
  { repeatPurchases, age }: PurchaseHistories,
  { run, groups }: { readonly run: Uint32Array; readonly groups: readonly Uint32Array[] },
): (customer: ActiveCustomer) => ActiveMeans {
  if (asked.model.whileActive.dependsOnLastPurchase) return (customer) => activeMeansOf(asked, customer)
  const range = { from: age[run[0]], to: age[run[run.length - 1]], count: groups.length }
  const means = activeMeans({ ...asked, repeatPurchases: repeatPurchases[run[0]] }, range)
  return (customer) => means(customer.age)
}

/** Columns to be filled, with what is known of the base as a whole. */
export function blankScores(
  {
    active,
    level,
    endless,
  }: { readonly active: Float64Array; readonly level: number; readonly endless: boolean },
  predictive: ParameterDecision,
): Scores {
  const column = () => new Float64Array(active.length)
  return {
    level,
    parameterUncertainty: predictive.uncertainty,
    parameterEffect: predictive.effect,
    probabilityActive: active,
    probabilityBuys: column(),
    expectedPurchases: column(),
    purchasesVariance: column(),
    purchasesLower: column(),
    purchasesUpper: column(),
    purchasesProbability: column(),
    discountedPurchases: column(),
    discountedPurchasesInfinite: endless ? column() : null,
    valueMeanUnit: column(),
    valueLowerUnit: column(),
    valueUpperUnit: column(),
    valueProbability: column(),
    valueInfiniteUnit: endless ? column() : null,
  }
}

/** What the whole base is expected to do within the horizon, and how sure that is, given the model. */
import { inUnit } from '#kernel/time.ts'
import type { PurchaseModelName } from '../model.ts'
import { canTellActive } from './can-tell-active.ts'
import { checkScoreOptions } from './check-options.ts'
import { discountRateIn } from './discount.ts'
import type { SpendParameters } from './expected-spend.ts'
import type { ScoreOptions, Scores } from './outlook.ts'
import { relativePurchaseVariance, relativeSpendVariance, type RowPrediction } from './parameter-spread.ts'
import { inverseSquareMoment } from './truncated-spend.ts'

/** Sums over the customers of each row, 0 where they have no spend observation; not read without a spend model. */
export interface SpendSums {
  /** Σ z̄ */
  readonly meanSpend: Float64Array
  /** Σ z̄² */
  readonly meanSpendSquare: Float64Array
}

/** The options of the scores, the scores themselves, and the sums of spend. */
export interface TotalsOptions extends ScoreOptions {
  readonly scores: Scores
  readonly spendSums: SpendSums
}

/** A total with what will come in 80 % of cases. */
export interface TotalEstimate {
  readonly mean: number
  readonly low: number
  readonly high: number
  /** Standard deviation of ln(total), parameters and chance together; 0 where the total is 0. */
  readonly logSpread: number
}

/** Totals of the base within the horizon. */
export interface BaseTotals {
  readonly customers: number
  /** Sum of P(active) over the customers of whom it can be told. */
  readonly active: number
  readonly activeCannotTell: number
  readonly expectedPurchases: TotalEstimate
  readonly value: TotalEstimate
  /** Mean without end; null where the discount rate is 0. */
  readonly valueInfinite: number | null
}

/** Standard normal quantile of .9. */
export const ninetiethPercentile = 1.2815515655446004

/**
 * Totals with 80 % intervals. Given the parameters customers are independent, so that their variances add up; the
 * parameters are common to all, and what they do to the total is measured at the cubature points (purchases) and by
 * the gradient (spend). The total is taken as log-normal with that mean and variance, hence never below 0.
 *
 * Without a spend model every purchase is worth the mean spend, and only the number of purchases varies.
 *
 * @throws as `scoreRows`
 */
export function totalsOf(options: TotalsOptions): BaseTotals {
  checkScoreOptions(options)
  const { fitted, rows } = options
  return totalsUnder(
    { ...options, plainModel: fitted.model },
    doubtBy(options, (parts, predict) =>
      relativePurchaseVariance({ fitted, histories: rows.histories, parts, predict }),
    ),
  )
}

/** Squared coefficient of variation, by the purchase model's parameters, of totals whose rows have these parts. */
export interface PurchaseDoubt {
  readonly purchases: (parts: Float64Array) => number
  /** Of discounted purchases. */
  readonly discounted: (parts: Float64Array) => number
}

/** The doubt where a plain model predicts the parts. */
export function doubtBy(
  {
    fitted,
    horizon,
    discountRatePerYear,
  }: Pick<ScoreOptions, 'horizon' | 'discountRatePerYear'> & {
    readonly fitted: Pick<ScoreOptions['fitted'], 'timeUnit'>
  },
  relative: (parts: Float64Array, predict: RowPrediction) => number,
): PurchaseDoubt {
  const ahead = inUnit(horizon, fitted.timeUnit)
  const rate = discountRateIn(fitted.timeUnit, discountRatePerYear)
  return {
    purchases: (parts) =>
      relative(parts, (model, point, histories) => model.expectedPurchases(point, histories, ahead)),
    discounted: (parts) =>
      relative(parts, (model, point, histories) =>
        model.discountedExpectedPurchases(point, histories, ahead, rate),
      ),
  }
}

/** What totals are summed from, whatever kind of fit is behind the scores. */
export interface ScoredTotals extends Pick<TotalsOptions, 'spend' | 'rows' | 'scores' | 'spendSums'> {
  readonly plainModel: PurchaseModelName
}

/** {@link totalsOf}, whatever the parameters do to a total. */
export function totalsUnder(options: ScoredTotals, doubt: PurchaseDoubt): BaseTotals {
  const { plainModel, rows, scores } = options
  const { histories } = rows
  const weight = histories.weight ?? new Float64Array(histories.age.length).fill(1)
  const canTell = (row: number) => canTellActive(plainModel, histories.repeatPurchases[row])
  const sum = (part: (row: number) => number) => weight.reduce((total, _, row) => total + part(row), 0)
  const customers = sum((row) => weight[row])
  return {
    customers,
    active: sum((row) => (canTell(row) ? weight[row] * scores.probabilityActive[row] : 0)),
    activeCannotTell: sum((row) => (canTell(row) ? 0 : weight[row])),
    expectedPurchases: purchasesTotal(options, weight, doubt),
    value: valueTotal(options, { weight, customers, doubt }),
    valueInfinite: infiniteTotal(options, weight),
  }
}

function purchasesTotal({ scores }: ScoredTotals, weight: Float64Array, doubt: PurchaseDoubt): TotalEstimate {
  const parts = scores.expectedPurchases.map((mean, row) => mean * weight[row])
  const relative = doubt.purchases(parts)
  const chance = scores.purchasesVariance.reduce((sum, variance, row) => sum + variance * weight[row], 0)
  return logNormalTotal(total(parts), { chance, relative })
}

function valueTotal(
  options: ScoredTotals,
  {
    weight,
    customers,
    doubt,
  }: { readonly weight: Float64Array; readonly customers: number; readonly doubt: PurchaseDoubt },
): TotalEstimate {
  const { scores, spend } = options
  const scales = scaleSums(options, weight)
  const parts = scores.valueMeanUnit.map((mean, row) => mean * scales.first[row])
  const relative = doubt.discounted(parts) + relativeSpendVariance(spend, valueAtSpend(options, weight))
  const chance = valueVariance(options, scales.second, customers)
  return logNormalTotal(total(parts), { chance, relative })
}

/** Per row, the sums of its customers' scales γ + m·z̄ and of their squares. */
function scaleSums(
  { spend, rows, spendSums }: ScoredTotals,
  weight: Float64Array,
): { first: Float64Array; second: Float64Array } {
  if (spend.kind === 'mean-spend') {
    const { meanSpend } = spend
    return { first: weight.map((w) => w * meanSpend), second: weight.map((w) => w * meanSpend ** 2) }
  }
  const { gamma } = spend.fitted.parameters
  const { spendObservations } = rows
  const { meanSpend, meanSpendSquare } = spendSums
  return {
    first: weight.map((w, row) => gamma * w + spendObservations[row] * meanSpend[row]),
    second: weight.map((w, row) => {
      const m = spendObservations[row]
      return gamma * gamma * w + 2 * gamma * m * meanSpend[row] + m * m * meanSpendSquare[row]
    }),
  }
}

/**
 * Sum of the customers' variances by chance. Given the spend rate ν, n purchases bring Gamma(p·n, ν), so that
 * E[V²] = D²·(p·E[N] + p²·E[N²])·E[1/ν²], with D the mean discount of a purchase.
 */
function valueVariance(
  { spend, rows, scores }: ScoredTotals,
  scaleSquares: Float64Array,
  customers: number,
): number {
  const shape = spend.kind === 'gamma-gamma' ? spend.fitted.parameters : undefined
  const inverseSquares = new Map<number, number>()
  return scaleSquares.reduce((sum, scaleSquare, row) => {
    const mean = scores.expectedPurchases[row]
    if (mean === 0) return sum
    const discount = (scores.discountedPurchases[row] / mean) ** 2
    const variance = scores.purchasesVariance[row]
    if (shape === undefined) return sum + scaleSquare * discount * variance
    const { p, q } = shape
    const c = p * rows.spendObservations[row] + q
    const inverseSquare = inverseSquares.get(c) ?? inverseSquareMoment(c, customers)
    inverseSquares.set(c, inverseSquare)
    const square = inverseSquare * discount * (p * mean + p * p * (variance + mean * mean))
    return sum + scaleSquare * Math.max(0, square - scores.valueMeanUnit[row] ** 2)
  }, 0)
}

/** Total value as a function of the spend parameters: the rows' sums are gathered by m once. */
function valueAtSpend(
  { rows, scores, spendSums }: ScoredTotals,
  weight: Float64Array,
): (parameters: SpendParameters) => number {
  const byObservations = new Map<number, { customers: number; meanSpend: number }>()
  scores.discountedPurchases.forEach((purchases, row) => {
    const m = rows.spendObservations[row]
    const known = byObservations.get(m) ?? { customers: 0, meanSpend: 0 }
    byObservations.set(m, {
      customers: known.customers + purchases * weight[row],
      meanSpend: known.meanSpend + purchases * spendSums.meanSpend[row],
    })
  })
  return ({ p, q, gamma }) => {
    let sum = 0
    for (const [m, { customers, meanSpend }] of byObservations) {
      sum += ((gamma * customers + m * meanSpend) * p) / (p * m + q - 1)
    }
    return sum
  }
}

function infiniteTotal(options: ScoredTotals, weight: Float64Array): number | null {
  const units = options.scores.valueInfiniteUnit
  if (units === null) return null
  const scales = scaleSums(options, weight).first
  return units.reduce((sum, unit, row) => sum + unit * scales[row], 0)
}

/** A total as a log-normal variable: variance by chance, and squared coefficient of variation by the parameters. */
function logNormalTotal(
  mean: number,
  { chance, relative }: { chance: number; relative: number },
): TotalEstimate {
  if (!(mean > 0)) return { mean, low: mean, high: mean, logSpread: 0 }
  const logVariance = Math.log1p(chance / mean ** 2 + relative)
  const logSpread = Math.sqrt(logVariance)
  const median = mean * Math.exp(-logVariance / 2)
  const reach = Math.exp(ninetiethPercentile * logSpread)
  return { mean, low: median / reach, high: median * reach, logSpread }
}

function total(parts: Float64Array): number {
  return parts.reduce((sum, part) => sum + part, 0)
}

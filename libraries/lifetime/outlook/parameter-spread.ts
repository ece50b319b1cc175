/** How far a total moves with the parameters, which all customers share. */
import { selectRows } from '../history-rows.ts'
import type { AnyFittedPurchaseModel, PurchaseHistories, PurchaseModel } from '../model.ts'
import { purchaseModel } from '../models.ts'
import type { SpendModel } from './outlook.ts'
import { purchasePoints, spendAxes } from './parameter-points.ts'
import { orderRows } from './row-order.ts'

/** With more rows than this, as many are drawn, each in proportion to its part of the total. */
const drawnRows = 500

/** Step in a log-parameter of spend over which a total is as good as linear. */
const smallStep = 1e-4

/** A total over rows, and how each row's part follows from the parameters. */
export interface RowTotal {
  readonly fitted: AnyFittedPurchaseModel
  readonly histories: PurchaseHistories
  /** Each row's part at the fitted parameters, ≥ 0. */
  readonly parts: Float64Array
  /** A customer's part, up to a factor that does not change with the parameters of the purchase model. */
  readonly predict: RowPrediction
}

/** A part of a total for each of some histories, under a plain fit. */
export type RowPrediction = (
  model: PurchaseModel,
  fitted: AnyFittedPurchaseModel,
  histories: PurchaseHistories,
) => Float64Array

/**
 * Squared coefficient of variation of a total by the purchase model's parameters: the mean squared relative change
 * over the cubature points; 0 where the fit has no covariance.
 */
export function relativePurchaseVariance({ fitted, histories, parts, predict }: RowTotal): number {
  const model = purchaseModel(fitted)
  const points = purchasePoints(model, fitted)
  return relativeVariance({
    histories,
    parts,
    points: [fitted, ...points],
    share: 1 / points.length,
    predict: (point, rows) => predict(model, point, selectRows(histories, rows)),
  })
}

/** A total at the fit and at points around it. */
export interface TotalAtPoints<Point> {
  readonly histories: PurchaseHistories
  /** Each row's part at the fit, ≥ 0. */
  readonly parts: Float64Array
  /** The fit, then pairs of points on opposite sides of it. */
  readonly points: readonly Point[]
  /** By how much a squared change at one point counts. */
  readonly share: number
  /** The parts of some rows, up to a factor that is the same at every point. */
  readonly predict: (point: Point, rows: Uint32Array) => Float64Array
}

/** Squared coefficient of variation of a total: its squared relative changes at the points, summed up; 0 without points. */
export function relativeVariance<Point>({
  histories,
  parts,
  points: [fit, ...points],
  share,
  predict,
}: TotalAtPoints<Point>): number {
  const { rows, weights } = drawRows(histories, parts)
  if (fit === undefined || points.length === 0 || rows.length === 0) return 0
  const atFit = predict(fit, rows)
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  return points.reduce((sum, point) => {
    const atPoint = predict(point, rows)
    const ratio = weights.reduce((mean, weight, i) => mean + (weight / whole) * (atPoint[i] / atFit[i]), 0)
    return sum + share * (ratio - 1) ** 2
  }, 0)
}

/** Rows that stand for the total, and the part of it that each stands for. */
function drawRows(
  histories: PurchaseHistories,
  parts: Float64Array,
): { rows: Uint32Array; weights: Float64Array } {
  const order = orderRows([histories.repeatPurchases, histories.age, histories.lastPurchaseAge])
  const whole = parts.reduce((sum, part) => sum + part, 0)
  const gap = order.length > drawnRows ? whole / drawnRows : 0
  const rows: number[] = []
  const weights: number[] = []
  let reached = 0
  let next = gap / 2
  for (const row of order) {
    reached += parts[row]
    const draws = gap === 0 ? parts[row] : Math.max(0, Math.ceil((reached - next) / gap))
    next += draws * gap
    if (draws === 0) continue
    rows.push(row)
    weights.push(draws)
  }
  return { rows: Uint32Array.from(rows), weights: Float64Array.from(weights) }
}

/**
 * Squared coefficient of variation of the total value by the parameters of the spend model, by its gradient; 0 where
 * spend is not modelled or has no covariance.
 *
 * @param totalAt - Total value at given spend parameters.
 */
export function relativeSpendVariance(
  spend: SpendModel,
  totalAt: (parameters: Readonly<Record<'p' | 'q' | 'gamma', number>>) => number,
): number {
  if (spend.kind === 'mean-spend') return 0
  const { p, q, gamma } = spend.fitted.parameters
  const whole = totalAt({ p, q, gamma })
  if (!(whole > 0)) return 0
  return spendAxes(spend.fitted).reduce((sum, [alongP, alongQ, alongGamma]) => {
    const at = (step: number) =>
      totalAt({
        p: p * Math.exp(step * alongP),
        q: q * Math.exp(step * alongQ),
        gamma: gamma * Math.exp(step * alongGamma),
      })
    const slope = (at(smallStep) - at(-smallStep)) / (2 * smallStep * whole)
    return sum + slope * slope
  }, 0)
}

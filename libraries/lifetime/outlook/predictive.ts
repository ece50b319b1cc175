/** The predictive distribution: which parameters are mixed, and with which weights. */
import { customerOf, selectRows } from '../history-rows.ts'
import type { AnyFittedPurchaseModel, PurchaseHistories, PurchaseModel } from '../model.ts'
import { purchaseModel } from '../models.ts'
import type { SpendParameters } from './expected-spend.ts'
import { survivalAt, tabulateFuture } from './future-table.ts'
import type { ParameterDecision, SpendModel } from './outlook.ts'
import { purchasePoints, spendPoints } from './parameter-points.ts'
import { type MakeSpendTables, spendTables } from './spend-table.ts'
import { mixedSurvival, valueCurve } from './value-curve.ts'

/** Below this difference of probabilities the uncertainty of the parameters is left out. */
const tolerance = 2e-4

/** Rows on which that difference is measured, evenly spread over the base. */
const probes = 64

/**
 * Several fits that are mixed into one prediction. A *line* is one of them; the last line is the fit itself, which
 * carries means and variances, and all of the weight where the uncertainty of the parameters is left out.
 */
export interface Mixture {
  readonly model: PurchaseModel
  readonly fits: readonly AnyFittedPurchaseModel[]
  /** Sum to 1. */
  readonly weights: Float64Array
  /** Spend parameters, the last ones those of the fit; none where spend is not modelled. */
  readonly spends: readonly SpendParameters[]
  /** Which of `spends` go with each line, all equally likely. */
  readonly spendsOfLine: readonly (readonly number[])[]
}

/** The mixture to predict with, and how it was chosen. */
export interface Predictive extends ParameterDecision {
  readonly mixture: Mixture
}

/** What a prediction is made of. */
export interface PredictiveOptions {
  readonly fitted: AnyFittedPurchaseModel
  readonly histories: PurchaseHistories
  /** Where values are predicted too: how spend is modelled, and m of each row. */
  readonly spend?: { readonly model: SpendModel; readonly observations: Float64Array }
  /** In the unit of the fit. */
  readonly horizon: number
  /** The rows in an order of their keys, so that the order they came in does not matter. */
  readonly order: Uint32Array
  /** {@link spendTables} where left out. */
  readonly makeSpendTables?: MakeSpendTables
}

/**
 * Chooses the mixture: the fit alone where the uncertainty of its parameters moves no probability F(n) or F(value) of
 * the probed rows by more than 2e-4, as with very many customers; else the cubature points.
 */
export function predictiveOf(options: PredictiveOptions): Predictive {
  const alone = fitAlone(options)
  const mixture = allPoints(options)
  if (mixture === undefined) return { mixture: alone, uncertainty: 'unknown', effect: null }
  const effect = effectOfParameters(options, mixture)
  if (effect <= tolerance) return { mixture: alone, uncertainty: 'negligible', effect }
  return { mixture, uncertainty: 'integrated', effect }
}

/** The mixture that was chosen before, on these rows and more. */
export function predictiveAs(options: PredictiveOptions, decision: ParameterDecision): Predictive {
  const integrated = decision.uncertainty === 'integrated' ? allPoints(options) : undefined
  return { ...decision, mixture: integrated ?? fitAlone(options) }
}

/**
 * Per line: weight times P(active), for each row.
 *
 * @returns One column a line.
 */
export function activeShares(mixture: Mixture, histories: PurchaseHistories): readonly Float64Array[] {
  return mixture.fits.map((fitted, line) => {
    const weight = mixture.weights[line]
    return mixture.model.probabilityActive(fitted, histories).map((active) => weight * active)
  })
}

function fitAlone({ fitted, spend }: PredictiveOptions): Mixture {
  const model = purchaseModel(fitted)
  const weights = Float64Array.of(1)
  if (spend?.model.kind !== 'gamma-gamma')
    return { model, fits: [fitted], weights, spends: [], spendsOfLine: [] }
  return { model, fits: [fitted], weights, spends: [spend.model.fitted.parameters], spendsOfLine: [[0]] }
}

/** The cubature points and, without weight, the fit; undefined where the purchase fit has no covariance. */
function allPoints({ fitted, spend }: PredictiveOptions): Mixture | undefined {
  const model = purchaseModel(fitted)
  const points = purchasePoints(model, fitted)
  if (points.length === 0) return undefined
  const fits = [...points, fitted]
  const weights = Float64Array.from(fits, (_, line) => (line < points.length ? 1 / points.length : 0))
  if (spend?.model.kind !== 'gamma-gamma') return { model, fits, weights, spends: [], spendsOfLine: [] }
  const corners = spendPoints(spend.model.fitted)
  const spends = [...corners, spend.model.fitted.parameters]
  const cornersOf = cornersByDirection(points.length / 2)
  const ofPoint = (line: number) => (corners.length === 0 ? [0] : cornersOf(line >> 1))
  const spendsOfLine = fits.map((_, line) => (line < points.length ? ofPoint(line) : [corners.length]))
  return { model, fits, weights, spends, spendsOfLine }
}

/**
 * Which of the eight corners of the spend parameters go with a direction of the purchase parameters. Four directions
 * share the four pairs of opposite corners; each of what is left over takes all. Either way the corners are symmetric
 * in each direction and even over all, which is all that a joint average of the third degree asks.
 */
function cornersByDirection(directions: number): (direction: number) => readonly number[] {
  const sharing = directions - (directions % 4)
  const all = [0, 1, 2, 3, 4, 5, 6, 7]
  return (direction) => (direction < sharing ? [2 * (direction % 4), 2 * (direction % 4) + 1] : all)
}

/** Largest difference between the mixture and the fit alone, over the probed rows and all n and values. */
function effectOfParameters(options: PredictiveOptions, mixture: Mixture): number {
  const rows = probedRows(options)
  const histories = selectRows(options.histories, rows)
  const shares = activeShares(mixture, histories)
  const fitLine = mixture.fits.length - 1
  const active = mixture.model.probabilityActive(mixture.fits[fitLine], histories)
  const spendsFor = (options.makeSpendTables ?? spendTables)(mixture.spends)
  let largest = 0
  rows.forEach((row, i) => {
    const mixed = Float64Array.from(shares, (column) => column[i])
    const alone = Float64Array.from(shares, (_, line) => (line === fitLine ? active[i] : 0))
    const customer = customerOf(histories, i)
    const future = tabulateFuture(mixture.model, mixture.fits, { customer, horizon: options.horizon })
    const count = (n: number) => survivalAt(future, mixed, n) - survivalAt(future, alone, n)
    largest = Math.max(largest, largestOf(count, future.width))
    if (options.spend === undefined || mixture.spends.length === 0) return
    const spends = spendsFor(options.spend.observations[row], future.width - 1)
    const curve = valueCurve(future, spends, mixture.spendsOfLine)
    const value = (place: number) => mixedSurvival(curve, mixed, place) - mixedSurvival(curve, alone, place)
    largest = Math.max(largest, largestOf(value, curve.length))
  })
  return largest
}

/** Largest size of `difference` at 0, 1, …, length − 1. */
function largestOf(difference: (place: number) => number, length: number): number {
  let largest = 0
  for (let place = 0; place < length; place++) largest = Math.max(largest, Math.abs(difference(place)))
  return largest
}

/** Rows evenly spread over the base. */
function probedRows({ order }: PredictiveOptions): Uint32Array {
  const count = Math.min(probes, order.length)
  return Uint32Array.from({ length: count }, (_, i) => order[Math.floor(((i + 0.5) / count) * order.length)])
}

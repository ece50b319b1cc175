/** The predictive distribution: which parameters are mixed, and with which weights. */
import type { AnyFittedPurchaseModel, PurchaseHistories, PurchaseModel } from '../model.ts'
import { purchaseModel } from '../models.ts'
import type { SpendParameters } from './expected-spend.ts'
import { survivalAt } from './future-table.ts'
import type { ParameterDecision, SpendModel } from './outlook.ts'
import { purchasePoints, spendPoints } from './parameter-points.ts'
import { plainLookAhead, type Prospects } from './prospects.ts'
import { type MakeSpendTables, spendTables } from './spend-table.ts'
import { mixedSurvival, valueCurve } from './value-curve.ts'

/** Below this difference of probabilities the uncertainty of the parameters is left out. */
const tolerance = 2e-4

/** Rows on which that difference is measured, evenly spread over the base. */
export const probes = 64

/**
 * Several fits that are mixed into one prediction. A *line* is one of them; the last line is the fit itself, which
 * carries means and variances, and all of the weight where the uncertainty of the parameters is left out.
 */
export interface Mixture<Fit> {
  readonly fits: readonly Fit[]
  /** Sum to 1. */
  readonly weights: Float64Array
  /** Spend parameters, the last ones those of the fit; none where spend is not modelled. */
  readonly spends: readonly SpendParameters[]
  /** Which of `spends` go with each line, all equally likely. */
  readonly spendsOfLine: readonly (readonly number[])[]
}

/** Fits of a plain model. */
export interface PlainMixture extends Mixture<AnyFittedPurchaseModel> {
  readonly model: PurchaseModel
}

/** The mixture to predict with, and how it was chosen. */
export interface Predictive<Mixed = PlainMixture> extends ParameterDecision {
  readonly mixture: Mixed
}

/** What any prediction is made of. */
interface MixtureOptions {
  /** Where values are predicted too: how spend is modelled, and m of each row. */
  readonly spend?: { readonly model: SpendModel; readonly observations: Float64Array }
  /** The rows in an order of their keys, so that the order they came in does not matter. */
  readonly order: Uint32Array
  /** {@link spendTables} where left out. */
  readonly makeSpendTables?: MakeSpendTables
}

/** What a prediction by a plain model is made of. */
export interface PredictiveOptions extends MixtureOptions {
  readonly fitted: AnyFittedPurchaseModel
  readonly histories: PurchaseHistories
  /** In the unit of the fit. */
  readonly horizon: number
}

/** A fit, the points around it, and what rows may do under them. */
export interface ProspectiveOptions<Fit> extends MixtureOptions {
  readonly prospects: Pick<Prospects<Fit>, 'fit' | 'points' | 'lookAhead'>
}

/**
 * Chooses the mixture: the fit alone where the uncertainty of its parameters moves no probability F(n) or F(value) of
 * the probed rows by more than 2e-4, as with very many customers; else the cubature points.
 */
export function chosenMixture<Fit>(options: ProspectiveOptions<Fit>): Predictive<Mixture<Fit>> {
  const alone = fitAlone(options)
  const mixture = allPoints(options)
  if (mixture === undefined) return { mixture: alone, uncertainty: 'unknown', effect: null }
  const effect = effectOfParameters(options, mixture)
  if (effect <= tolerance) return { mixture: alone, uncertainty: 'negligible', effect }
  return { mixture, uncertainty: 'integrated', effect }
}

/** {@link chosenMixture} of a plain model. */
export function predictiveOf(options: PredictiveOptions): Predictive {
  const { mixture, ...decision } = chosenMixture(prospectiveOf(options))
  return { ...decision, mixture: { ...mixture, model: purchaseModel(options.fitted) } }
}

/** The mixture that was chosen before, on these rows and more. */
export function predictiveAs(options: PredictiveOptions, decision: ParameterDecision): Predictive {
  const prospective = prospectiveOf(options)
  const integrated = decision.uncertainty === 'integrated' ? allPoints(prospective) : undefined
  const mixture = integrated ?? fitAlone(prospective)
  return { ...decision, mixture: { ...mixture, model: purchaseModel(options.fitted) } }
}

/**
 * Per line: weight times P(active), for each row.
 *
 * @returns One column a line.
 */
export function activeShares(mixture: PlainMixture, histories: PurchaseHistories): readonly Float64Array[] {
  return mixture.fits.map((fitted, line) => {
    const weight = mixture.weights[line]
    return mixture.model.probabilityActive(fitted, histories).map((active) => weight * active)
  })
}

function prospectiveOf({
  fitted,
  histories,
  horizon,
  ...options
}: PredictiveOptions): ProspectiveOptions<AnyFittedPurchaseModel> {
  const points = purchasePoints(purchaseModel(fitted), fitted)
  const lookAhead = plainLookAhead(fitted, histories, horizon)
  return { ...options, prospects: { fit: fitted, points, lookAhead } }
}

function fitAlone<Fit>({ prospects: { fit }, spend }: ProspectiveOptions<Fit>): Mixture<Fit> {
  const weights = Float64Array.of(1)
  if (spend?.model.kind !== 'gamma-gamma') return { fits: [fit], weights, spends: [], spendsOfLine: [] }
  return { fits: [fit], weights, spends: [spend.model.fitted.parameters], spendsOfLine: [[0]] }
}

/** The cubature points and, without weight, the fit; undefined where the purchase fit has no covariance. */
function allPoints<Fit>({
  prospects: { fit, points },
  spend,
}: ProspectiveOptions<Fit>): Mixture<Fit> | undefined {
  if (points.length === 0) return undefined
  const fits = [...points, fit]
  const weights = Float64Array.from(fits, (_, line) => (line < points.length ? 1 / points.length : 0))
  if (spend?.model.kind !== 'gamma-gamma') return { fits, weights, spends: [], spendsOfLine: [] }
  const corners = spendPoints(spend.model.fitted)
  const spends = [...corners, spend.model.fitted.parameters]
  const cornersOf = cornersByDirection(points.length / 2)
  const ofPoint = (line: number) => (corners.length === 0 ? [0] : cornersOf(line >> 1))
  const spendsOfLine = fits.map((_, line) => (line < points.length ? ofPoint(line) : [corners.length]))
  return { fits, weights, spends, spendsOfLine }
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
function effectOfParameters<Fit>(options: ProspectiveOptions<Fit>, mixture: Mixture<Fit>): number {
  const rows = probedRows(options)
  const look = options.prospects.lookAhead(mixture.fits, rows)
  const fitLine = mixture.fits.length - 1
  const spendsFor = (options.makeSpendTables ?? spendTables)(mixture.spends)
  let largest = 0
  rows.forEach((row, i) => {
    const { active, future } = look(i)
    const mixed = active.map((probability, line) => mixture.weights[line] * probability)
    const alone = active.map((probability, line) => (line === fitLine ? probability : 0))
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
function probedRows({ order }: MixtureOptions): Uint32Array {
  const count = Math.min(probes, order.length)
  return Uint32Array.from({ length: count }, (_, i) => order[Math.floor(((i + 0.5) / count) * order.length)])
}

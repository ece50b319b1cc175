/** Figures under models drawn together: what the doubt about the parameters leaves open. */
import type { SpendModel } from '#lifetime/outlook/outlook.ts'
import { pairedDraws, type DrawnParameters, type DrawOptions } from '#lifetime/outlook/paired-draws.ts'
import { expectedSpend } from '#lifetime/outlook/expected-spend.ts'
import { cubaturePoints } from '#lifetime/outlook/parameter-points.ts'
import { ninetiethPercentile } from '#lifetime/outlook/totals.ts'
import { dot } from '#numerics/linear-algebra.ts'
import { seededRandom } from '#numerics/random.ts'
import { normalVariate } from '#numerics/variates.ts'
import {
  valuesOf,
  type CustomerStates,
  type EquityModel,
  type PurchaseFits,
  type ValueWindow,
} from './equity-values.ts'
import { movedFits, purchaseParameters, type PurchaseParameters } from './purchase-parameters.ts'

/** Draws of a figure where nothing else is asked for; half of them mirror the others. */
export const usualDraws = 400

/** Customers on whom draws are tried: the figures themselves are of all, only how they vary is of these. */
const usualSample = 1000

/** The seed is fixed, so that the same snapshot says the same. */
const seed = 20_260_501

const spendNames = ['p', 'q', 'gamma'] as const

/** A model, and its parameters draw by draw. */
export interface DrawnModel {
  readonly model: EquityModel
  readonly parameters: PurchaseParameters
  readonly purchases: DrawnParameters
  /** Empty sets where spend has no model. */
  readonly spends: DrawnParameters
}

/** Models of the two days, drawn together; and by which factor both are wrong, as they were at earlier origins. */
export interface ModelDraws {
  readonly opening: DrawnModel
  readonly closing: DrawnModel
  /** Null where no back-test tells. */
  readonly factors: Float64Array | null
  readonly draws: number
}

/** What is drawn. */
export interface ModelPair {
  readonly opening: EquityModel
  readonly closing: EquityModel
  /** The customers, whose covariates the models may know. */
  readonly customers: Pick<CustomerStates, 'covariates'>
  /** Half of the 80 % interval of ln(actual / expected) by the back-test; null where there is none. */
  readonly backtestReach: number | null
  /** An even number of draws; 400 where left out. */
  readonly draws?: number
}

/** A figure with its draws summed up. */
export interface Drawn {
  readonly mean: number
  readonly low: number | null
  readonly high: number | null
  readonly backtestLow: number | null
  readonly backtestHigh: number | null
}

/** Draws of both models; null where a purchase model has no covariance, so that nothing can be said of its parameters. */
export function modelDraws({
  opening,
  closing,
  customers,
  backtestReach,
  draws = usualDraws,
}: ModelPair): ModelDraws | null {
  const [before, after] = [purchaseParameters(opening, customers), purchaseParameters(closing, customers)]
  if (before.fit.covariance === null || after.fit.covariance === null) return null
  const options = { draws, random: seededRandom(seed) }
  const nested =
    opening.purchases.model === closing.purchases.model && before.names.join() === after.names.join()
  const purchases = pairedDraws(
    {
      earlier: before.fit,
      later: after.fit,
      names: { earlier: before.names, later: after.names },
      nested,
    },
    options,
  )
  const spend = pairedDraws(
    {
      earlier: spendFitOf(opening.spend),
      later: spendFitOf(closing.spend),
      names: { earlier: namesOfSpend(opening.spend), later: namesOfSpend(closing.spend) },
      nested: opening.spend.kind === closing.spend.kind,
    },
    options,
  )
  return {
    opening: { model: opening, parameters: before, purchases: purchases.earlier, spends: spend.earlier },
    closing: { model: closing, parameters: after, purchases: purchases.later, spends: spend.later },
    factors: backtestReach === null ? null : factorsOf(backtestReach, options),
    draws,
  }
}

/**
 * Expected counts draw by draw, each above zero or always zero. They are computed at the fit and at both cubature points
 * of each principal axis of the parameters' uncertainty; between them a count's logarithm is a parabola along each axis.
 */
export function countsUnder(
  { model, parameters, purchases }: DrawnModel,
  countsOf: (fits: PurchaseFits) => Float64Array,
): readonly Float64Array[] {
  const { fit, names } = parameters
  const reach = Math.sqrt(names.length)
  const atFit = countsOf(model)
  const curves = axesOf(parameters).map((axis) => {
    const logsAt = (side: number) => {
      const step = axis.map((length) => side * reach * length)
      const counts = countsOf(movedFits(parameters, step))
      return counts.map((count, row) => logRatio(count, atFit[row] ?? 0))
    }
    const [up, down] = [logsAt(1), logsAt(-1)]
    return {
      axis,
      slope: up.map((value, row) => (value - (down[row] ?? 0)) / (2 * reach)),
      bend: up.map((value, row) => (value + (down[row] ?? 0)) / (2 * reach * reach)),
    }
  })
  return purchases.map((drawnParameters) => {
    const steps = names.map((name) => Math.log((drawnParameters[name] ?? 1) / (fit.parameters[name] ?? 1)))
    const exponents = new Float64Array(atFit.length)
    for (const { axis, slope, bend } of curves) {
      const z = dot(axis, steps) / dot(axis, axis)
      for (let row = 0; row < exponents.length; row++) {
        exponents[row] = (exponents[row] ?? 0) + z * (slope[row] ?? 0) + z * z * (bend[row] ?? 0)
      }
    }
    return exponents.map((exponent, row) => (atFit[row] ?? 0) * Math.exp(exponent))
  })
}

/** Spend models, draw by draw. */
export function spendsUnder({ model: { spend }, spends }: DrawnModel): readonly SpendModel[] {
  return spends.map((drawnSpend) => withSpend(spend, drawnSpend))
}

/** Values of few customers, draw by draw. */
export function valuesUnder(
  drawnModel: DrawnModel,
  states: CustomerStates,
  window: ValueWindow,
): readonly Float64Array[] {
  const { margin } = drawnModel.model
  const spends = spendsUnder(drawnModel)
  const counts = countsUnder(drawnModel, (fits) =>
    valuesOf({ ...fits, spend: { kind: 'mean-spend', meanSpend: 1 }, margin: 1 }, states, window),
  )
  return counts.map((column, k) => {
    const spend = spends[k] ?? drawnModel.model.spend
    return column.map((count, row) => {
      const observed = { observations: states.m[row] ?? 0, meanSpend: states.meanSpend[row] ?? 0 }
      return count * expectedSpend(spend, observed) * margin
    })
  })
}

/** A figure whose part by the models varies with the draws, while the rest of it is known. */
export function drawn(of: {
  /** By the models, and what is known. */
  readonly modelled: number
  readonly known: number
  /** What the modelled part is away from itself, draw by draw. */
  readonly deviations: ArrayLike<number> | null
  readonly factors: Float64Array | null
}): Drawn {
  const { modelled, known, deviations, factors } = of
  const mean = modelled + known
  if (deviations === null) return { mean, low: null, high: null, backtestLow: null, backtestHigh: null }
  const at = Float64Array.from(deviations, (deviation) => modelled + deviation)
  const [low, high] = central(at.map((value) => value + known))
  if (factors === null) return { mean, low, high, backtestLow: null, backtestHigh: null }
  const [backtestLow, backtestHigh] = central(at.map((value, k) => value * (factors[k] ?? 1) + known))
  return { mean, low, high, backtestLow, backtestHigh }
}

/** The .1 and .9 quantiles, between draws by straight lines. */
export function central(values: Float64Array): readonly [number, number] {
  const sorted = values.toSorted()
  const quantile = (share: number) => {
    const place = share * (sorted.length - 1)
    const below = sorted[Math.floor(place)] ?? 0
    const above = sorted[Math.ceil(place)] ?? 0
    return below + (place - Math.floor(place)) * (above - below)
  }
  return [quantile(0.1), quantile(0.9)]
}

/** Customers who stand for all: places, and how many each stands for. */
export interface Sample {
  readonly places: Int32Array
  readonly weights: Float64Array
}

/**
 * A systematic sample in proportion to size, in the order given: all where they are few, else each as often as the size
 * of a draw goes into theirs.
 *
 * @see Hansen & Hurwitz (1943), "On the Theory of Sampling from Finite Populations".
 */
export function sampleBySize(sizes: Float64Array, sampled = usualSample): Sample {
  const whole = sizes.reduce((sum, size) => sum + size, 0)
  if (sizes.length <= sampled || !(whole > 0)) {
    const all = Int32Array.from(sizes.subarray(0, sampled), (_, place) => place)
    return { places: all, weights: new Float64Array(all.length).fill(1) }
  }
  const gap = whole / sampled
  const places: number[] = []
  const weights: number[] = []
  let reached = 0
  let next = gap / 2
  for (const [place, size] of sizes.entries()) {
    reached += size
    const drawsHere = Math.max(0, Math.ceil((reached - next) / gap))
    next += drawsHere * gap
    if (drawsHere === 0) continue
    places.push(place)
    weights.push((drawsHere * gap) / size)
  }
  return { places: Int32Array.from(places), weights: Float64Array.from(weights) }
}

/** Principal axes of the uncertainty of the log-parameters that have any length. */
function axesOf({ fit, names }: PurchaseParameters): readonly (readonly number[])[] {
  const reach = Math.sqrt(names.length)
  return cubaturePoints(fit, names)
    .filter((_, place) => place % 2 === 0)
    .map((point) => names.map((name) => Math.log((point[name] ?? 1) / (fit.parameters[name] ?? 1)) / reach))
    .filter((axis) => dot(axis, axis) > 0)
}

function logRatio(value: number, atFit: number): number {
  return value > 0 && atFit > 0 ? Math.log(value / atFit) : 0
}

/** Below q = 1 an unknown customer's spend has no mean: a draw goes no further than just above. */
const smallestShape = 1.01

function withSpend(spend: SpendModel, drawn: Readonly<Record<string, number>>): SpendModel {
  if (spend.kind === 'mean-spend') return spend
  const { fitted } = spend
  const { p, q, gamma } = fitted.parameters
  const parameters = {
    p: drawn['p'] ?? p,
    q: Math.max(smallestShape, drawn['q'] ?? q),
    gamma: drawn['gamma'] ?? gamma,
  }
  return { kind: 'gamma-gamma', fitted: { ...fitted, parameters } }
}

function factorsOf(reach: number, { draws, random }: DrawOptions): Float64Array {
  const half = Array.from({ length: draws / 2 }, () => (reach / ninetiethPercentile) * normalVariate(random))
  return Float64Array.from(half.flatMap((step) => [Math.exp(step), Math.exp(-step)]))
}

function namesOfSpend(spend: SpendModel): readonly string[] {
  return spend.kind === 'gamma-gamma' ? spendNames : []
}

function spendFitOf(spend: SpendModel) {
  return spend.kind === 'gamma-gamma' ? spend.fitted : { parameters: {}, covariance: null }
}

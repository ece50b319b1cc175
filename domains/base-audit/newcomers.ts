/** What the next customer of each channel will bring, and how the money of those won already comes in. */
import { isPerennialError } from '#kernel/errors.ts'
import { days, inUnit } from '#kernel/time.ts'
import { purchaseHistories } from '#lifetime/histories.ts'
import { purchaseModel } from '#lifetime/models.ts'
import { discountRateIn } from '#lifetime/outlook/discount.ts'
import { expectedSpend } from '#lifetime/outlook/expected-spend.ts'
import { seededRandom } from '#numerics/random.ts'
import { normalVariate } from '#numerics/variates.ts'
import { drawn, modelDraws, sampleBySize, usualDraws, type Drawn } from './equity-draws.ts'
import { fittedModel } from './equity-fit.ts'
import {
  statesAt,
  valuesOf,
  type CustomerStates,
  type EquityModel,
  type ValueWindow,
} from './equity-values.ts'

/** Months after the first purchase, and ahead of the as-of day, that are looked at. */
export const monthsAhead = 36

/** Length of a month of age, and of one ahead. */
export const daysInMonth = 365.25 / 12

/** With fewer customers who came back a channel has no model of its own. */
const fewestReturned = 100

/** Months ahead at which the money of known customers is expected; between them it comes evenly. */
const nodes = [0, 1, 2, 3, 6, 9, 12, 18, 24, 36]

/** Mean money of first purchases, and its standard error. */
export interface FirstMoney {
  readonly mean: number
  readonly standardError: number
}

/** Who came by which channel, and what they are valued with. */
export interface NewcomersInput extends ValueWindow {
  readonly model: EquityModel
  readonly customers: CustomerStates
  /** Channel of each customer, from 0. */
  readonly channel: Int32Array
  /** First purchases of all, and of each channel. */
  readonly first: { readonly whole: FirstMoney; readonly channels: readonly FirstMoney[] }
  readonly backtestReach: number | null
  /** An even number of draws; 200 where left out. */
  readonly draws?: number
}

/** Customers of one channel, or of all. */
export interface NewcomerGroup {
  /** Whether the next customer is told by the channel's own model. */
  readonly ownModel: boolean
  /** Customers who came back, which a model needs. */
  readonly returned: number
  /** Expected discounted money of the next customer within the horizon, the first purchase included. */
  readonly allowableCost: Drawn
  /** Expected money of the next customer up to the end of month 1, 2, …, not discounted; at the fit. */
  readonly expected: Float64Array
  /** The same, draw by draw: month by month of one draw, then the next; widened by the back-test. Empty without intervals. */
  readonly expectedDraws: Float64Array
  readonly expectedWidened: Float64Array
  /** Money of known customers up to the end of month 1, 2, … ahead, for one of their value within the horizon. */
  readonly ahead: Float64Array
  /** Value of known customers, draw by draw, as a share of that at the fit; empty without intervals. */
  readonly valueDraws: Float64Array
  readonly valueWidened: Float64Array
}

/** The base as a whole, and each channel. */
export interface NewcomersResult {
  readonly whole: NewcomerGroup
  readonly channels: readonly NewcomerGroup[]
}

/** Looks at every channel. */
export function newcomers(input: NewcomersInput): NewcomersResult {
  const { customers, channel, first } = input
  const everybody = Int32Array.from(customers.customer, (_, place) => place)
  const known = knownAhead(input)
  const whole = group(input, { model: input.model, ownModel: true, places: everybody, first: first.whole })
  const places = Map.groupBy(everybody, (place) => channel[place] ?? 0)
  return {
    whole: { ...whole, ...known.whole },
    channels: first.channels.map((money, code) => {
      const own = Int32Array.from(places.get(code) ?? [])
      const model = modelOf(input, own)
      const next = group(input, {
        model: model ?? input.model,
        ownModel: model !== null,
        places: own,
        first: money,
      })
      return { ...next, ...(known.channels[code] ?? known.whole) }
    }),
  }
}

/** The channel's own model, of the family of the base's where that fits; null where too few came back. */
function modelOf({ customers, model }: NewcomersInput, places: Int32Array): EquityModel | null {
  const own = statesAt(customers, places)
  if (returnedIn(own) < fewestReturned) return null
  const { model: family, timeUnit: unit } = model.purchases
  try {
    return fittedModel({ families: [family], unit, margin: model.margin }, own)
  } catch (error) {
    if (isPerennialError(error) && error.code.startsWith('LIFETIME_')) return null
    throw error
  }
}

function returnedIn({ x }: CustomerStates): number {
  return x.reduce((sum, one) => (one > 0 ? sum + 1 : sum), 0)
}

type Next = Omit<NewcomerGroup, 'ahead' | 'valueDraws' | 'valueWidened'>

function group(
  input: NewcomersInput,
  of: {
    readonly model: EquityModel
    readonly ownModel: boolean
    readonly places: Int32Array
    readonly first: FirstMoney
  },
): Next {
  const { model, ownModel, places, first } = of
  const models = modelDraws({ ...input, opening: model, closing: model })
  const firsts = firstDraws(first, models === null ? 0 : (input.draws ?? usualDraws))
  const factors = models?.factors ?? null
  const atFit = curveOf(model)
  const curves = models?.closing.map((one) => curveOf(one)) ?? []
  const laid = (factor: (k: number) => number) =>
    Float64Array.from(
      curves.flatMap((curve, k) => Array.from(curve, (later) => (firsts[k] ?? 0) + factor(k) * later)),
    )
  const later = discountedLater(model, input)
  return {
    ownModel,
    returned: returnedIn(statesAt(input.customers, places)),
    allowableCost: allowable({ later, first, firsts, factors }, models?.closing, input),
    expected: atFit.map((money) => first.mean + money),
    expectedDraws: laid(() => 1),
    expectedWidened: factors === null ? new Float64Array() : laid((k) => factors[k] ?? 1),
  }
}

/** The first purchase is known but for its mean's own error; what comes later is the model's. */
function allowable(
  of: {
    readonly later: number
    readonly first: FirstMoney
    readonly firsts: Float64Array
    readonly factors: Float64Array | null
  },
  models: readonly EquityModel[] | undefined,
  window: ValueWindow,
): Drawn {
  const { later, first, firsts, factors } = of
  const modelled = { modelled: later, known: first.mean, factors }
  if (models === undefined) return drawn({ ...modelled, deviations: null })
  // The error of the first purchase's mean is divided by the factor that will multiply it, so that it stays as it is.
  const deviations = models.map(
    (model, k) =>
      discountedLater(model, window) - later + ((firsts[k] ?? 0) - first.mean) / (factors?.[k] ?? 1),
  )
  const narrow = models.map(
    (model, k) => discountedLater(model, window) - later + ((firsts[k] ?? 0) - first.mean),
  )
  const { low, high } = drawn({ ...modelled, deviations: narrow, factors: null })
  return { ...drawn({ ...modelled, deviations }), low, high }
}

/** Expected repeat money of a new customer up to the end of each month. */
function curveOf({ purchases, spend, margin }: EquityModel): Float64Array {
  const ages = Float64Array.from({ length: monthsAhead }, (_, place) =>
    inUnit(days((place + 1) * daysInMonth), purchases.timeUnit),
  )
  const each = margin * expectedSpend(spend, { observations: 0, meanSpend: 0 })
  return purchaseModel(purchases)
    .expectedRepeatPurchases(purchases, ages)
    .map((count) => each * count)
}

/** The same, discounted, within the horizon. */
function discountedLater(
  { purchases, spend, margin }: EquityModel,
  { horizonDays, discountRatePerYear }: ValueWindow,
): number {
  const { timeUnit } = purchases
  const newcomer = purchaseHistories({ timeUnit, repeatPurchases: [0], lastPurchaseAge: [0], age: [0] })
  const horizon = inUnit(days(horizonDays), timeUnit)
  const rate = discountRateIn(timeUnit, discountRatePerYear)
  const [count = 0] = purchaseModel(purchases).discountedExpectedPurchases(purchases, newcomer, horizon, rate)
  return margin * expectedSpend(spend, { observations: 0, meanSpend: 0 }) * count
}

function firstDraws({ mean, standardError }: FirstMoney, count: number): Float64Array {
  const random = seededRandom(20_260_502)
  const half = Array.from({ length: count / 2 }, () => standardError * normalVariate(random))
  return Float64Array.from(half.flatMap((step) => [mean + step, mean - step]))
}

type Known = Pick<NewcomerGroup, 'ahead' | 'valueDraws' | 'valueWidened'>

/** When the money of known customers comes, and how their value varies, told by a sample of them. */
function knownAhead(input: NewcomersInput): {
  readonly whole: Known
  readonly channels: readonly (Known | null)[]
} {
  const { model, customers, channel, first } = input
  const values = valuesOf(model, customers, input)
  const { places, weights } = sampleBySize(values)
  const few = statesAt(customers, places)
  const models = modelDraws({ ...input, opening: model, closing: model })
  const columns: Columns = {
    value: valuesOf(model, few, input),
    money: nodes.map((month) =>
      valuesOf(model, few, { horizonDays: month * daysInMonth, discountRatePerYear: 0 }),
    ),
    drawn: models?.closing.map((one) => valuesOf(one, few, input)) ?? [],
    factors: models?.factors ?? null,
    weights,
  }
  const rows = Array.from(places, (_, row) => row)
  const byChannel = Map.groupBy(rows, (row) => channel[places[row] ?? 0] ?? 0)
  return {
    whole: knownOf(columns, rows) ?? {
      ahead: new Float64Array(monthsAhead),
      valueDraws: new Float64Array(),
      valueWidened: new Float64Array(),
    },
    channels: first.channels.map((_, code) => knownOf(columns, byChannel.get(code) ?? [])),
  }
}

interface Columns {
  readonly value: Float64Array
  /** Up to each of the nodes, not discounted. */
  readonly money: readonly Float64Array[]
  readonly drawn: readonly Float64Array[]
  readonly factors: Float64Array | null
  readonly weights: Float64Array
}

/** Null where nobody of value is among the rows. */
function knownOf({ value, money, drawn, factors, weights }: Columns, rows: readonly number[]): Known | null {
  const sum = (column: Float64Array) =>
    rows.reduce((total, row) => total + (weights[row] ?? 1) * (column[row] ?? 0), 0)
  const whole = sum(value)
  if (!(whole > 0)) return null
  const atNodes = money.map((column) => sum(column) / whole)
  const valueDraws = Float64Array.from(drawn, (column) => sum(column) / whole)
  return {
    ahead: Float64Array.from({ length: monthsAhead }, (_, place) => between(atNodes, place + 1)),
    valueDraws,
    valueWidened:
      factors === null ? new Float64Array() : valueDraws.map((share, k) => share * (factors[k] ?? 1)),
  }
}

/** Between nodes money comes evenly. */
function between(atNodes: readonly number[], month: number): number {
  const next = nodes.findIndex((node) => node >= month)
  const [from = 0, to = 0] = [nodes[next - 1], nodes[next]]
  const [before = 0, after = 0] = [atNodes[next - 1], atNodes[next]]
  return before + ((month - from) / (to - from)) * (after - before)
}

/** What the next customer of each channel will bring, and how the money of those won already comes in. */
import { isPerennialError } from '#kernel/errors.ts'
import { days, inUnit } from '#kernel/time.ts'
import { customerKinds } from '#lifetime/covariates/kinds.ts'
import { purchaseHistories } from '#lifetime/histories.ts'
import type { AnyFittedPurchaseModel } from '#lifetime/model.ts'
import { purchaseModel } from '#lifetime/models.ts'
import { discountRateIn } from '#lifetime/outlook/discount.ts'
import { expectedSpend } from '#lifetime/outlook/expected-spend.ts'
import { seededRandom } from '#numerics/random.ts'
import { normalVariate } from '#numerics/variates.ts'
import {
  countsUnder,
  drawn,
  modelDraws,
  sampleBySize,
  spendsUnder,
  valuesUnder,
  type Drawn,
} from './equity-draws.ts'
import { fittedModel } from './equity-fit.ts'
import {
  statesAt,
  valuesOf,
  type CustomerStates,
  type EquityModel,
  type PurchaseFits,
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
  /** An even number of draws; 400 where left out. */
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
  /** Expected money of the next customer up to the end of month 1, 2, …; as it comes, and discounted. */
  readonly expected: readonly Drawn[]
  readonly discounted: readonly Drawn[]
  /** Money of known customers up to the end of month 1, 2, … ahead, for one of their value within the horizon. */
  readonly ahead: readonly number[]
  /** How the value of known customers varies, for one of it. */
  readonly valueShare: Drawn
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

type Next = Omit<NewcomerGroup, 'ahead' | 'valueShare'>

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
  const firsts = { mean: first.mean, draws: firstDraws(first, models?.draws ?? 0) }
  const theirs = statesAt(input.customers, places)
  const countsOf = (fits: PurchaseFits) => countsOfKinds(fits, theirs, input)
  const later = laterOf(countsOf(model), model, input)
  const spends = models === null ? [] : spendsUnder(models.closing)
  const drawnLater =
    models === null
      ? null
      : countsUnder(models.closing, countsOf).map((counts, k) =>
          laterOf(counts, { ...model, spend: spends[k] ?? model.spend }, input),
        )
  const told = (of: (later: Later) => number) =>
    withFirst({ later: of(later), drawn: drawnLater?.map(of) ?? null }, firsts, models?.factors ?? null)
  const months = Array.from({ length: monthsAhead }, (_, month) => month)
  return {
    ownModel,
    returned: returnedIn(theirs),
    allowableCost: told(({ horizon }) => horizon),
    expected: months.map((month) => told(({ expected }) => expected[month] ?? 0)),
    discounted: months.map((month) => told(({ discounted }) => discounted[month] ?? 0)),
  }
}

/** What comes later is the model's; the first purchase is known but for the error of its mean, which no back-test widens. */
function withFirst(
  { later, drawn: drawnLater }: { readonly later: number; readonly drawn: readonly number[] | null },
  firsts: { readonly mean: number; readonly draws: Float64Array },
  factors: Float64Array | null,
): Drawn {
  const figure = { modelled: later, known: firsts.mean }
  if (drawnLater === null) return drawn({ ...figure, deviations: null, factors: null })
  const away = (factor: (k: number) => number) =>
    drawnLater.map((one, k) => one - later + ((firsts.draws[k] ?? 0) - firsts.mean) / factor(k))
  const { low, high } = drawn({ ...figure, deviations: away(() => 1), factors: null })
  // Divided by the factor that will multiply it, the error of the first purchase stays as it is.
  return { ...drawn({ ...figure, deviations: away((k) => factors?.[k] ?? 1), factors }), low, high }
}

/** Repeat money of a new customer: up to the end of each month, the same discounted, and discounted within the horizon. */
interface Later {
  readonly expected: Float64Array
  readonly discounted: Float64Array
  readonly horizon: number
}

function laterOf(counts: Float64Array, { spend, margin }: EquityModel, window: ValueWindow): Later {
  const each = margin * expectedSpend(spend, { observations: 0, meanSpend: 0 })
  const expected = counts.subarray(0, monthsAhead).map((count) => each * count)
  return {
    expected,
    discounted: discountedCurve(expected, window),
    horizon: each * (counts[monthsAhead] ?? 0),
  }
}

/** What comes in a month counts as of its middle. */
function discountedCurve(curve: Float64Array, { discountRatePerYear }: ValueWindow): Float64Array {
  const rate = discountRateIn('day', discountRatePerYear)
  let sum = 0
  return curve.map((money, place) => {
    sum += (money - (curve[place - 1] ?? 0)) * Math.exp(-rate * (place + 0.5) * daysInMonth)
    return sum
  })
}

/** Expected of the next customer, who is of one of the kinds that came so far. */
function countsOfKinds(
  { purchases, given }: PurchaseFits,
  { covariates }: CustomerStates,
  window: ValueWindow,
): Float64Array {
  if (given === null || given === undefined || covariates === undefined || covariates.customers === 0) {
    return countsAhead(purchases, window)
  }
  const mean = new Float64Array(monthsAhead + 1)
  // Over years, customers need not be told apart more finely than this.
  for (const { plain, rows } of customerKinds(given, covariates, { most: 50, width: 0.1 })) {
    const share = rows.length / covariates.customers
    countsAhead(plain, window).forEach((count, month) => {
      mean[month] = (mean[month] ?? 0) + share * count
    })
  }
  return mean
}

/**
 * Expected repeat purchases of a new customer up to the end of each month and, last, discounted within the horizon. What is
 * expected of a customer of age 0 is what is expected of a new one.
 */
function countsAhead(
  fitted: AnyFittedPurchaseModel,
  { horizonDays, discountRatePerYear }: ValueWindow,
): Float64Array {
  const { timeUnit } = fitted
  const model = purchaseModel(fitted)
  const newcomer = purchaseHistories({ timeUnit, repeatPurchases: [0], lastPurchaseAge: [0], age: [0] })
  const rate = discountRateIn(timeUnit, discountRatePerYear)
  const counts = new Float64Array(monthsAhead + 1)
  for (let month = 1; month <= monthsAhead; month++) {
    const horizon = inUnit(days(month * daysInMonth), timeUnit)
    counts.set(model.expectedPurchases(fitted, newcomer, horizon), month - 1)
  }
  const horizon = inUnit(days(horizonDays), timeUnit)
  counts.set(model.discountedExpectedPurchases(fitted, newcomer, horizon, rate), monthsAhead)
  return counts
}

function firstDraws({ mean, standardError }: FirstMoney, count: number): Float64Array {
  const random = seededRandom(20_260_502)
  const half = Array.from({ length: count / 2 }, () => standardError * normalVariate(random))
  return Float64Array.from(half.flatMap((step) => [mean + step, mean - step]))
}

type Known = Pick<NewcomerGroup, 'ahead' | 'valueShare'>

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
    drawn: models === null ? null : valuesUnder(models.closing, few, input),
    factors: models?.factors ?? null,
    weights,
  }
  const rows = Array.from(places, (_, row) => row)
  const byChannel = Map.groupBy(rows, (row) => channel[places[row] ?? 0] ?? 0)
  return {
    whole: knownOf(columns, rows) ?? nothingAhead,
    channels: first.channels.map((_, code) => knownOf(columns, byChannel.get(code) ?? [])),
  }
}

/** Of customers who are worth nothing any more. */
const nothingAhead: Known = {
  ahead: Array.from({ length: monthsAhead }, () => 0),
  valueShare: drawn({ modelled: 1, known: 0, deviations: null, factors: null }),
}

interface Columns {
  readonly value: Float64Array
  /** Up to each of the nodes, not discounted. */
  readonly money: readonly Float64Array[]
  readonly drawn: readonly Float64Array[] | null
  readonly factors: Float64Array | null
  readonly weights: Float64Array
}

/** Null where nobody of value is among the rows. */
function knownOf(columns: Columns, rows: readonly number[]): Known | null {
  const { value, money, factors, weights } = columns
  const sum = (column: Float64Array) =>
    rows.reduce((total, row) => total + (weights[row] ?? 1) * (column[row] ?? 0), 0)
  const whole = sum(value)
  if (!(whole > 0)) return null
  const atNodes = money.map((column) => sum(column) / whole)
  const deviations = columns.drawn?.map((column) => sum(column) / whole - 1) ?? null
  return {
    ahead: Array.from({ length: monthsAhead }, (_, place) => between(atNodes, place + 1)),
    valueShare: drawn({ modelled: 1, known: 0, deviations, factors }),
  }
}

/** Between nodes money comes evenly. */
function between(atNodes: readonly number[], month: number): number {
  const next = nodes.findIndex((node) => node >= month)
  const [from = 0, to = 0] = [nodes[next - 1], nodes[next]]
  const [before = 0, after = 0] = [atNodes[next - 1], atNodes[next]]
  return before + ((month - from) / (to - from)) * (after - before)
}

/** An electronics shop whose customers' true rates, lifetimes and spends are known. */
import { type Day, daysBetween, parseDay } from '#kernel/time.ts'
import { type Random, seededRandom } from '#numerics/random.ts'
import { exponentialVariate, gammaVariate } from '#numerics/variates.ts'
import { acquisitionCalendar } from './acquisition-calendar.ts'
import { type BasketLine, fillBasket } from './electronics-basket.ts'
import { gifts } from './electronics-catalogue.ts'

/** What a shop is asked for. Equal options make equal rows, wherever and in whatever batches they are read. */
export interface ElectronicsOptions {
  /** Customers acquired, each with at least one order. */
  readonly customers: number
  /** A whole number from 0 to 2,097,151. */
  readonly seed: number
  /** First day on which a customer may be acquired; 2023-01-01 unless told. */
  readonly firstDay?: Day
  /** Last day on which a customer may be acquired; 2025-12-31 unless told. */
  readonly acquiredUntil?: Day
  /** Last day of the log; `acquiredUntil` unless told. A later one only adds rows. */
  readonly lastDay?: Day
}

/**
 * The law the customers live by. Orders come as a Poisson process of a gamma-distributed rate until an exponential
 * lifetime of a gamma-distributed rate ends: Pareto/NBD, per week, the first order being the acquisition itself. What an
 * order costs is gamma-distributed with a gamma-distributed rate of its own: Gamma-Gamma, in euros, net of refunds.
 *
 * @see Schmittlein, Morrison & Colombo (1987); Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value".
 */
export const electronicsLaw = {
  purchases: { r: 0.85, alpha: 14, s: 0.75, beta: 45 },
  spend: { p: 2.2, q: 3.6, gamma: 225 },
} as const

/** The truth about one customer, and the orders that came of it. Times are days since the shop's first midnight. */
export interface TrueCustomer {
  readonly customer: string
  readonly channel: string
  readonly country: string
  readonly acquiredAt: number
  /** λ: orders a week while active. */
  readonly ordersPerWeek: number
  /** When the customer left for good, often long after the log ends. */
  readonly activeUntil: number
  /** E(spend of an order), in euros. */
  readonly meanSpend: number
  /** In order of time, the acquisition first. */
  readonly orders: readonly TrueOrder[]
}

/** One order: what is in it, what it cost after refunds, and what of it came back. */
export interface TrueOrder {
  readonly at: number
  readonly lines: readonly BasketLine[]
  /** An item bought with the order and returned; not part of the order's spend. */
  readonly returned: (BasketLine & { readonly at: number }) | undefined
}

/** A shop: its law, its calendar, and a way to walk through its customers. */
export interface ElectronicsShop {
  readonly law: typeof electronicsLaw
  readonly firstDay: Day
  readonly lastDay: Day
  /** Length of the log in days. */
  readonly lengthInDays: number
  /** Every customer in order of acquisition; one at a time in memory. */
  readonly customers: () => Generator<TrueCustomer>
}

/** Each customer has a random stream of their own, seeded by 21 bits of the shop's seed and 32 of their place. */
const greatestSeed = 2 ** 21 - 1
const returnShare = 0.035
const giftShare = 0.03
const latestReturnDays = 14
const channels = [
  ['web', 0.58],
  ['app', 0.27],
  ['store', 0.15],
] as const
const countries = [
  ['DE', 0.31],
  ['FR', 0.19],
  ['IT', 0.17],
  ['ES', 0.13],
  ['NL', 0.11],
  ['AT', 0.09],
] as const

/**
 * A shop with known truth.
 *
 * @throws RangeError when there is no customer, the seed is out of range or the days are out of order.
 */
export function electronicsShop(options: ElectronicsOptions): ElectronicsShop {
  const firstDay = options.firstDay ?? dayOf('2023-01-01')
  const acquiredUntil = options.acquiredUntil ?? dayOf('2025-12-31')
  const lastDay = options.lastDay ?? acquiredUntil
  if (!(Number.isInteger(options.customers) && options.customers > 0))
    throw new RangeError(`A shop needs at least one customer, not ${options.customers}`)
  if (!(firstDay <= acquiredUntil && acquiredUntil <= lastDay))
    throw new RangeError(`The days ${firstDay}, ${acquiredUntil}, ${lastDay} are out of order`)
  if (!(Number.isInteger(options.seed) && options.seed >= 0 && options.seed <= greatestSeed))
    throw new RangeError(`A seed is a whole number from 0 to ${greatestSeed}, not ${options.seed}`)
  const lengthInDays = daysBetween(firstDay, lastDay) + 1
  const calendar = acquisitionCalendar(firstDay, acquiredUntil)
  function* customers() {
    for (let place = 0; place < options.customers; place += 1) {
      const random = seededRandom(options.seed * 2 ** 32 + place)
      const acquiredAt = calendar((place + random()) / options.customers)
      yield trueCustomer({ place, acquiredAt, lengthInDays, random })
    }
  }
  return { law: electronicsLaw, firstDay, lastDay, lengthInDays, customers }
}

interface CustomerStart {
  readonly place: number
  readonly acquiredAt: number
  readonly lengthInDays: number
  readonly random: Random
}

/** Draws one life. What is drawn before the orders does not depend on how long the log is. */
function trueCustomer({ place, acquiredAt, lengthInDays, random }: CustomerStart): TrueCustomer {
  const { r, alpha, s, beta } = electronicsLaw.purchases
  const { p, q, gamma } = electronicsLaw.spend
  const ordersPerWeek = gammaVariate(random, { shape: r, rate: alpha })
  const departuresPerWeek = gammaVariate(random, { shape: s, rate: beta })
  const activeUntil = acquiredAt + 7 * exponentialVariate(random, departuresPerWeek)
  const spendRate = gammaVariate(random, { shape: q, rate: gamma })
  const channel = pick(channels, random())
  const country = pick(countries, random())
  const orders: TrueOrder[] = []
  const end = Math.min(activeUntil, lengthInDays)
  for (let at = acquiredAt; at < end; at += 7 * exponentialVariate(random, ordersPerWeek))
    orders.push(trueOrder(at, gammaVariate(random, { shape: p, rate: spendRate }), random))
  const customer = `C${String(place + 1).padStart(7, '0')}`
  return {
    customer,
    channel,
    country,
    acquiredAt,
    ordersPerWeek,
    activeUntil,
    meanSpend: p / spendRate,
    orders,
  }
}

function trueOrder(at: number, spend: number, random: Random): TrueOrder {
  const lines = [...fillBasket(Math.round(100 * spend), random)]
  const gift = random() < giftShare ? gifts[Math.floor(random() * gifts.length)] : undefined
  if (gift !== undefined) lines.push({ product: gift, quantity: 1 })
  if (random() >= returnShare) return { at, lines, returned: undefined }
  const [item] = fillBasket(Math.round(100 * spend), random)
  const returnedAt = at + 1 + random() * (latestReturnDays - 1)
  return { at, lines, returned: item && { product: item.product, quantity: 1, at: returnedAt } }
}

function pick<T>(shares: readonly (readonly [T, number])[], uniform: number): T {
  let left = uniform
  for (const [value, share] of shares) {
    left -= share
    if (left < 0) return value
  }
  return shares[0]![0]
}

function dayOf(text: string): Day {
  const day = parseDay(text)
  if (day === undefined) throw new RangeError(`${text} is not a day`)
  return day
}

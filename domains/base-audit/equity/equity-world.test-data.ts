/** A base that behaves exactly as a Pareto/NBD with Gamma-Gamma says, seen on two days. */
import { gammaGammaWithParameters } from '#lifetime/gamma-gamma/fit.ts'
import { purchaseModel } from '#lifetime/models.ts'
import { seededRandom, type Random } from '#numerics/random.ts'
import { exponentialVariate, gammaVariate } from '#numerics/variates.ts'
import { growthOf } from './equity-bridge.ts'
import type { ClosingCustomers, PayingCustomers } from './equity-union.ts'
import type { CustomerStates, EquityModel } from './equity-values.ts'

const purchases = { r: 0.8, alpha: 300, s: 0.9, beta: 400 }
const spend = { p: 6.25, q: 3.74, gamma: 15.44 }

/** The truth, per day, and how sure a fit of it is said to be. */
export function trueModel(relativeError?: number): EquityModel {
  const sure = <F extends { readonly parameters: Readonly<Record<string, number>> }>(fitted: F): F => {
    const values = Object.values(fitted.parameters)
    const error = (value: number, i: number, j: number) => (i === j ? ((relativeError ?? 0) * value) ** 2 : 0)
    const covariance = values.map((value, i) => values.map((_, j) => error(value, i, j)))
    return relativeError === undefined ? fitted : { ...fitted, covariance }
  }
  return {
    purchases: sure(purchaseModel('pareto-nbd').withParameters(purchases, 'day')),
    spend: { kind: 'gamma-gamma', fitted: sure(gammaGammaWithParameters(spend)) },
    margin: 0.4,
  }
}

interface Life {
  /** Days of purchases, ascending, the first one the day on which they came. */
  readonly days: readonly number[]
  readonly spends: readonly number[]
}

/** Customers who came on days 0 to `closingDay`, as they were known on both days. */
export function simulatedBase(of: {
  readonly customers: number
  readonly openingDay: number
  readonly closingDay: number
  readonly discountRatePerYear: number
  readonly seed: number
  /** What every purchase costs; drawn where left out. */
  readonly spend?: number
}): { readonly opening: PayingCustomers; readonly closing: ClosingCustomers } {
  const { openingDay, closingDay, discountRatePerYear } = of
  const random = seededRandom(of.seed)
  const lives = Array.from({ length: of.customers }, () =>
    life(Math.floor(random() * closingDay), { ...of, random }),
  )
  const opening = statesOn(lives, openingDay)
  const closing = statesOn(lives, closingDay)
  const forgone = lives.map(({ days, spends }) =>
    days.reduce((sum, day, place) => {
      const growth = growthOf({ days: closingDay - day, discountRatePerYear })
      return day > openingDay ? sum + 0.4 * (spends[place] ?? 0) * (growth - 1) : sum
    }, 0),
  )
  return {
    opening,
    closing: {
      ...closing,
      interestForgone: Float64Array.from(closing.customer, (number) => forgone[number] ?? 0),
    },
  }
}

function life(
  first: number,
  of: { readonly closingDay: number; readonly random: Random; readonly spend?: number },
): Life {
  const { closingDay, random, spend: each } = of
  const rate = gammaVariate(random, { shape: purchases.r, rate: purchases.alpha })
  const leaving = gammaVariate(random, { shape: purchases.s, rate: purchases.beta })
  const scale = gammaVariate(random, { shape: spend.q, rate: spend.gamma })
  const end = Math.min(closingDay, first + exponentialVariate(random, leaving))
  const days = [first]
  for (let at = first + exponentialVariate(random, rate); at <= end; at += exponentialVariate(random, rate)) {
    const day = Math.ceil(at)
    if (day > (days.at(-1) ?? 0) && day <= closingDay) days.push(day)
  }
  return { days, spends: days.map(() => each ?? gammaVariate(random, { shape: spend.p, rate: scale })) }
}

function statesOn(lives: readonly Life[], day: number): PayingCustomers {
  const known = lives.flatMap(({ days, spends }, customer) => {
    const bought = days.filter((one) => one <= day)
    const [first] = bought
    if (first === undefined) return []
    const x = bought.length - 1
    const again = spends.slice(1, bought.length).reduce((sum, one) => sum + one, 0)
    const paid = 0.4 * spends.slice(0, bought.length).reduce((sum, one) => sum + one, 0)
    const last = (bought.at(-1) ?? first) - first
    return [{ customer, x, last, age: day - first, m: x, meanSpend: x > 0 ? again / x : Number.NaN, paid }]
  })
  const whole = (name: Exclude<keyof CustomerStates, 'meanSpend' | 'covariates'>) =>
    Int32Array.from(known, (one) => one[name])
  return {
    customer: whole('customer'),
    x: whole('x'),
    last: whole('last'),
    age: whole('age'),
    m: whole('m'),
    meanSpend: Float64Array.from(known, (one) => one.meanSpend),
    paid: Float64Array.from(known, (one) => one.paid),
  }
}

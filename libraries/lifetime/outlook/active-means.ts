/** What active customers of one x are expected to do, at each of many ages. */
import type { ActiveCustomer, AnyFittedPurchaseModel, PurchaseModel } from '../model.ts'
import { smoothCurve } from './smooth-curve.ts'

/** With fewer ages than this each is computed by itself. */
const manyAges = 100

/** Means of one active customer at the fitted parameters. */
export interface ActiveMeans {
  readonly purchases: number
  readonly discounted: number
  /** Discounted, without end; NaN where nothing is discounted. */
  readonly endless: number
}

/** By which model, and how far. */
export interface MeansOptions {
  readonly model: PurchaseModel
  readonly fitted: AnyFittedPurchaseModel
  readonly horizon: number
  readonly discountRate: number
}

/** Whose means are wanted. */
export interface ActiveMeansOptions extends MeansOptions {
  readonly repeatPurchases: number
}

/** The ages at which the means will be asked for, of customers whose future does not depend on their last purchase. */
export interface AgeRange {
  readonly from: number
  readonly to: number
  /** How many different ages there are. */
  readonly count: number
}

/** The means as a function of age where nothing else matters: from a smooth curve where there are so many ages that it pays. */
export function activeMeans(options: ActiveMeansOptions, ages: AgeRange): (age: number) => ActiveMeans {
  // t_x is not read: any will do.
  const at = (age: number) =>
    meansAt(options, { repeatPurchases: options.repeatPurchases, lastPurchaseAge: age, age })
  const scale = options.model.whileActive.ageScale(options.fitted)
  const curve = ages.count < manyAges ? undefined : smoothCurve({ at, from: ages.from, to: ages.to, scale })
  return (age) => {
    return activeMeansFrom((curve ?? at)(age))
  }
}

/** The means of one customer. */
export function activeMeansOf(options: MeansOptions, customer: ActiveCustomer): ActiveMeans {
  return activeMeansFrom(meansAt(options, customer))
}

function activeMeansFrom([purchases, discounted, endless]: Float64Array): ActiveMeans {
  return { purchases, discounted, endless: endless ?? NaN }
}

function meansAt(
  { model, fitted, horizon, discountRate }: MeansOptions,
  customer: ActiveCustomer,
): Float64Array {
  const { whileActive } = model
  const purchases = whileActive.expectedPurchases(fitted, customer, horizon)
  const discounted = (to: number) =>
    whileActive.discountedExpectedPurchases(fitted, customer, { horizon: to, discountRate })
  if (discountRate === 0) return Float64Array.of(purchases, discounted(horizon))
  return Float64Array.of(purchases, discounted(horizon), discounted(Infinity))
}

/** What active customers of one x are expected to do, at each of many ages. */
import type { AnyFittedPurchaseModel, PurchaseModel } from '../model.ts'
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

/** Whose means are wanted. */
export interface ActiveMeansOptions {
  readonly model: PurchaseModel
  readonly fitted: AnyFittedPurchaseModel
  readonly repeatPurchases: number
  readonly horizon: number
  readonly discountRate: number
}

/** The ages at which the means will be asked for. */
export interface AgeRange {
  readonly from: number
  readonly to: number
  /** How many different ages there are. */
  readonly count: number
}

/** The means as a function of age: from a smooth curve where there are so many ages that it pays. */
export function activeMeans(options: ActiveMeansOptions, ages: AgeRange): (age: number) => ActiveMeans {
  const at = (age: number) => meansAt(options, age)
  const { parameters } = options.fitted
  // Ages enter as alpha + T and, in Pareto/NBD, as beta + T: the smaller of the two is where the curve bends.
  const scale = 'beta' in parameters ? Math.min(parameters.alpha, parameters.beta) : parameters.alpha
  const curve = ages.count < manyAges ? undefined : smoothCurve({ at, from: ages.from, to: ages.to, scale })
  return (age) => {
    const [purchases, discounted, endless] = (curve ?? at)(age)
    return { purchases, discounted, endless: endless ?? NaN }
  }
}

function meansAt(
  { model, fitted, repeatPurchases, horizon, discountRate }: ActiveMeansOptions,
  age: number,
): Float64Array {
  const { whileActive } = model
  const customer = { repeatPurchases, age }
  const purchases = whileActive.expectedPurchases(fitted, customer, horizon)
  const discounted = (to: number) =>
    whileActive.discountedExpectedPurchases(fitted, customer, { horizon: to, discountRate })
  if (discountRate === 0) return Float64Array.of(purchases, discounted(horizon))
  return Float64Array.of(purchases, discounted(horizon), discounted(Infinity))
}

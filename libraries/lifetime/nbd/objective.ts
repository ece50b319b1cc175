/** The log-likelihood of all customers with its gradient and Hessian: sums over the distinct x and over the distinct T. */
import { digammaIncrement, logGammaIncrement, trigammaIncrement } from '#numerics/gamma.ts'
import { distinctRows, picked } from '../collapse.ts'
import type { PurchaseObjective, WeightedHistories } from '../model.ts'

/**
 * Prepares minus the mean log-likelihood per customer.
 *
 * @param rows - Distinct histories with weights.
 * @returns Functions of (ln r, ln α).
 */
export function prepareObjective({
  repeatPurchases,
  age,
  weight,
}: WeightedHistories): Required<PurchaseObjective> {
  const counts = totalsBy(repeatPurchases, weight, repeatPurchases)
  const ends = totalsBy(age, weight, repeatPurchases)
  const customers = weight.reduce((sum, count) => sum + count, 0)
  const curvatureAt = (logParameters: readonly number[]) => {
    const [r, alpha] = logParameters.map(Math.exp)
    const sums = { value: 0, byR: 0, byAlpha: 0, rr: 0, rAlpha: 0, alphaAlpha: 0 }
    counts.keys.forEach((x, i) => {
      const slope = r * digammaIncrement(r, x)
      sums.value += counts.customers[i] * logGammaIncrement(r, x) - counts.purchases[i] * Math.log(alpha)
      sums.byR += counts.customers[i] * slope
      sums.byAlpha -= counts.purchases[i]
      sums.rr += counts.customers[i] * (slope + r * r * trigammaIncrement(r, x))
    })
    ends.keys.forEach((time, i) => {
      const shape = r * ends.customers[i] + ends.purchases[i]
      const growth = Math.log1p(time / alpha)
      const rest = time / (alpha + time)
      sums.value -= shape * growth
      sums.byR -= r * ends.customers[i] * growth
      sums.byAlpha += shape * rest
      sums.rr -= r * ends.customers[i] * growth
      sums.rAlpha += r * ends.customers[i] * rest
      sums.alphaAlpha -= (shape * rest * alpha) / (alpha + time)
    })
    const mean = (sum: number) => -sum / customers
    return {
      value: mean(sums.value),
      gradient: [mean(sums.byR), mean(sums.byAlpha)],
      hessian: [
        [mean(sums.rr), mean(sums.rAlpha)],
        [mean(sums.rAlpha), mean(sums.alphaAlpha)],
      ],
    }
  }
  return { curvatureAt, slopeAt: curvatureAt }
}

/** Customers and their purchases by the distinct values of a column. */
interface Totals {
  readonly keys: Float64Array
  readonly customers: Float64Array
  readonly purchases: Float64Array
}

function totalsBy(column: Float64Array, weight: Float64Array, repeatPurchases: Float64Array): Totals {
  const { places, firsts } = distinctRows([column])
  const customers = new Float64Array(firsts.length)
  const purchases = new Float64Array(firsts.length)
  for (let row = 0; row < places.length; row++) {
    customers[places[row]] += weight[row]
    purchases[places[row]] += weight[row] * repeatPurchases[row]
  }
  return { keys: picked(column, firsts), customers, purchases }
}

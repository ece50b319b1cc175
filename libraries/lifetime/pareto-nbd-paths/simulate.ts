/** Customers on paths of covariates who behave as a Pareto/NBD fit says. */
import type { Random } from '#numerics/random.ts'
import { exponentialVariate, gammaVariate, poissonVariate } from '#numerics/variates.ts'
import type { FittedOnPaths } from './fit.ts'
import type { CustomersOnPaths } from './paths.ts'
import { pathRates } from './predict.ts'
import { segmentsOf } from './segments.ts'

/** What simulated customers did. */
export interface SimulatedPurchases {
  /** Whose the purchases are, ascending, and their ages, ascending within a customer: up to the end of observation. */
  readonly customer: Float64Array
  readonly age: Float64Array
  /** Purchases after that, until the end of each customer's path. */
  readonly futurePurchases: Float64Array
  /** 1 where truly active at the end of observation. */
  readonly active: Uint8Array
}

/**
 * Simulates customers from their first purchase on: the histories of `paths` are not looked at, only ages and covariates.
 *
 * @throws LIFETIME_COVARIATE_MISSING.
 */
export function simulateOnPaths(
  fitted: FittedOnPaths,
  paths: CustomersOnPaths,
  random: Random,
): SimulatedPurchases {
  const { age } = paths.histories
  const { r, alpha, s, beta } = fitted.parameters
  const { rates, kindOf } = pathRates(fitted, paths)
  const whole = segmentsOf(paths, kindOf, { from: age.map(() => 0), to: paths.until, joined: false })
  const [customers, times]: [number[], number[]] = [[], []]
  const futurePurchases = new Float64Array(age.length)
  const active = new Uint8Array(age.length)
  for (let i = 0; i < age.length; i++) {
    const rate = gammaVariate(random, { shape: r, rate: alpha })
    // The dropout comes when its own clock, which runs at d(t), has gone so far.
    let dropout = exponentialVariate(random, gammaVariate(random, { shape: s, rate: beta }))
    const own: number[] = []
    let time = 0
    for (let k = whole.first[i]; k < whole.first[i + 1] && dropout > 0; k++) {
      const [b, d] = [rates.purchase[whole.kind[k]], rates.dropout[whole.kind[k]]]
      const lived = Math.min(whole.length[k], dropout / d)
      const count = poissonVariate(random, rate * b * lived)
      for (let n = 0; n < count; n++) own.push(time + lived * random())
      if (time + lived > age[i] || (lived === whole.length[k] && time + lived === age[i])) active[i] = 1
      dropout = lived < whole.length[k] ? 0 : dropout - d * lived
      time += lived
    }
    if (age[i] === 0) active[i] = 1
    for (const at of own.toSorted((left, right) => left - right)) {
      if (at > age[i]) futurePurchases[i]++
      else {
        customers.push(i)
        times.push(at)
      }
    }
  }
  return { customer: Float64Array.from(customers), age: Float64Array.from(times), futurePurchases, active }
}

/**
 * GGompertz/NBD: how likely a history is, as three events after the last purchase.
 *
 * Purchases come at a rate λ ~ Gamma(r, α) until a dropout, whose time has the survival function exp(−η(e^(bt) − 1)) with
 * a level η ~ Gamma(s, β). After the last purchase at t_x, silence until T has two causes: the dropout comes before the
 * next purchase, whenever that is, with probability G(t_x); or neither comes until T, with probability S, and the
 * purchase is the first of the two after T, with probability 1 − G(T). Hence
 *
 *   L = Γ(r+x)/Γ(r) · α^r / (α+t_x)^(r+x) · e^(−s·h(t_x)) · [G(t_x) + S·(1 − G(T))],
 *   S = ((α+t_x)/(α+T))^(r+x) · e^(−s·(h(T) − h(t_x))),      h(t) = ln[(β + e^(bt) − 1)/β],
 *   P(active) = S / [G(t_x) + S·(1 − G(T))].
 *
 * This is the published likelihood, regrouped into probabilities as that of Pareto/NBD is; G is in `race.ts`.
 *
 * @see Bemmaor & Glady (2012), "Modeling Purchasing Behavior with Sudden 'Death': A Flexible Customer Lifetime Model",
 *   Management Science 58(5), equation 7.
 */
import { logGammaIncrement } from '#numerics/gamma.ts'
import { distinctRows, picked } from '../collapse.ts'
import type { FittedGgompertzNbd, PurchaseHistories } from '../model.ts'
import { ageScaleOf, betaAt, hazardGrowth } from './gompertz-lifetime.ts'
import { raceTable } from './race-table.ts'
import { logRace } from './race.ts'

/** What may have happened since the last purchase of each customer. */
interface Silences {
  /** ln S. */
  readonly logUntouched: Float64Array
  /** G(t_x)/S + 1 − G(T), or with S in front the probability of silence. */
  readonly logSilent: Float64Array
}

/**
 * Log-likelihood of each row, Γ(x+1) left out as usual.
 *
 * @returns n numbers, in the order of `histories`.
 */
export function logLikelihood(fitted: FittedGgompertzNbd, histories: PurchaseHistories): Float64Array {
  const { r, alpha, s } = fitted.parameters
  const { repeatPurchases, lastPurchaseAge } = histories
  const { logSilent } = silencesOf(fitted, histories)
  return repeatPurchases.map((x, row) => {
    const last = lastPurchaseAge[row]
    const buying = r * Math.log1p(last / alpha) + (x === 0 ? 0 : x * Math.log(alpha + last))
    return logGammaIncrement(r, x) - buying - s * hazardGrowth(fitted.parameters, last) + logSilent[row]
  })
}

/**
 * Probability that each customer is still active at the end of observation.
 *
 * @returns n probabilities in [0, 1], in the order given; 1 where the last purchase is at the end of observation.
 * @see Bemmaor & Glady (2012), equation 9.
 */
export function probabilityActive(fitted: FittedGgompertzNbd, histories: PurchaseHistories): Float64Array {
  const { logUntouched, logSilent } = silencesOf(fitted, histories)
  return logUntouched.map((untouched, row) => Math.min(1, Math.exp(untouched - logSilent[row])))
}

function silencesOf({ parameters }: FittedGgompertzNbd, histories: PurchaseHistories): Silences {
  const { r, alpha, s } = parameters
  const { repeatPurchases, lastPurchaseAge, age } = histories
  const dropoutFirst = logRaces(parameters, [repeatPurchases, lastPurchaseAge], false)
  const purchaseFirst = logRaces(parameters, [repeatPurchases, age], true)
  const logUntouched = repeatPurchases.map((x, row) => {
    const last = lastPurchaseAge[row]
    const quiet = age[row] - last
    const staying = s * hazardGrowth({ b: parameters.b, beta: betaAt(parameters, last) }, quiet)
    return -(r + x) * Math.log1p(quiet / (alpha + last)) - staying
  })
  const logSilent = logUntouched.map((untouched, row) => {
    // Nothing can have happened in no time.
    if (age[row] === lastPurchaseAge[row]) return 0
    return Math.log(Math.exp(dropoutFirst[row]) + Math.exp(untouched + purchaseFirst[row]))
  })
  return { logUntouched, logSilent }
}

/** ln of the probability that one of the two comes first, computed once for each (x, t). */
function logRaces(
  parameters: FittedGgompertzNbd['parameters'],
  [repeatPurchases, times]: readonly [Float64Array, Float64Array],
  purchase: boolean,
): Float64Array {
  const { places, firsts } = distinctRows([repeatPurchases, times])
  const out = new Float64Array(1)
  const table = raceTable(
    {
      size: 1,
      at: (x, time) => {
        out[0] = logRace(parameters, { shape: parameters.r + x, time }, purchase)
        return out
      },
      ageScale: ageScaleOf(parameters),
      b: parameters.b,
    },
    { repeatPurchases: picked(repeatPurchases, firsts), time: picked(times, firsts) },
  )
  return repeatPurchases.map((_, row) => table[places[row]])
}

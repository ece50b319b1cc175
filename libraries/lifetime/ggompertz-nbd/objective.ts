/**
 * The log-likelihood of all customers with its gradient and Hessian. A history ends in one of two ways, so that
 * L = Γ(r+x)/Γ(r) · (e^Φ + e^Ψ): the customer had dropped out, with Φ = ln P(dropout first after t_x) − A(t_x), or is
 * active, with Ψ = ln P(purchase first after T) − A(T), where A(t) = r ln(1 + t/α) + x ln(α + t) + s h(t).
 */
import type { PurchaseHistories, PurchaseObjective } from '../model.ts'
import { prepareTwoEndings, type Endings } from '../until-dropout/two-endings.ts'
import { ageScaleOf } from './gompertz-lifetime.ts'
import { raceTable } from './race-table.ts'
import { growthAt, raceCurvatureSize, setRaceCurvature, type RaceParameters } from './race.ts'

/**
 * Prepares minus the mean log-likelihood per customer.
 *
 * @param histories - Distinct histories with weights.
 * @returns Functions of (ln r, ln α, ln b, ln s, ln β).
 */
export function prepareObjective(histories: PurchaseHistories): Required<PurchaseObjective> {
  return prepareTwoEndings({ size, update: updateEndings }, histories)
}

const size = 5
const entries = (size * (size + 1)) / 2

/** Computes every Φ, or every Ψ, with its derivatives. */
function updateEndings(
  endings: Endings,
  [r, alpha, b, s, beta]: readonly number[],
  { active }: { readonly active: boolean },
): void {
  const parameters = { r, alpha, b, s, beta }
  const race = new Float64Array(raceCurvatureSize)
  const table = raceTable(
    {
      size: raceCurvatureSize,
      at: (x, time) => {
        setRaceCurvature(race, parameters, { racer: { shape: r + x, time }, purchase: active })
        return race
      },
      ageScale: ageScaleOf(parameters),
      b,
    },
    endings,
  )
  for (let i = 0; i < endings.time.length; i++) {
    const at = raceCurvatureSize * i
    endings.value[i] = table[at]
    endings.gradient.set(table.subarray(at + 1, at + 1 + size), size * i)
    endings.hessian.set(table.subarray(at + 1 + size, at + raceCurvatureSize), entries * i)
    subtractDecay(endings, i, parameters)
  }
}

/** Places in the lower triangle, row by row. */
const [RR, AlR, AlAl, BB, SB, SS, BeB, BeS, BeBe] = [0, 1, 2, 5, 8, 9, 12, 13, 14]

/** − A(t). */
function subtractDecay(
  { repeatPurchases, time, value, gradient, hessian }: Endings,
  i: number,
  { r, alpha, b, s, beta }: RaceParameters & { readonly r: number },
): void {
  const x = repeatPurchases[i]
  const p = alpha / (alpha + time[i])
  // 1 − p, without the loss where α is far longer than the time.
  const rest = time[i] / (alpha + time[i])
  const buying = r * Math.log1p(time[i] / alpha)
  const growth = growthAt({ b, beta }, time[i])
  value[i] -= buying + x * Math.log(alpha + time[i]) + s * growth.value
  const slope = size * i
  gradient[slope] -= buying
  gradient[slope + 1] += r * rest - x * p
  gradient[slope + 2] -= s * growth.byB
  gradient[slope + 3] -= s * growth.value
  gradient[slope + 4] += s * growth.m
  const at = entries * i
  hessian[at + RR] -= buying
  hessian[at + AlR] += r * rest
  hessian[at + AlAl] -= (r + x) * p * rest
  hessian[at + BB] -= s * growth.bb
  hessian[at + SB] -= s * growth.byB
  hessian[at + SS] -= s * growth.value
  hessian[at + BeB] += s * growth.bBeta
  hessian[at + BeS] += s * growth.m
  hessian[at + BeBe] -= s * growth.betaBeta
}

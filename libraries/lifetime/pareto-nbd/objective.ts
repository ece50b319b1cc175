/**
 * The log-likelihood of all customers with its gradient and Hessian. A history ends in one of two ways, so that
 * L = Γ(r+x)/Γ(r) · (e^Φ + e^Ψ): the customer had dropped out, with Φ = ln G(t_x) − A(t_x), or is active,
 * with Ψ = ln(1 − G(T)) − A(T), where A(t) = r ln(1 + t/α) + x ln(α + t) + s ln(1 + t/β).
 */
import { logGammaShare } from '#numerics/gamma-share.ts'
import type { PurchaseHistories, PurchaseObjective } from '../model.ts'
import { prepareTwoEndings, type Endings } from '../until-dropout/two-endings.ts'
import type { ParetoNbdParameters } from './likelihood.ts'

/**
 * Prepares minus the mean log-likelihood per customer.
 *
 * @param histories - Distinct histories with weights.
 * @returns Functions of (ln r, ln α, ln s, ln β).
 */
export function prepareObjective(histories: PurchaseHistories): Required<PurchaseObjective> {
  const update = (endings: Endings, [r, alpha, s, beta]: readonly number[], which: { active: boolean }) =>
    updateEndings(endings, { r, alpha, s, beta }, which)
  return prepareTwoEndings({ size: 4, update }, histories)
}

/** Places in the lower triangle, row by row. */
const [RR, AlR, AlAl, SR, SAl, SS, BR, BAl, BS, BB] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]

/** Computes every Φ, or every Ψ, with its derivatives. */
export function updateEndings(
  endings: Endings,
  parameters: ParetoNbdParameters,
  { active }: { readonly active: boolean },
): void {
  for (let i = 0; i < endings.time.length; i++) {
    setRace(endings, i, { parameters, active })
    subtractDecay(endings, i, parameters)
  }
}

/** ln G(t), or ln(1 − G(t)): the logarithm of the share of the dropout, or of the purchase, in the race between them. */
function setRace(
  { repeatPurchases, time, value, gradient, hessian }: Endings,
  i: number,
  { parameters: { r, alpha, s, beta }, active }: { parameters: ParetoNbdParameters; active: boolean },
): void {
  const purchases = r + repeatPurchases[i]
  const p = alpha / (alpha + time[i])
  const q = beta / (beta + time[i])
  const [pRest, qRest] = [time[i] / (alpha + time[i]), time[i] / (beta + time[i])]
  const ratio = (beta + time[i]) / (alpha + time[i])
  const share = active
    ? logGammaShare({ own: purchases, rival: s }, 1 / ratio)
    : logGammaShare({ own: s, rival: purchases }, ratio)
  // In r, in s, and in l = ln[(β + t) / (α + t)].
  const [byR, byS] = active ? [share.byOwn, share.byRival] : [share.byRival, share.byOwn]
  const [rr, ss] = active ? [share.ownOwn, share.rivalRival] : [share.rivalRival, share.ownOwn]
  const byL = active ? -share.byRatio : share.byRatio
  const [rl, sl] = active ? [-share.ownRatio, -share.rivalRatio] : [share.rivalRatio, share.ownRatio]
  const ll = share.ratioRatio
  value[i] = share.value
  gradient[4 * i] = r * byR
  gradient[4 * i + 1] = -p * byL
  gradient[4 * i + 2] = s * byS
  gradient[4 * i + 3] = q * byL
  const at = 10 * i
  hessian[at + RR] = r * (r * rr + byR)
  hessian[at + AlR] = -p * r * rl
  hessian[at + AlAl] = p * (p * ll - pRest * byL)
  hessian[at + SR] = r * s * share.ownRival
  hessian[at + SAl] = -p * s * sl
  hessian[at + SS] = s * (s * ss + byS)
  hessian[at + BR] = q * r * rl
  hessian[at + BAl] = -p * q * ll
  hessian[at + BS] = q * s * sl
  hessian[at + BB] = q * (q * ll + qRest * byL)
}

/** − A(t). */
function subtractDecay(
  { repeatPurchases, time, value, gradient, hessian }: Endings,
  i: number,
  { r, alpha, s, beta }: ParetoNbdParameters,
): void {
  const x = repeatPurchases[i]
  const p = alpha / (alpha + time[i])
  const q = beta / (beta + time[i])
  // 1 − p and 1 − q, without the loss where α or β is far longer than the time.
  const [pRest, qRest] = [time[i] / (alpha + time[i]), time[i] / (beta + time[i])]
  const buying = r * Math.log1p(time[i] / alpha)
  const staying = s * Math.log1p(time[i] / beta)
  value[i] -= buying + x * Math.log(alpha + time[i]) + staying
  gradient[4 * i] -= buying
  gradient[4 * i + 1] += r * pRest - x * p
  gradient[4 * i + 2] -= staying
  gradient[4 * i + 3] += s * qRest
  const at = 10 * i
  hessian[at + RR] -= buying
  hessian[at + AlR] += r * pRest
  hessian[at + AlAl] -= (r + x) * p * pRest
  hessian[at + SS] -= staying
  hessian[at + BS] += s * qRest
  hessian[at + BB] -= s * q * qRest
}

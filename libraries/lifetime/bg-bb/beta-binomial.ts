/** BG/BB in the limit where nobody is lost: how often customers buy differs, and that is all. */
import { digammaIncrement, logGammaIncrement, trigammaIncrement } from '#numerics/gamma.ts'
import type { Curvature } from '#numerics/optimise.ts'
import { fitByMaximumLikelihood, type FitResult } from '../fit.ts'
import { addCurvature, emptyCurvature, perCustomerInLogs, symmetric } from '../log-parameters.ts'
import { refuseNoRepeats } from './fit.ts'
import { collapseOpportunities, type OpportunityHistories } from './histories.ts'

/**
 * Fits the beta-binomial to the order of purchases: B(α+x, β+n−x)/B(α, β) for each customer, as in BG/BB at γ → 0.
 *
 * @throws LIFETIME_NO_REPEAT_PURCHASES, LIFETIME_FIT_NOT_CONVERGED.
 * @see Fader, Hardie & Shang (2010), Marketing Science 29(6), equation 7 at θ = 0.
 */
export function fitBetaBinomial(histories: OpportunityHistories): FitResult<'alpha' | 'beta'> {
  const rows = collapseOpportunities(histories)
  let [customers, taken, offered] = [0, 0, 0]
  rows.weight.forEach((weight, row) => {
    customers += weight
    taken += weight * rows.repeatPurchases[row]
    offered += weight * rows.opportunities[row]
  })
  refuseNoRepeats(rows, customers)
  const curvatureAt = (logParameters: readonly number[]) => {
    const point = logParameters.map(Math.exp)
    const sum = emptyCurvature(2)
    rows.weight.forEach((weight, row) => {
      addCurvature(sum, weight, logLikelihood(point, rows.repeatPurchases[row], rows.opportunities[row]))
    })
    return perCustomerInLogs(point, sum, customers)
  }
  const share = (taken + 1) / (offered + 2)
  return fitByMaximumLikelihood({
    parameterNames: ['alpha', 'beta'],
    units: [1, 1],
    slopeAt: curvatureAt,
    curvatureAt,
    starts: [1, 10].map((size) => [Math.log(size * share), Math.log(size * (1 - share))]),
    customerCount: customers,
    distinctRows: rows.weight.length,
    logLikelihoodOffset: 0,
  })
}

function logLikelihood([alpha, beta]: readonly number[], taken: number, offered: number): Curvature {
  const both = alpha + beta
  const byBoth = -digammaIncrement(both, offered)
  const second = -trigammaIncrement(both, offered)
  return {
    value:
      logGammaIncrement(alpha, taken) +
      logGammaIncrement(beta, offered - taken) -
      logGammaIncrement(both, offered),
    gradient: [digammaIncrement(alpha, taken) + byBoth, digammaIncrement(beta, offered - taken) + byBoth],
    hessian: symmetric([
      [trigammaIncrement(alpha, taken) + second],
      [second, trigammaIncrement(beta, offered - taken) + second],
    ]),
  }
}

/** The beta-discrete-Weibull: contracts whose chance not to be renewed also moves with their own age. */
import { betaVariate } from '#numerics/variates.ts'
import type { ContractLikelihood, ContractModel, FittedBdw } from '../contractual/contract-model.ts'
import { fitContractModel } from '../contractual/fit.ts'
import type { ContractHistories } from '../contractual/histories.ts'
import type { FitOptions } from '../model.ts'
import { documentWith } from '../with-parameters.ts'
import { bdwCurve } from './curve.ts'

const parameterNames = ['alpha', 'beta', 'c'] as const

const likelihood: ContractLikelihood<(typeof parameterNames)[number]> = {
  parameterNames,
  curve: bdwCurve,
  starts: (loss) => [
    { alpha: 0.5, beta: (0.5 * (1 - loss)) / loss, c: 1.2 },
    { alpha: 2, beta: (2 * (1 - loss)) / loss, c: 0.8 },
    { alpha: 0.1, beta: (0.1 * (1 - loss)) / loss, c: 2 },
  ],
}

/**
 * Fits BdW by maximum likelihood.
 *
 * @param histories - Contracts of any ages together.
 * @throws LIFETIME_NO_CONTRACT_ENDED, LIFETIME_NO_RENEWALS, LIFETIME_FIT_NOT_CONVERGED, LIFETIME_OPTION_INVALID,
 *   LIFETIME_PARAMETER_NOT_POSITIVE.
 * @see Fader, Hardie, Liu, Davin & Steenburgh (2018), Journal of Interactive Marketing 43.
 */
export function fitBdw(histories: ContractHistories, options?: FitOptions): FittedBdw {
  const result = fitContractModel(likelihood, histories, options)
  return Object.freeze({ model: 'bdw', version: 1, ...result })
}

/** BdW as the machinery sees it. */
export const bdw: ContractModel<FittedBdw> = {
  name: 'bdw',
  title: 'BdW',
  parameterNames,
  contains: ['geometric', 'sbg'],
  withParameters: (parameters) => documentWith({ model: 'bdw', parameterNames }, parameters),
  fit: fitBdw,
  likelihood,
  curve: bdwCurve,
  drawRenewals: ({ parameters: { alpha, beta, c } }, random) => {
    const loss = betaVariate(random, { a: alpha, b: beta })
    // P(at least k renewals) = (1 − loss)^(k^c).
    return Math.floor((Math.log(random()) / Math.log1p(-loss)) ** (1 / c))
  },
}

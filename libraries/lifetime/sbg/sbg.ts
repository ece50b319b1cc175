/** The shifted beta-geometric: contracts each with a constant chance not to be renewed. */
import { betaVariate } from '#numerics/variates.ts'
import type { ContractLikelihood, ContractModel, FittedSbg } from '../contractual/contract-model.ts'
import { fitContractModel } from '../contractual/fit.ts'
import type { ContractHistories } from '../contractual/histories.ts'
import type { FitOptions } from '../model.ts'
import { documentWith } from '../with-parameters.ts'
import { sbgCurve } from './curve.ts'

const parameterNames = ['alpha', 'beta'] as const

const likelihood: ContractLikelihood<(typeof parameterNames)[number]> = {
  parameterNames,
  curve: sbgCurve,
  starts: (loss) => [
    { alpha: 1, beta: (1 - loss) / loss },
    { alpha: 10, beta: (10 * (1 - loss)) / loss },
  ],
}

/**
 * Fits sBG by maximum likelihood.
 *
 * @param histories - Contracts of any ages together.
 * @throws LIFETIME_NO_CONTRACT_ENDED, LIFETIME_NO_RENEWALS, LIFETIME_FIT_NOT_CONVERGED, LIFETIME_OPTION_INVALID,
 *   LIFETIME_PARAMETER_NOT_POSITIVE.
 * @see Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive Marketing 21(1).
 */
export function fitSbg(histories: ContractHistories, options?: FitOptions): FittedSbg {
  const result = fitContractModel(likelihood, histories, options)
  return Object.freeze({ model: 'sbg', version: 1, ...result })
}

/** sBG as the machinery sees it. */
export const sbg: ContractModel<FittedSbg> = {
  name: 'sbg',
  title: 'sBG',
  parameterNames,
  contains: ['geometric'],
  withParameters: (parameters) => documentWith({ model: 'sbg', parameterNames }, parameters),
  fit: fitSbg,
  likelihood,
  curve: sbgCurve,
  drawRenewals: ({ parameters: { alpha, beta } }, random) => {
    const loss = betaVariate(random, { a: alpha, b: beta })
    return Math.floor(Math.log(random()) / Math.log1p(-loss))
  },
}

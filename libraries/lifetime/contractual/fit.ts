/** What the fits of all contract models share: totals by age, starts and refusals. */
import { lifetimeError } from '../errors.ts'
import { fitByMaximumLikelihood, type FitProblem, type FitResult } from '../fit.ts'
import type { FitOptions } from '../model.ts'
import type { ContractLikelihood } from './contract-model.ts'
import type { ContractHistories } from './histories.ts'
import { prepareObjective, totalsByAge, type AgeTotals } from './objective.ts'

/**
 * Fits a contract model by maximum likelihood, from a fixed start: the same histories give the same fit.
 *
 * @throws LIFETIME_NO_CONTRACT_ENDED, LIFETIME_NO_RENEWALS, LIFETIME_FIT_NOT_CONVERGED, LIFETIME_OPTION_INVALID,
 *   LIFETIME_PARAMETER_NOT_POSITIVE.
 */
export function fitContractModel<Parameter extends string>(
  likelihood: ContractLikelihood<Parameter>,
  histories: ContractHistories,
  options?: FitOptions,
): FitResult<Parameter> {
  return fitByMaximumLikelihood(contractProblem(likelihood, histories), options)
}

/**
 * The likelihood that {@link fitContractModel} maximises.
 *
 * @throws LIFETIME_NO_CONTRACT_ENDED, LIFETIME_NO_RENEWALS.
 */
export function contractProblem<Parameter extends string>(
  { parameterNames, curve, starts }: ContractLikelihood<Parameter>,
  histories: ContractHistories,
): FitProblem<Parameter> {
  const totals = totalsByAge(histories)
  const { lost, renewed } = renewalEvents(histories)
  const curvatureAt = prepareObjective(curve, totals, parameterNames.length)
  return {
    parameterNames,
    units: parameterNames.map(() => 1),
    slopeAt: curvatureAt,
    curvatureAt,
    starts: starts(lost / (lost + renewed)).map((start) =>
      parameterNames.map((name) => Math.log(start[name])),
    ),
    customerCount: totals.contracts,
    distinctRows: histories.renewals.length,
    logLikelihoodOffset: 0,
    advice: () => adviceFor(totals),
  }
}

/**
 * Renewals that were due while observed: those made, and those not.
 *
 * @throws LIFETIME_NO_CONTRACT_ENDED, LIFETIME_NO_RENEWALS.
 */
export function renewalEvents({ renewals, ended, renewalsAtEntry, weight }: ContractHistories): {
  readonly lost: number
  readonly renewed: number
} {
  let [lost, renewed, contracts] = [0, 0, 0]
  renewals.forEach((age, row) => {
    const count = weight?.[row] ?? 1
    contracts += count
    lost += count * ended[row]
    renewed += count * (age - (renewalsAtEntry?.[row] ?? 0))
  })
  if (lost === 0) {
    const message = `None of the ${contracts} contracts has ended, so how long they last cannot be told.`
    throw lifetimeError('LIFETIME_NO_CONTRACT_ENDED', message, { count: contracts })
  }
  if (renewed === 0) {
    const message = `None of the ${contracts} contracts was renewed while observed, so renewal cannot be told.`
    throw lifetimeError('LIFETIME_NO_RENEWALS', message, { count: contracts })
  }
  return { lost, renewed }
}

/** The likeliest cause of a failed fit that the data themselves give away. */
function adviceFor({ ended, survived }: AgeTotals): string {
  const ages = new Set([...ended.keys(), ...survived.keys()]).size
  if (ages < 3)
    return 'Contracts were seen at one or two ages only: observe for longer, or pool cohorts of other ages.'
  return 'A parameter runs off without end: fit with a penalty such as 0.01, or take the simpler model.'
}

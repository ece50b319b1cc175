/** Profile intervals of contract models, and fits of theirs that come back from JSON. */
import { profileIntervalsOf, type ProfileInterval, type ProfileOptions } from '../inference/profile.ts'
import { readFitted } from '../read-document.ts'
import type { AnyFittedContractModel } from './contract-model.ts'
import { contractModel, contractModels } from './contract-models.ts'
import { contractProblem } from './fit.ts'
import type { ContractHistories } from './histories.ts'

/**
 * Profile-likelihood intervals for every parameter; see `../inference/profile.ts`.
 *
 * @param histories - The data of the fit.
 * @throws LIFETIME_OPTION_INVALID, LIFETIME_MODEL_UNKNOWN, LIFETIME_NO_CONTRACT_ENDED, LIFETIME_NO_RENEWALS.
 */
export function contractProfileIntervals(
  fitted: AnyFittedContractModel,
  histories: ContractHistories,
  options?: ProfileOptions,
): Readonly<Record<string, ProfileInterval>> {
  const problem = contractProblem(contractModel(fitted).likelihood, histories)
  return profileIntervalsOf(problem, fitted.parameters, options)
}

/**
 * Reads a fitted contract model from its JSON, text or parsed.
 *
 * @throws LIFETIME_DOCUMENT_INVALID, LIFETIME_MODEL_UNKNOWN, LIFETIME_PARAMETER_NOT_POSITIVE.
 */
export function readFittedContractModel(document: unknown): AnyFittedContractModel {
  const models = Object.fromEntries(contractModels.map(({ name, parameterNames }) => [name, parameterNames]))
  return readFitted(document, models) as AnyFittedContractModel
}

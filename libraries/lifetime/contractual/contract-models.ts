/** The contract models there are. */
import { bdw } from '../bdw/bdw.ts'
import { checkDocument } from '../document.ts'
import { sbg } from '../sbg/sbg.ts'
import { type AnyFittedContractModel, type ContractModel, parametersInOrder } from './contract-model.ts'

/**
 * Every contract model, the simpler first. The types let a model of one kind read fits of all kinds, since
 * {@link contractModel} hands each fit to its own.
 */
export const contractModels: readonly ContractModel[] = [sbg as ContractModel, bdw as ContractModel]

/**
 * The model of that fit.
 *
 * @throws LIFETIME_MODEL_UNKNOWN where a document names another model, or was written by another version.
 */
export function contractModel(fitted: AnyFittedContractModel): ContractModel {
  checkDocument(
    fitted,
    contractModels.map((model) => model.name),
  )
  return contractModels[contractModels.findIndex((model) => model.name === fitted.model)]
}

/** S(k+more)/S(k) of a fit, as a function of k and `more`. */
export function furtherSurvival(fitted: AnyFittedContractModel): (renewals: number, more: number) => number {
  const model = contractModel(fitted)
  const parameters = parametersInOrder(model, fitted)
  return (renewals, more) => Math.exp(model.curve.logFurther(parameters, renewals, more))
}

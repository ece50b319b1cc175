/** What certifies a fit of contracts. */
import { type Certificate, certificateOf } from '../inference/certificate.ts'
import type { Fitted } from '../model.ts'
import { sbg } from '../sbg/sbg.ts'
import type { AnyFittedContractModel, NestedContractModel } from './contract-model.ts'
import { contractModel } from './contract-models.ts'
import { renewalEvents } from './fit.ts'
import type { ContractHistories } from './histories.ts'

/**
 * Certifies a fit on its own data: that it is a summit, that the data tell it, and that no model within it is likelier.
 * Within both is one chance for all contracts, the limit where they do not differ; within BdW also sBG, at c = 1. That lies
 * inside, so that its statistic follows χ², see `likelihoodRatio`; the other one is at the edge.
 *
 * @param histories - The data of the fit.
 * @throws LIFETIME_MODEL_UNKNOWN.
 */
export function certify(
  fitted: AnyFittedContractModel,
  histories: ContractHistories,
): Certificate<NestedContractModel> {
  const fits = { geometric: () => oneChanceForAll(histories), sbg: () => sbg.fit(histories) }
  return certificateOf(
    fitted,
    contractModel(fitted).contains.map((model) => ({ model, fit: fits[model] })),
  )
}

/** The maximum with one chance not to be renewed: those not renewed over those due. */
function oneChanceForAll(
  histories: ContractHistories,
): Pick<Fitted<string, string>, 'parameters' | 'logLikelihood'> {
  const { lost, renewed } = renewalEvents(histories)
  const loss = lost / (lost + renewed)
  return { parameters: { loss }, logLikelihood: lost * Math.log(loss) + renewed * Math.log1p(-loss) }
}

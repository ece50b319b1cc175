/** Fits that come back from JSON, and fits that go on from earlier ones. */
import type {
  AnyFittedPurchaseModel,
  FitOptions,
  FittedGammaGamma,
  PurchaseHistories,
  PurchaseModelName,
} from './model.ts'
import { purchaseModel, purchaseModels } from './models.ts'
import { checkedFit, checkTimeUnitOf, documentOf, missing, readFitted } from './read-document.ts'

/**
 * Reads a fitted purchase model from its JSON.
 *
 * @param document - What `JSON.stringify` made of a fit, as text or already parsed.
 * @returns The fit, frozen; all figures are those of the fit that was written, to the last digit.
 * @throws LIFETIME_DOCUMENT_INVALID where it is no fit at all or a part is missing; LIFETIME_MODEL_UNKNOWN where it is of
 *   another model or was written by another version; LIFETIME_PARAMETER_NOT_POSITIVE.
 */
export function readFittedPurchaseModel(document: unknown): AnyFittedPurchaseModel {
  const read = documentOf(
    document,
    purchaseModels.map(({ name }) => name),
  )
  const { parameterNames } = purchaseModel(read.model as PurchaseModelName)
  checkTimeUnitOf(read)
  if (regularModels.has(read.model) && !(Number(read['regularity']) >= 1)) throw missing('regularity')
  // Model, version, unit and every figure have been looked at, so that it is one.
  return Object.freeze(checkedFit(read, parameterNames)) as AnyFittedPurchaseModel
}

/**
 * Reads a fitted Gamma-Gamma from its JSON.
 *
 * @throws as {@link readFittedPurchaseModel}
 */
export function readFittedGammaGamma(document: unknown): FittedGammaGamma {
  return readFitted(document, { 'gamma-gamma': ['p', 'q', 'gamma'] }) as FittedGammaGamma
}

/**
 * Fits the same model again, starting from where an earlier fit ended: to later data of the same customers a few steps
 * away. The maximum is the one that a fit from scratch finds.
 *
 * @param histories - In the unit of `fitted`; in another unit the search begins afresh.
 * @throws as the model's own fit
 */
export function refit(
  fitted: AnyFittedPurchaseModel,
  histories: PurchaseHistories,
  options: Omit<FitOptions, 'start'> = {},
): AnyFittedPurchaseModel {
  const model = purchaseModel(fitted)
  const start = fitted.timeUnit === histories.timeUnit ? { start: fitted.parameters } : {}
  return model.fit(histories, { ...options, ...start })
}

/** Models whose fit carries k besides its parameters. */
const regularModels: ReadonlySet<string> = new Set(['bg-cnbd-k', 'mbg-cnbd-k'])

/** The purchase models there are. */
import { bgNbd } from './bg-nbd/bg-nbd.ts'
import { lifetimeError } from './errors.ts'
import { ggompertzNbd } from './ggompertz-nbd/ggompertz-nbd.ts'
import { mbgNbd } from './mbg-nbd/mbg-nbd.ts'
import type { PurchaseModel, PurchaseModelName } from './model.ts'
import { nbd } from './nbd/nbd.ts'
import { paretoNbd } from './pareto-nbd/pareto-nbd.ts'

/**
 * Every purchase model, in the order in which ties are decided. The types let a model of one kind read fits of all
 * kinds, since `purchaseModel` hands each fit to its own.
 */
export const purchaseModels: readonly PurchaseModel[] = [
  paretoNbd as PurchaseModel,
  mbgNbd as PurchaseModel,
  bgNbd as PurchaseModel,
  ggompertzNbd as PurchaseModel,
  nbd as PurchaseModel,
]

/**
 * The model of that name, or of that fit.
 *
 * @throws LIFETIME_MODEL_UNKNOWN where a document names another model, or was written by another version.
 */
export function purchaseModel(
  of: PurchaseModelName | { readonly model: PurchaseModelName; readonly version: number },
): PurchaseModel {
  const { model: name, version } = typeof of === 'string' ? { model: of, version: 1 } : of
  const model = purchaseModels.find((candidate) => candidate.name === name)
  if (model !== undefined && version === 1) return model
  throw lifetimeError('LIFETIME_MODEL_UNKNOWN', `There is no model ${name} of version ${version}.`, {
    name,
    version,
  })
}

/** The purchase models there are. */
import { bgCnbd } from './bg-cnbd-k/bg-cnbd-k.ts'
import { bgNbd } from './bg-nbd/bg-nbd.ts'
import { lifetimeError } from './errors.ts'
import { ggompertzNbd } from './ggompertz-nbd/ggompertz-nbd.ts'
import { mbgCnbd } from './mbg-cnbd-k/mbg-cnbd-k.ts'
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
  mbgCnbd as PurchaseModel,
  bgCnbd as PurchaseModel,
  nbd as PurchaseModel,
]

/** What names a model: a fit, or the same read back from JSON. */
export interface ModelDocument {
  readonly model: PurchaseModelName
  readonly version: number
  /** Of a model of regular purchases, k. */
  readonly regularity?: number
}

/**
 * The model of that name, or of that fit: of a fit whose regularity was chosen, the model at that regularity.
 *
 * @throws LIFETIME_MODEL_UNKNOWN where a document names another model, or was written by another version.
 */
export function purchaseModel(of: PurchaseModelName | ModelDocument): PurchaseModel {
  const { model: name, version, regularity } = typeof of === 'string' ? { ...named, model: of } : of
  const model = purchaseModels.find((candidate) => candidate.name === name)
  if (model !== undefined && version === 1) {
    return regularity === undefined ? model : (model.atRegularity?.(regularity) ?? model)
  }
  throw lifetimeError('LIFETIME_MODEL_UNKNOWN', `There is no model ${name} of version ${version}.`, {
    name,
    version,
  })
}

/** What a mere name leaves open. */
const named = { version: 1, regularity: undefined }

/** Whether a model can tell if a customer is still active. */
import type { PurchaseModelName } from '../model.ts'
import { purchaseModel } from '../models.ts'

/**
 * False where P(active) says nothing about the customer: BG/NBD lets nobody drop out before the first repeat purchase,
 * so that it is 1 for every one-time buyer whatever happened since.
 */
export function canTellActive(model: PurchaseModelName, repeatPurchases: number): boolean {
  return repeatPurchases >= purchaseModel(model).tellsActivityFrom
}

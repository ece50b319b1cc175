/** A kind of fit as outlooks see it: what each row's customers may do, at the fit and at points around it. */
import { customerOf, selectRows } from '../history-rows.ts'
import type { AnyFittedPurchaseModel, PurchaseHistories, PurchaseModelName } from '../model.ts'
import { purchaseModel } from '../models.ts'
import { type FutureTable, tabulateFuture } from './future-table.ts'

/** What a row's customers may do: a line for each of several fits. */
export interface Prospect {
  /** P(active) on each line. */
  readonly active: Float64Array
  /** Counts of purchases while active. */
  readonly future: FutureTable
}

/** Looks at some rows under some fits; the rows are asked for one by one, by their place among those given. */
export type LookAhead<Fit> = (fits: readonly Fit[], rows: Uint32Array) => (place: number) => Prospect

/** Means of one row's customers: whether they are active, and what they buy while they are. */
export interface ProspectMeans {
  readonly active: number
  readonly purchases: number
  readonly discounted: number
}

/** Fits whose rows have futures of their own: on paths of covariates, on a calendar. */
export interface Prospects<Fit> {
  readonly plainModel: PurchaseModelName
  readonly fit: Fit
  /** Equally likely fits around it, in opposite pairs, one an axis; none where it has no covariance. */
  readonly points: readonly Fit[]
  readonly lookAhead: LookAhead<Fit>
  /** Means within the horizon, row by row. */
  readonly meansAt: (fit: Fit) => (row: number) => ProspectMeans
}

/** Rows of a plain model, whose futures follow from their histories. */
export function plainLookAhead(
  { model: name }: Pick<AnyFittedPurchaseModel, 'model'>,
  histories: PurchaseHistories,
  horizon: number,
): LookAhead<AnyFittedPurchaseModel> {
  const model = purchaseModel(name)
  return (fits, rows) => {
    const some = selectRows(histories, rows)
    const actives = fits.map((fit) => model.probabilityActive(fit, some))
    return (place) => ({
      active: Float64Array.from(actives, (column) => column[place]),
      future: tabulateFuture(model, fits, { customer: customerOf(some, place), horizon }),
    })
  }
}

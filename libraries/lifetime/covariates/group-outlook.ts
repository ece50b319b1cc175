/** What any group of customers with covariates will do together: what `groupOutlook` says of customers without. */
import { inUnit } from '#kernel/time.ts'
import { customerOf, rowOf } from '../history-rows.ts'
import type { AnyFittedPurchaseModel } from '../model.ts'
import { purchaseModel } from '../models.ts'
import { tabulateFuture } from '../outlook/future-table.ts'
import { type Group, type GroupOptions, type GroupOutlook, summedUp } from '../outlook/group-outlook.ts'
import { purchasePoints } from '../outlook/parameter-points.ts'
import type { LookAhead } from '../outlook/prospects.ts'
import type { CustomerCovariates } from './covariates.ts'
import type { FittedWithCovariates } from './fit.ts'
import { jointMixture } from './joint-points.ts'
import type { AskedGiven, CustomerOutlookGiven } from './outlook.ts'
import { cellsOf } from './predict.ts'
import { plainFitAt, plainFitWithErrors } from './profile.ts'
import { totalsGiven } from './scores.ts'
import { selectCovariates } from './select.ts'

/**
 * Sums up an outlook over a group of any size and of several kinds of customers. The doubt about parameters and
 * coefficients is one for all members: it is followed through all kinds at the same points around the joint fit, and
 * does not even out between them. Up to 256 customers are summed exactly, as by `groupOutlook`.
 *
 * @param outlook - What `customerOutlookGiven` returned.
 * @throws LIFETIME_OPTION_INVALID where a member is not a place in the base, or the level is not between 0 and 1;
 *   LIFETIME_NO_CUSTOMERS where the group is empty.
 */
export function groupOutlookGiven(
  outlook: Pick<CustomerOutlookGiven, 'scored' | 'level'>,
  asked: GroupOptions = {},
): GroupOutlook {
  const { fitted, spend, horizon, discountRatePerYear, covariates } = outlook.scored.options
  return summedUp(outlook, asked, (group) => {
    const own = selectCovariates(
      covariates,
      Int32Array.from(group.present, (row) => outlook.scored.placeOf[row]),
    )
    return {
      totals: totalsGiven({ ...group, fitted, covariates: own, spend, horizon, discountRatePerYear }),
      prospects: prospectsOf(group, own, outlook.scored.options),
    }
  })
}

/** The plain fits of all kinds in a group, at one point of the joint fit. */
type FitOfKinds = readonly AnyFittedPurchaseModel[]

function prospectsOf({ rows }: Group, covariates: CustomerCovariates, { fitted, horizon }: AskedGiven) {
  const { histories } = rows
  const kinds = cellsOf(fitted, covariates)
  const kindOf = new Int32Array(covariates.customers)
  kinds.forEach((kind, i) => {
    for (const row of kind.rows) kindOf[row] = i
  })
  const model = purchaseModel(fitted.plainModel)
  const length = inUnit(horizon, fitted.timeUnit)
  const lookAhead: LookAhead<FitOfKinds> = (fits, places) => (place) => {
    const row = places[place]
    const customer = customerOf(histories, row)
    const plain = fits.map((fit) => fit[kindOf[row]])
    const alone = rowOf(histories, row)
    return {
      active: Float64Array.from(plain, (fit) => model.probabilityActive(fit, alone)[0]),
      future: tabulateFuture(model, plain, { customer, horizon: length }),
    }
  }
  const at = (point: FittedWithCovariates): FitOfKinds => kinds.map(({ values }) => plainFitAt(point, values))
  const [first, second] = kinds
  // One kind is a plain base, with the points of its own fit.
  const points =
    second === undefined
      ? purchasePoints(model, plainFitWithErrors(fitted, first.values)).map((point) => [point])
      : jointMixture(fitted, covariates, histories.weight).map(at)
  return { fit: at(fitted), points, lookAhead }
}

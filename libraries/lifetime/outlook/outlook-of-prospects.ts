/** The outlook of customers whose futures are their own, on paths of covariates or on a calendar. */
import { lifetimeError } from '../errors.ts'
import type { PurchaseHistories } from '../model.ts'
import { checkAsked, checkCounts, usualLevel } from './check-options.ts'
import {
  type AskedOfGroups,
  columnsOf,
  type CustomerOutlook,
  type CustomerOutlookOptions,
  type ScoredBase,
} from './customer-outlook.ts'
import { type Group, type GroupOptions, type GroupOutlook, summedUp } from './group-outlook.ts'
import type { ParameterUncertainty } from './outlook.ts'
import { relativeVariance } from './parameter-spread.ts'
import type { Prospects } from './prospects.ts'
import { scoreProspects } from './score-prospects.ts'
import { totalsUnder } from './totals.ts'

/** How far, how sure, and what is known of customers' spend. */
export interface ProspectiveOutlookOptions extends Omit<CustomerOutlookOptions, 'fitted' | 'base'> {
  /** m of each customer: none of anybody where left out, as without a spend model. */
  readonly spendObservations?: Float64Array
  /** z̄ of each customer; not read where m = 0. */
  readonly meanSpend?: Float64Array
}

/** What is said of each customer, in the order given, and what it takes to sum it up over any group. */
export interface ProspectiveOutlook<Options extends AskedOfGroups> extends Omit<
  CustomerOutlook,
  'scored' | 'valueInfinite'
> {
  /** Whether the intervals hold the uncertainty of the parameters; `unknown` where the fit has no covariance. */
  readonly uncertainty: ParameterUncertainty
  readonly scored: ScoredBase<Options>
}

/**
 * What was asked, complete and checked.
 *
 * @throws LIFETIME_HORIZON_INVALID, LIFETIME_OPTION_INVALID, LIFETIME_LENGTHS_DIFFER, LIFETIME_COUNT_NOT_WHOLE.
 */
export function completed(histories: PurchaseHistories, options: ProspectiveOutlookOptions): AskedOfGroups {
  const { spend, horizon, discountRatePerYear = 0, level = usualLevel } = options
  const customers = histories.age.length
  checkAsked({ spend, horizon, discountRatePerYear, level })
  const spendObservations = options.spendObservations ?? new Float64Array(customers)
  checkCounts('spend observations', spendObservations, customers)
  const meanSpend = options.meanSpend ?? new Float64Array(customers)
  if (meanSpend.length !== customers) {
    const message = `There are ${meanSpend.length} mean spends for ${customers} customers.`
    throw lifetimeError('LIFETIME_LENGTHS_DIFFER', message)
  }
  const base = { histories, spendObservations, meanSpend }
  return { spend, base, horizon, discountRatePerYear, level }
}

/** The outlook of all customers, each a row of its own. */
export function outlookOfProspects<Options extends AskedOfGroups, Fit>(
  options: Options,
  prospects: Prospects<Fit>,
): ProspectiveOutlook<Options> {
  const { base, spend, level } = options
  const { histories, spendObservations } = base
  const scores = scoreProspects(prospects, { histories, spend, spendObservations, level })
  const rowOf = Int32Array.from(histories.age.keys())
  const { valueInfinite: _, ...columns } = columnsOf(scores, rowOf, { spend, base })
  const rows = { histories, spendObservations }
  return {
    ...columns,
    uncertainty: scores.parameterUncertainty,
    scored: { options, rows, scores, rowOf },
  }
}

/** What a group of them will do together. */
export function groupOfProspects<Options extends AskedOfGroups, Fit>(
  outlook: Pick<ProspectiveOutlook<Options>, 'scored' | 'level'>,
  asked: GroupOptions,
  prospects: Prospects<Fit>,
): Omit<GroupOutlook, 'valueInfinite'> {
  const { valueInfinite: _, ...said } = summedUp(outlook, asked, (group) => {
    const { fit, points, plainModel, lookAhead } = prospects
    const { spend } = outlook.scored.options
    const placesOf = (rows: Uint32Array) => rows.map((row) => group.present[row])
    return {
      totals: totalsUnder({ ...group, spend, plainModel }, doubtOf(group, prospects)),
      prospects: {
        fit,
        points,
        lookAhead: (fits: readonly Fit[], rows: Uint32Array) => lookAhead(fits, placesOf(rows)),
      },
    }
  })
  return said
}

/** What the parameters, which all share, do to a group's total: it is computed anew at every point. */
function doubtOf<Fit>({ rows, present }: Group, { fit, points, meansAt }: Prospects<Fit>) {
  const relative = (what: 'purchases' | 'discounted') => (parts: Float64Array) =>
    relativeVariance({
      histories: rows.histories,
      parts,
      points: [fit, ...points],
      share: 1 / points.length,
      predict: (point, some) => {
        const means = meansAt(point)
        return Float64Array.from(some, (row) => {
          const own = means(present[row])
          return own.active * own[what]
        })
      },
    })
  return { purchases: relative('purchases'), discounted: relative('discounted') }
}

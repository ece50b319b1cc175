/** What any group of customers will do together, with intervals for what will happen. */
import { inUnit } from '#kernel/time.ts'
import { inverseNormal } from '#numerics/normal.ts'
import { lifetimeError } from '../errors.ts'
import { selectRows } from '../history-rows.ts'
import type { WeightedHistories } from '../model.ts'
import { purchaseModel } from '../models.ts'
import { checkLevel } from './check-options.ts'
import type { AskedOfGroups, CustomerOutlook, ScoredBase } from './customer-outlook.ts'
import { valueScale } from './expected-spend.ts'
import { groupSums, type GroupSumOptions, largestSummedGroup, type SumDistribution } from './group-sums.ts'
import type { Scores, ScoreRows } from './outlook.ts'
import { purchasePoints } from './parameter-points.ts'
import { plainLookAhead } from './prospects.ts'
import { orderRows } from './row-order.ts'
import { type BaseTotals, type SpendSums, type TotalEstimate, totalsOf } from './totals.ts'

/** An estimate for a group. */
export interface GroupEstimate {
  readonly mean: number
  readonly lower: number
  readonly upper: number
}

/** What a group will do within the horizon. */
export interface GroupOutlook {
  readonly customers: number
  /** Expected number of active customers, without those of whom the model cannot tell. */
  readonly active: number
  readonly activeCannotTell: number
  /** P(at least one purchase by anybody). */
  readonly probabilityBuys: number
  readonly level: number
  readonly purchases: GroupEstimate
  readonly value: GroupEstimate
  /** Mean discounted value without end; null where nothing is discounted. */
  readonly valueInfinite: number | null
}

/** Which customers, and how sure the interval is to be. */
export interface GroupOptions {
  /** Places in the base, in any order; one that comes twice counts twice. All of them where left out. */
  readonly members?: ArrayLike<number>
  /** Nominal coverage; that of the outlook where left out. */
  readonly level?: number
}

/**
 * Sums up an outlook over a group of any size, parameters and chance together, in memory that grows with the group's
 * distinct rows and not with its customers. Up to 256 customers are summed exactly, through Fourier transforms; a larger
 * group's totals are log-normal with the mean and the variance that the customers' own distributions and the common
 * parameters give them.
 *
 * @param outlook - What `customerOutlook` returned.
 * @throws LIFETIME_OPTION_INVALID where a member is not a place in the base, or the level is not between 0 and 1;
 *   LIFETIME_NO_CUSTOMERS where the group is empty.
 */
export function groupOutlook(
  outlook: Pick<CustomerOutlook, 'scored' | 'level'>,
  asked: GroupOptions = {},
): GroupOutlook {
  const { fitted, spend, horizon, discountRatePerYear } = outlook.scored.options
  return summedUp(outlook, asked, (group) => {
    const { histories } = group.rows
    const lookAhead = plainLookAhead(fitted, histories, inUnit(horizon, fitted.timeUnit))
    return {
      totals: totalsOf({ fitted, spend, horizon, discountRatePerYear, ...group }),
      prospects: { fit: fitted, points: purchasePoints(purchaseModel(fitted), fitted), lookAhead },
    }
  })
}

/** What is known of a group by its kind of fit. */
interface GroupLaw<Fit> {
  readonly totals: BaseTotals
  readonly prospects: GroupSumOptions<Fit>['prospects']
}

/** {@link groupOutlook} of any kind of fit. */
export function summedUp<Options extends AskedOfGroups, Fit>(
  { scored, level: usual }: { readonly scored: ScoredBase<Options>; readonly level: number },
  { members, level = usual }: GroupOptions,
  lawOf: (group: Group) => GroupLaw<Fit>,
): GroupOutlook {
  checkLevel(level)
  const { spend } = scored.options
  const group = groupOf(scored, members)
  const { totals, prospects } = lawOf(group)
  const said = {
    customers: totals.customers,
    active: totals.active,
    activeCannotTell: totals.activeCannotTell,
    level,
    valueInfinite: totals.valueInfinite,
  }
  if (group.members > largestSummedGroup) {
    return {
      ...said,
      probabilityBuys: 1 - nobodyBuys(group),
      purchases: logNormalInterval(totals.expectedPurchases, level),
      value: logNormalInterval(totals.value, level),
    }
  }
  const { histories, spendObservations } = group.rows
  const { purchases, value } = groupSums({
    prospects,
    order: orderRows([histories.repeatPurchases, histories.age, histories.lastPurchaseAge]),
    spend,
    spendObservations,
    scalesOf: group.scalesOf,
    farthest: {
      purchases: Math.ceil(farthestOf(totals.expectedPurchases)),
      value: farthestOf(totals.value),
    },
  })
  return {
    ...said,
    probabilityBuys: 1 - purchases.probability[0],
    purchases: { mean: totals.expectedPurchases.mean, ...intervalOf(purchases, level) },
    value: { mean: totals.value.mean, ...intervalOf(value, level) },
  }
}

/** The rows of a group, with the customers of the group as weight. */
export interface Group {
  /** Where its rows stand among all. */
  readonly present: Uint32Array
  readonly rows: ScoreRows & { readonly histories: WeightedHistories }
  readonly scores: Scores
  readonly spendSums: SpendSums
  /** Customers, each as often as named. */
  readonly members: number
  /** What a unit of value is worth to each of a row's customers, discounted. */
  readonly scalesOf: (row: number) => readonly number[]
}

function groupOf(
  { options, rows, scores, rowOf }: ScoredBase<AskedOfGroups>,
  named?: ArrayLike<number>,
): Group {
  const members = named ?? Uint32Array.from(rowOf, (_, place) => place)
  if (members.length === 0) throw lifetimeError('LIFETIME_NO_CUSTOMERS', 'The group has no members.')
  const { meanSpend, histories } = options.base
  const sums = { weight: blank(rows), meanSpend: blank(rows), meanSpendSquare: blank(rows) }
  for (let i = 0; i < members.length; i++) {
    const place = members[i]
    const row = rowOf[place]
    if (row === undefined) throw notAPlace(place, rowOf.length)
    const customers = histories.weight?.[place] ?? 1
    const mean = rows.spendObservations[row] === 0 ? 0 : meanSpend[place]
    sums.weight[row] += customers
    sums.meanSpend[row] += customers * mean
    sums.meanSpendSquare[row] += customers * mean * mean
  }
  const present = Uint32Array.from(sums.weight.keys().filter((row) => sums.weight[row] > 0))
  const pick = (column: Float64Array) => Float64Array.from(present, (row) => column[row])
  const customers = sums.weight.reduce((total, weight) => total + weight, 0)
  return {
    present,
    rows: {
      histories: { ...selectRows(rows.histories, present), weight: pick(sums.weight) },
      spendObservations: pick(rows.spendObservations),
    },
    scores: pickedScores(scores, pick),
    spendSums: { meanSpend: pick(sums.meanSpend), meanSpendSquare: pick(sums.meanSpendSquare) },
    members: customers,
    scalesOf: scalesBy({ options, rows, scores, rowOf }, members, present),
  }
}

function blank(rows: ScoreRows): Float64Array {
  return new Float64Array(rows.histories.age.length)
}

/** For each of the group's rows, what a unit of value is worth to every customer in it. */
function scalesBy(
  { options: { spend, base }, rows, scores, rowOf }: ScoredBase<AskedOfGroups>,
  members: ArrayLike<number>,
  present: Uint32Array,
): (row: number) => readonly number[] {
  const named = Array.from(members)
  return (picked) => {
    const row = present[picked]
    // Who is certainly gone buys nothing, at any discount.
    const discount = scores.discountedPurchases[row] / (scores.expectedPurchases[row] || 1)
    const places = named.filter((place) => rowOf[place] === row)
    return places.flatMap((place) => {
      const observed = {
        observations: rows.spendObservations[row],
        meanSpend: base.meanSpend[place],
      }
      const scale = discount * valueScale(spend, observed)
      return Array<number>(base.histories.weight?.[place] ?? 1).fill(scale)
    })
  }
}

function pickedScores(scores: Scores, pick: (column: Float64Array) => Float64Array): Scores {
  const columns = Object.entries(scores).map(([name, value]: [string, unknown]) => [
    name,
    value instanceof Float64Array ? pick(value) : value,
  ])
  // Every column is picked alike and the rest is kept, so that these are scores again.
  return Object.fromEntries(columns) as Scores
}

function notAPlace(place: number, customers: number): Error {
  const message = `The group names customer ${place}; the base has ${customers}, numbered from 0.`
  return lifetimeError(
    'LIFETIME_OPTION_INVALID',
    message,
    { place },
    { hint: 'Name customers by their place in the base.' },
  )
}

/** P(no purchase by anybody), as if each customer's doubt about the parameters were their own. */
function nobodyBuys({ scores: { probabilityBuys }, rows: { histories } }: Group): number {
  let logarithm = 0
  for (let row = 0; row < probabilityBuys.length; row++) {
    logarithm += histories.weight[row] * Math.log1p(-probabilityBuys[row])
  }
  return Math.exp(logarithm)
}

/** Twenty standard deviations above the mean; a hair where nothing is expected. */
function farthestOf({ mean, logSpread }: TotalEstimate): number {
  return Math.max(mean * (1 + 20 * Math.sqrt(Math.expm1(logSpread ** 2))), Number.EPSILON)
}

/** The smallest sums that are not exceeded with probabilities (1 − level)/2 and (1 + level)/2. */
function intervalOf(
  { step, probability }: SumDistribution,
  level: number,
): Pick<GroupEstimate, 'lower' | 'upper'> {
  const quantile = (target: number) => {
    let covered = 0
    const found = probability.findIndex((mass) => (covered += mass) >= target)
    return step * (found === -1 ? probability.length - 1 : found)
  }
  return { lower: quantile((1 - level) / 2), upper: quantile((1 + level) / 2) }
}

function logNormalInterval({ mean, logSpread }: TotalEstimate, level: number): GroupEstimate {
  const median = mean * Math.exp(-(logSpread ** 2) / 2)
  const reach = Math.exp(inverseNormal(0.5 + level / 2) * logSpread)
  return { mean, lower: median / reach, upper: median * reach }
}

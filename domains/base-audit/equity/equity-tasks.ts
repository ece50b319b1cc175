/** What threads compute of equity, from columns of customers. */
import { days, daysPer } from '#kernel/time.ts'
import { scoreRowsGiven, totalsGiven } from '#lifetime/covariates/scores.ts'
import { purchaseHistories } from '#lifetime/histories.ts'
import type { PurchaseModelName } from '#lifetime/model.ts'
import { scoreRows } from '#lifetime/outlook/score-rows.ts'
import { totalsOf, type TotalEstimate } from '#lifetime/outlook/totals.ts'
import { bridge, type BridgeInput, type BridgeResult } from './equity-bridge.ts'
import { sampleBySize } from './equity-draws.ts'
import { modelFor, type ModelOrWish } from './equity-fit.ts'
import { groupValues, type GroupValuesInput, type GroupValue } from './equity-group-values.ts'
import type { ClosingCustomers, PayingCustomers } from './equity-union.ts'
import {
  statesAt,
  valuesOf,
  type CustomerStates,
  type EquityModel,
  type ValueWindow,
} from './equity-values.ts'
import { newcomers, type NewcomersInput, type NewcomersResult } from './newcomers.ts'

/** A total with what will happen in 80 % of cases, by the model. */
export interface EndTotal {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** What a bridge is made from; an end without a model is fitted, and one without a total is summed up. */
export interface BridgeTask extends Omit<BridgeInput, 'opening' | 'closing'> {
  readonly opening: {
    readonly model: ModelOrWish
    readonly customers: PayingCustomers
    readonly total: EndTotal | null
  }
  readonly closing: {
    readonly model: ModelOrWish
    readonly customers: ClosingCustomers
    readonly total: EndTotal | null
  }
}

/** One end as it turned out. */
export interface EndResult {
  readonly model: PurchaseModelName
  readonly total: EndTotal
}

/** What threads are asked to do. */
export const equityTasks = {
  bridge(task: BridgeTask): {
    readonly bridge: BridgeResult
    readonly from: EndResult
    readonly to: EndResult
  } {
    const opening = { ...task.opening, model: modelFor(task.opening.model, task.opening.customers) }
    const closing = { ...task.closing, model: modelFor(task.closing.model, task.closing.customers) }
    return {
      bridge: bridge({ ...task, opening, closing }),
      from: endOf(opening, task),
      to: endOf(closing, task),
    }
  },

  groupValues(input: GroupValuesInput): readonly (readonly GroupValue[])[] {
    return groupValues(input)
  },

  newcomers(input: NewcomersInput): NewcomersResult {
    return newcomers(input)
  },
}

/** What a pool of threads offers. */
export type EquityTasks = typeof equityTasks

function endOf(
  {
    model,
    customers,
    total,
  }: { readonly model: EquityModel; readonly customers: CustomerStates; readonly total: EndTotal | null },
  window: ValueWindow,
): EndResult {
  return { model: model.purchases.model, total: total ?? totalOf(model, customers, window) }
}

/** Customers by whom a total's interval is told, where it is not known; of fewer it is that of a refresh. */
const totalled = 4000

/** Value of all customers with its interval: the mean is of all, how it varies by chance and parameters of a sample. */
function totalOf(model: EquityModel, states: CustomerStates, window: ValueWindow): EndTotal {
  const values = valuesOf(model, states, window)
  const value = values.reduce((sum, one) => sum + one, 0)
  const { places, weights } = sampleBySize(values, totalled)
  const { mean, low, high } = sampledTotal(model, { states: statesAt(states, places), weights }, window)
  return mean > 0
    ? { value, low: (low * value) / mean, high: (high * value) / mean }
    : { value, low: value, high: value }
}

function sampledTotal(
  { purchases, given, spend }: EquityModel,
  { states, weights }: { readonly states: CustomerStates; readonly weights: Float64Array },
  { horizonDays, discountRatePerYear }: ValueWindow,
): TotalEstimate {
  const unit = daysPer(purchases.timeUnit)
  const options = {
    fitted: purchases,
    spend,
    rows: {
      histories: purchaseHistories({
        timeUnit: purchases.timeUnit,
        repeatPurchases: new Float64Array(states.x),
        lastPurchaseAge: Float64Array.from(states.last, (age) => age / unit),
        age: Float64Array.from(states.age, (age) => age / unit),
        weight: weights,
      }),
      spendObservations: new Float64Array(states.m),
    },
    horizon: days(horizonDays),
    discountRatePerYear,
  }
  const spent = (place: number) => ((states.m[place] ?? 0) > 0 ? (states.meanSpend[place] ?? 0) : 0)
  const spendSums = {
    meanSpend: weights.map((weight, place) => weight * spent(place)),
    meanSpendSquare: weights.map((weight, place) => weight * spent(place) ** 2),
  }
  const { covariates } = states
  if (given !== null && given !== undefined && covariates !== undefined) {
    const asked = { ...options, fitted: given, covariates }
    return totalsGiven({ ...asked, scores: scoreRowsGiven(asked), spendSums }).value
  }
  return totalsOf({ ...options, scores: scoreRows(options), spendSums }).value
}

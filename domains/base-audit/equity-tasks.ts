/** What threads compute of equity, from columns of customers. */
import { days, daysPer } from '#kernel/time.ts'
import { distinctRows } from '#lifetime/collapse.ts'
import { purchaseHistories } from '#lifetime/histories.ts'
import type { PurchaseModelName } from '#lifetime/model.ts'
import { scoreRows } from '#lifetime/outlook/score-rows.ts'
import { totalsOf } from '#lifetime/outlook/totals.ts'
import { bridge, type BridgeInput, type BridgeResult } from './equity-bridge.ts'
import { modelFor, type ModelOrWish } from './equity-fit.ts'
import { groupValues, type GroupValuesInput, type GroupValue } from './equity-group-values.ts'
import type { ClosingCustomers, PayingCustomers } from './equity-union.ts'
import type { CustomerStates, EquityModel, ValueWindow } from './equity-values.ts'
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

/** Value of all customers with its interval, as a refresh totals it. */
function totalOf(
  { purchases, spend, margin }: EquityModel,
  states: CustomerStates,
  { horizonDays, discountRatePerYear }: ValueWindow,
): EndTotal {
  const { places, firsts } = distinctRows([
    Float64Array.from(states.x, (x, place) => x * mostObservations + (states.m[place] ?? 0)),
    new Float64Array(states.last),
    new Float64Array(states.age),
  ])
  const sums = [0, 1, 2].map(() => new Float64Array(firsts.length))
  const [weight, mean, square] = sums as [Float64Array, Float64Array, Float64Array]
  for (let place = 0; place < places.length; place++) {
    const row = places[place] ?? 0
    const spent = (states.m[place] ?? 0) > 0 ? (states.meanSpend[place] ?? 0) : 0
    weight[row] = (weight[row] ?? 0) + 1
    mean[row] = (mean[row] ?? 0) + spent
    square[row] = (square[row] ?? 0) + spent * spent
  }
  const unit = daysPer(purchases.timeUnit)
  const pick = (column: Int32Array, divisor = 1) =>
    Float64Array.from(firsts, (row) => (column[row] ?? 0) / divisor)
  const options = {
    fitted: purchases,
    spend,
    rows: {
      histories: purchaseHistories({
        timeUnit: purchases.timeUnit,
        repeatPurchases: pick(states.x),
        lastPurchaseAge: pick(states.last, unit),
        age: pick(states.age, unit),
        weight,
      }),
      spendObservations: pick(states.m),
    },
    horizon: days(horizonDays),
    discountRatePerYear,
  }
  const totals = totalsOf({
    ...options,
    scores: scoreRows(options),
    spendSums: { meanSpend: mean, meanSpendSquare: square },
  })
  const { mean: value, low, high } = totals.value
  return { value: value * margin, low: low * margin, high: high * margin }
}

/** More purchase days than anybody has: two counts become one key. */
const mostObservations = 2 ** 20

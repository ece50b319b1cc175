/** Small documents of equity and acquisition, made by formulas, so that pictures of them can be compared. */
import type { Day } from '#kernel/time.ts'
import type { AcquisitionChannel, AcquisitionMonth } from '../acquisition.contract.ts'
import { bridgeLines, type BridgeLine } from './bridge-lines.ts'
import { cumulativeCash } from '../acquisition/cash-curve.ts'
import type { BridgePart, DrawnFigure, EquityBridge, EquityGroup } from '../equity.contract.ts'
import { firstDayOf } from '../period.ts'

/** A figure with intervals of a tenth and of a quarter around it. */
export function aFigure(mean: number): DrawnFigure {
  const [near, far] = [0.1 * Math.abs(mean), 0.25 * Math.abs(mean)]
  return {
    mean,
    low: mean - near,
    high: mean + near,
    backtestLow: mean - far,
    backtestHigh: mean + far,
  }
}

const amounts: Readonly<Record<Exclude<BridgeLine, 'closing'>, number>> = {
  opening: 650_000,
  horizonMoved: 430_000,
  discountUnwound: 71_000,
  marginCollected: -702_000,
  developed: 519_000,
  shrunk: -120_000,
  lost: -365_000,
  acquired: 537_000,
  factsCorrected: 0,
  modelChange: 4_900,
}

/** Parts that close. */
export const sampleParts: readonly BridgePart[] = bridgeLines.map((line) => {
  const closing = Object.values(amounts).reduce((sum, amount) => sum + amount, 0)
  return {
    line,
    amount: aFigure(line === 'closing' ? closing : amounts[line]),
    customers: line === 'acquired' ? 8_192 : null,
  }
})

function anEnd(day: string, value: number): EquityBridge['from'] {
  return {
    snapshot: null,
    day: day as Day,
    model: 'pareto-nbd',
    customers: 11_808,
    value,
    valueLow: 0.98 * value,
    valueHigh: 1.02 * value,
    valueBacktestLow: 0.9 * value,
    valueBacktestHigh: 1.1 * value,
  }
}

/** A year of a made-up base. */
export const sampleBridge: EquityBridge = {
  between: 'dates',
  currency: 'EUR',
  valueOf: 'margin',
  horizonDays: 364,
  discountRatePerYear: 0.1,
  days: 365,
  from: anEnd('2024-12-31', 650_000),
  to: anEnd('2025-12-31', 1_024_900),
  parts: [...sampleParts],
  news: aFigure(34_000),
  expectedCollected: 681_000,
  collected: 702_000,
  pairing: 'nested',
  draws: 400,
  cohortLength: 'quarter',
  cohorts: [],
  dimensions: [],
  findings: [],
}

/** Twelve quarters, the latest worth most. */
export const sampleGroups: readonly EquityGroup[] = Array.from({ length: 12 }, (_, place) => ({
  group: firstDayOf(12 * 53 + 3 * place).slice(0, 7),
  rest: false,
  customers: 900 + 150 * place,
  collected: 300_000 - 18_000 * place,
  value: aFigure(32_000 + 14_000 * place),
}))

/** A channel whose customers cost `each` and bring more with every month. */
export function aChannel(channel: string | null, each: number | null): AcquisitionChannel {
  const customers = each === null ? 0 : 600
  const cost = each === null ? 0 : each * customers
  const start = 12 * 55
  const months: readonly AcquisitionMonth[] =
    each === null
      ? []
      : Array.from({ length: 12 }, (_, place) => ({
          month: firstDayOf(start + place).slice(0, 7),
          cost: cost / 12,
          customers: 50,
          costPerCustomer: each,
          collected: 4_000 - 120 * place,
          value: 1_500,
        }))
  const flows = Array.from({ length: months.length === 0 ? 0 : 48 }, (_, place) => ({
    month: firstDayOf(start + place).slice(0, 7),
    cost: place < 12 ? cost / 12 : 0,
    collected: place < 12 ? 350 * (place + 1) : 4_000 * 0.96 ** (place - 12),
    expected: place >= 12,
  }))
  const cumulative = cumulativeCash(flows.map((flow) => flow.collected - flow.cost))
  const lowest = Math.min(0, ...cumulative)
  const even = cumulative.findLastIndex((sum) => sum < 0) + 1
  const curve = Array.from({ length: 36 }, (_, place) => 45 + 175 * (1 - 0.955 ** place))
  const back = each === null ? -1 : curve.findIndex((amount) => amount >= each)
  const payback =
    each === null
      ? ({ state: 'unknown', month: null, low: null, high: null } as const)
      : back < 0
        ? ({ state: 'beyond', month: null, low: null, high: null } as const)
        : ({ state: 'reached', month: back + 1, low: back, high: null } as const)
  return {
    channel,
    months: [...months],
    cost,
    customers,
    costPerCustomer: each,
    collected: 40_000,
    value: aFigure(18_000),
    net: aFigure(58_000 - cost),
    returnPerCost: cost === 0 ? null : aFigure(58_000 / cost),
    allowableCost: channel === 'radio' ? null : aFigure(114),
    ownModel: true,
    expected:
      channel === 'radio'
        ? []
        : curve.map((amount, place) => ({ month: place + 1, amount: aFigure(amount) })),
    observed: curve.slice(0, 20).map((amount, place) => ({
      month: place + 1,
      amount: amount * (1 + 0.02 * Math.sin(place)),
      customers: 600 - 20 * place,
    })),
    payback,
    paybackUndiscounted: payback,
    paybackObserved: null,
    cash: flows.map((flow, place) => ({ ...flow, cumulative: cumulative[place] ?? 0 })),
    peakLoss: lowest < 0 ? { month: flows[cumulative.indexOf(lowest)]?.month ?? '', amount: lowest } : null,
    breakEven: even > 0 && even < flows.length ? { month: flows[even]?.month ?? '', expected: true } : null,
  }
}

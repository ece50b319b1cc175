/** From results in columns to the documents of equity. */
import type { Day } from '#kernel/time.ts'
import type { Totals, ValueDocument } from '#lifetime-value/value-document.ts'
import type { BridgeResult, GroupResult, Grouping } from './equity-bridge.ts'
import type { GroupValue } from './equity-group-values.ts'
import type { CohortLength, GroupName, NamedGroups } from './equity-groups.ts'
import type { EndResult, EndTotal } from './equity-tasks.ts'
import type {
  BaseValue,
  BridgeEnd,
  BridgeGroup,
  EquityBridge,
  EquityFinding,
  EquityGroup,
} from '../equity.contract.ts'

/** Groups by cohort, and by each dimension of the log. */
export interface BaseGroups {
  readonly cohortLength: CohortLength
  readonly cohorts: NamedGroups
  readonly dimensions: readonly { readonly dimension: string; readonly groups: NamedGroups }[]
}

/** What is said of one end of a bridge before it is computed. */
export interface EndGiven {
  readonly snapshot: string | null
  readonly day: Day
  readonly customers: number
  /** As the value document totals it; null where the bridge sums it up. */
  readonly totals: Totals | null
}

/** What a bridge is told with. */
export interface BridgeTold {
  readonly between: 'dates' | 'snapshots'
  readonly document: ValueDocument
  readonly days: number
  readonly from: EndGiven
  readonly to: EndGiven
  readonly groups: BaseGroups
  readonly backtestReach: number | null
  readonly findings: readonly EquityFinding[]
}

/** The groupings that a bridge is computed by: everybody who is gone stands in a group of their own, the last one. */
export function groupingsOf({ cohorts, dimensions }: BaseGroups): readonly Grouping[] {
  return [cohorts, ...dimensions.map(({ groups }) => groups)].map(({ names, group }) => ({
    group,
    groups: names.length + 1,
    groupOfRemoved: names.length,
  }))
}

/** The bridge as it is told. */
export function bridgeDocument(
  computed: { readonly bridge: BridgeResult; readonly from: EndResult; readonly to: EndResult },
  told: BridgeTold,
): EquityBridge {
  const { bridge, from, to } = computed
  const { document, groups } = told
  const [cohorts = [], ...dimensions] = bridge.groupings
  return {
    between: told.between,
    currency: document.currency,
    valueOf: document.valueOf,
    horizonDays: document.horizonDays,
    discountRatePerYear: document.discountRatePerYear,
    days: told.days,
    from: endDocument(told.from, from, told.backtestReach),
    to: endDocument(told.to, to, told.backtestReach),
    parts: [...bridge.whole.parts],
    news: bridge.news,
    expectedCollected: bridge.expectedCollected,
    collected: bridge.collected,
    pairing: bridge.pairing,
    draws: bridge.draws,
    cohortLength: groups.cohortLength,
    cohorts: groupDocuments(groups.cohorts.names, cohorts),
    dimensions: groups.dimensions.map(({ dimension, groups: { names } }, place) => ({
      dimension,
      groups: groupDocuments(names, dimensions[place] ?? []),
    })),
    findings: [...told.findings, ...findingsOf(computed, told)],
  }
}

/** Groups by what they are worth. */
export function valueDocuments(
  names: readonly GroupName[],
  values: readonly GroupValue[],
): readonly EquityGroup[] {
  return names.flatMap((name, place) => {
    const found = values[place]
    return found === undefined || found.customers === 0 ? [] : [{ ...name, ...found }]
  })
}

/** The value of the base as the value document has it. */
export function baseValueOf(totals: Totals): BaseValue {
  const { value, valueLow, valueHigh, valueBacktestLow, valueBacktestHigh } = totals
  return { value, valueLow, valueHigh, valueBacktestLow, valueBacktestHigh }
}

/** Half of the 80 % interval of ln(actual / expected) at earlier origins: what the back-test adds, in squares, to the model's own. */
export function backtestReachOf(totals: Totals | null): number | null {
  if (totals === null || totals.valueBacktestLow === null || totals.valueBacktestHigh === null) return null
  const both = halfWidth({ low: totals.valueBacktestLow, high: totals.valueBacktestHigh })
  const model = halfWidth({ low: totals.valueLow, high: totals.valueHigh })
  return Math.sqrt(Math.max(0, both ** 2 - model ** 2))
}

function halfWidth({ low, high }: { readonly low: number; readonly high: number }): number {
  return low > 0 ? Math.log(high / low) / 2 : 0
}

function endDocument(given: EndGiven, { model, total }: EndResult, reach: number | null): BridgeEnd {
  const { snapshot, day, customers, totals } = given
  const value = totals === null ? widened(total, reach) : baseValueOf(totals)
  return { snapshot, day, model, customers, ...value }
}

/** Widened by how far the model erred at the earlier origins of the later day. */
function widened({ value, low, high }: EndTotal, reach: number | null): BaseValue {
  const plain = { value, valueLow: low, valueHigh: high }
  if (reach === null || !(low > 0)) return { ...plain, valueBacktestLow: null, valueBacktestHigh: null }
  const median = Math.sqrt(low * high)
  const half = Math.exp(Math.hypot(halfWidth({ low, high }), reach))
  return { ...plain, valueBacktestLow: median / half, valueBacktestHigh: median * half }
}

/** Groups in which anything happened; who is gone stands last, without a name. */
function groupDocuments(names: readonly GroupName[], results: readonly GroupResult[]): BridgeGroup[] {
  return results.flatMap(({ customers, parts }, place) => {
    const isEmpty = parts.every(({ amount }) => amount.mean === 0)
    const { group, rest } = names[place] ?? { group: null, rest: false }
    return isEmpty ? [] : [{ group, rest, customers, parts: [...parts] }]
  })
}

function findingsOf(
  { bridge, from, to }: { readonly bridge: BridgeResult; readonly from: EndResult; readonly to: EndResult },
  told: BridgeTold,
): readonly EquityFinding[] {
  const found: EquityFinding[] = []
  if (bridge.withoutIntervals) found.push({ code: 'bridge-intervals-absent', values: { day: told.from.day } })
  else if (told.backtestReach === null) found.push({ code: 'backtest-absent', values: {} })
  if (bridge.pairing === 'independent') {
    found.push({ code: 'bridge-models-differ', values: { from: from.model, to: to.model } })
  }
  if (bridge.cannotTellLost > 0) {
    found.push({ code: 'bridge-lost-cannot-tell', values: { customers: bridge.cannotTellLost } })
  }
  const { heardLate, removed } = bridge
  if (heardLate + removed > 0) found.push({ code: 'bridge-facts-corrected', values: { heardLate, removed } })
  return found
}

/** Why there is nothing to build a bridge on. */
export function unvaluedBecause({ log }: Pick<ValueDocument, 'log'>): EquityFinding {
  return { code: log === 'contracts' ? 'contracts-unbridged' : 'model-absent', values: {} }
}

/** Documents of equity as plain tables: what stands behind the figures. */
import type { Words } from '#ui/chart.ts'
import type { AnyRow, TableColumn } from '../tables/audit-cell.ts'
import { bridgeLines, type BridgeLine } from './bridge-lines.ts'
import type { BridgeGroup, BridgePart, DrawnFigure, EquityBridge, EquityGroup } from '../equity.contract.ts'

/** A figure in five columns. */
export const figureColumns = [
  { name: 'low', unit: 'money' },
  { name: 'high', unit: 'money' },
  { name: 'backtestLow', unit: 'money' },
  { name: 'backtestHigh', unit: 'money' },
] as const satisfies readonly TableColumn[]

/** Ends of a figure's intervals by column. */
export function endsOf({ low, high, backtestLow, backtestHigh }: DrawnFigure) {
  return { low, high, backtestLow, backtestHigh }
}

export const partColumns: readonly TableColumn[] = [
  { name: 'line', unit: 'code' },
  { name: 'amount', unit: 'money' },
  ...figureColumns,
  { name: 'customers', unit: 'count' },
]

/** The bridge line by line; lines in which nothing happened are left out. */
export function partRows(parts: readonly BridgePart[]): readonly AnyRow[] {
  return toldParts(parts).map(({ line, amount, customers }) => ({
    line,
    amount: amount.mean,
    ...endsOf(amount),
    customers,
  }))
}

/** Parts that tell something: both ends, and every change that is one. */
export function toldParts(parts: readonly BridgePart[]): readonly BridgePart[] {
  return parts.filter(({ line, amount }) => line === 'opening' || line === 'closing' || amount.mean !== 0)
}

/** One part of a bridge. */
export function partOf(parts: readonly BridgePart[], line: BridgeLine): BridgePart | undefined {
  return parts.find((part) => part.line === line)
}

export const bridgeGroupColumns: readonly TableColumn[] = [
  { name: 'group', unit: 'text' },
  { name: 'customers', unit: 'count' },
  ...bridgeLines.map((name) => ({ name, unit: 'money' as const })),
]

/** Bridges of groups, one a row. */
export function bridgeGroupRows(groups: readonly NamedGroup<BridgeGroup>[]): readonly AnyRow[] {
  return groups.map(({ name, customers, parts }) => ({
    group: name,
    customers,
    ...Object.fromEntries(parts.map(({ line, amount }) => [line, amount.mean])),
  }))
}

export const valueGroupColumns: readonly TableColumn[] = [
  { name: 'group', unit: 'text' },
  { name: 'customers', unit: 'count' },
  { name: 'collected', unit: 'money' },
  { name: 'expectedValue', unit: 'money' },
  ...figureColumns,
]

/** What groups are worth, one a row. */
export function valueGroupRows(groups: readonly NamedGroup<EquityGroup>[]): readonly AnyRow[] {
  return groups.map(({ name, customers, collected, value }) => ({
    group: name,
    customers,
    collected,
    expectedValue: value.mean,
    ...endsOf(value),
  }))
}

/** A group with its name in words. */
export type NamedGroup<Group> = Group & { readonly name: string }

/** Puts names to groups: cohorts are named as periods are, `2024-Q3`. */
export function namedGroups<Group extends { readonly group: string | null; readonly rest: boolean }>(
  groups: readonly Group[],
  of: { readonly by: string; readonly length: EquityBridge['cohortLength'] },
  words: Words,
): readonly NamedGroup<Group>[] {
  return groups.map((one) => ({ ...one, name: nameOf(one, of, words) }))
}

function nameOf(
  { group, rest }: { readonly group: string | null; readonly rest: boolean },
  { by, length }: { readonly by: string; readonly length: EquityBridge['cohortLength'] },
  words: Words,
): string {
  if (group === null) return words(rest ? 'equity.group.rest' : 'equity.group.unknown')
  if (by !== 'cohort' || length === 'month') return group
  const [year = '', month = ''] = group.split('-')
  return length === 'year' ? year : `${year}-Q${Math.ceil(Number(month) / 3)}`
}

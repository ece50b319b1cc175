/** Corrections that a person makes to what was guessed of a file, column by column. */
import type { ColumnRole } from './mapping.ts'
import type { Overrides } from '../history.contract.ts'

/** Under which name the API takes the column of a role. */
const overrideOf = {
  customer: 'customer',
  date: 'date',
  amount: 'amount',
  quantity: 'quantity',
  'unit-price': 'unitPrice',
  currency: 'currencyColumn',
  order: 'order',
  product: 'product',
  channel: 'channel',
  country: 'country',
  family: 'family',
  refund: 'refund',
  margin: 'marginColumn',
  'unit-cost': 'unitCost',
  'contract-start': 'contractStart',
  'contract-end': 'contractEnd',
  renewals: 'renewals',
  period: 'periodColumn',
  event: 'event',
  contract: 'contract',
} as const satisfies Record<ColumnRole, keyof Overrides>

/** A column as it stands in the preview. */
interface GuessedColumn {
  /** From 1. */
  readonly number: number
  readonly role: ColumnRole | null
}

/** A column and what it should be taken for; null for nothing. */
export interface Correction {
  readonly column: GuessedColumn
  readonly role: ColumnRole | null
}

/** `overrides` after one more correction; a role moves from the column that had it. */
export function corrected(overrides: Overrides, { column, role }: Correction): Overrides {
  const without = column.role === null ? {} : { [overrideOf[column.role]]: '' }
  return { ...overrides, ...without, ...(role === null ? {} : { [overrideOf[role]]: String(column.number) }) }
}

/** A name for a business from the name of its file: without folder, endings and underscores. */
export function businessNameOf(fileName: string): string {
  const bare = fileName.replace(/(\.(csv|tsv|txt|gz|parquet|pq))+$/i, '').replaceAll(/[_-]+/g, ' ')
  const name = bare.trim().slice(0, 80).trim()
  return name === '' ? fileName.slice(0, 80) : name
}

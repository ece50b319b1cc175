/** How one file is read: its dialect, what its columns mean, and how dates and numbers are written in it. */
import type { RenewalPeriod } from '../renewal-period.ts'

/** What a column may be taken for. */
export const columnRoles = [
  'customer',
  'date',
  'amount',
  'quantity',
  'unit-price',
  'currency',
  'order',
  'product',
  'channel',
  'country',
  'family',
  'refund',
  'margin',
  'unit-cost',
  'contract-start',
  'contract-end',
  'renewals',
  'period',
  'event',
  'contract',
] as const
export type ColumnRole = (typeof columnRoles)[number]

export type Encoding = 'utf-8' | 'latin-1' | 'utf-16le' | 'utf-16be'

/** How rows and columns stand in the file. */
export interface Dialect {
  readonly kind: 'text' | 'parquet'
  readonly compression: 'none' | 'gzip'
  /** One character, or `spaces` for runs of spaces; empty for Parquet. */
  readonly delimiter: string
  readonly header: boolean
  readonly encoding: Encoding
}

/** How numbers are written. */
export interface NumberFormat {
  readonly decimal: '.' | ','
  /** What stands between thousands; empty where nothing does. */
  readonly grouping: '' | ',' | '.' | ' ' | "'"
  /** Currency signs, accountant's brackets or a minus behind the digits occur. */
  readonly decorated: boolean
}

export const plainNumbers: NumberFormat = { decimal: '.', grouping: '', decorated: false }

export interface Mapping {
  /** Names of all columns of the file, in its order. */
  readonly columns: readonly string[]
  /** Place of a role's column, from 0. */
  readonly roles: Readonly<Partial<Record<ColumnRole, number>>>
  /** As for `strptime`, several separated by `|`; or `epoch-seconds`, `epoch-milliseconds`. */
  readonly dateFormat: string
  readonly numbers: NumberFormat
  /** Orders that begin with C and a digit are cancellations. */
  readonly cancelledOrders: boolean
  /** Customers are whole numbers written with `.0` behind them. */
  readonly customersWithPointZero: boolean
  /** Between two renewals of a contract, where rows are contracts; absent in what an earlier version kept. */
  readonly period?: RenewalPeriod | undefined
}

/** Whether a file tells of contracts, each with its start and its end, rather than of purchases. */
export function isRenewalLog({ roles }: Pick<Mapping, 'roles'>): boolean {
  return roles['contract-start'] !== undefined || roles.event !== undefined
}

/** Whether the rows of a log of contracts are their events: a start, a renewal, an end. */
export function isEventLog({ roles }: Pick<Mapping, 'roles'>): boolean {
  return roles.event !== undefined
}

/** The column of a row's day: of the purchase, of the event, or of the start of the contract. */
export function dayColumn({ roles }: Pick<Mapping, 'roles'>): number | undefined {
  return roles['contract-start'] ?? roles.date
}

/** What can be said about a file by hand; a column by its name, or by its number from 1. */
export interface MappingOverrides {
  readonly customer?: string | undefined
  readonly date?: string | undefined
  readonly amount?: string | undefined
  readonly quantity?: string | undefined
  readonly unitPrice?: string | undefined
  readonly currencyColumn?: string | undefined
  readonly order?: string | undefined
  readonly product?: string | undefined
  readonly channel?: string | undefined
  readonly country?: string | undefined
  readonly family?: string | undefined
  readonly refund?: string | undefined
  readonly marginColumn?: string | undefined
  readonly unitCost?: string | undefined
  readonly contractStart?: string | undefined
  readonly contractEnd?: string | undefined
  readonly renewals?: string | undefined
  readonly periodColumn?: string | undefined
  readonly event?: string | undefined
  readonly contract?: string | undefined
  readonly period?: RenewalPeriod | undefined
  readonly dateFormat?: string | undefined
  readonly delimiter?: string | undefined
  readonly header?: boolean | undefined
  readonly encoding?: 'utf-8' | 'latin-1' | undefined
  readonly decimal?: '.' | ',' | undefined
}

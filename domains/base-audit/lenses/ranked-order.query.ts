/** Those active in a period in falling order of profit, and by number where profits are equal, so that the order is always the same. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { ChosenView } from './chosen-view.ts'
import { numberIn } from '../tables/table-rows.ts'

/** Where ranked rows stand: their ids are places in the order, without gaps. */
export interface Order {
  /** customer, purchases, spend, profit. */
  readonly table: string
  /** Row id of the best. */
  readonly best: number
  readonly customers: number
}

/** The order as it stands ready, else made in `temp.audit_active`. */
export async function orderOf(view: ChosenView, period: number): Promise<Order> {
  const ready = await readyOrder(view, period)
  if (ready !== null) return ready
  const { db } = view.tables
  await db.run(`
    CREATE OR REPLACE TEMP TABLE audit_active AS
    SELECT customer, purchases, spend, profit FROM ${view.rows}
     WHERE period = ${period} AND purchases > 0 ORDER BY profit DESC, customer`)
  return counted(db, 'temp.audit_active', 'true')
}

/** The order of those active in a period, where it stands ready; else null. */
export async function readyOrder(view: ChosenView, period: number): Promise<Order | null> {
  if (view.ready?.isRanked !== true) return null
  const { table, holds, shift } = view.ready
  return counted(view.tables.db, table, `${holds} AND period = ${period + shift} AND purchases > 0`)
}

/** Lets the order go. */
export function forgetOrder(db: ColumnarDatabase): Promise<void> {
  return db.run('DROP TABLE IF EXISTS temp.audit_active')
}

/** Everyone in an order; a table with a condition. */
export function rowsOf({ table, best, customers }: Order): string {
  return `${table} WHERE rowid BETWEEN ${best} AND ${best + customers - 1}`
}

async function counted(db: ColumnarDatabase, table: string, holds: string): Promise<Order> {
  const [row] = await db.rows(`SELECT min(rowid) AS best, count(*) AS n FROM ${table} WHERE ${holds}`)
  return { table, best: numberIn(row, 'best'), customers: numberIn(row, 'n') }
}

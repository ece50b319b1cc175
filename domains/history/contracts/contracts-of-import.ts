/** What an import says and keeps of contracts. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { assert } from '#kernel/assert.ts'
import type { Day } from '#kernel/time.ts'
import { historyError } from '../history.errors.ts'
import { notice, type Notice } from '../history-notices.ts'
import type { ImportFigures } from '../facts/import-registry.query.ts'
import { layContracts, listContracts, paidWhenDue, type LaidContracts } from './lay-contracts.query.ts'
import { listEvents } from './list-events.query.ts'
import type { LogOfPeriod } from '../log-kind.ts'
import { isEventLog, isRenewalLog } from '../reading/mapping.ts'
import type { Reading } from '../reading/reading.ts'
import { lineKinds } from '../reading/row-fates.ts'

/** Whether the rows are purchases, or contracts of which period. */
export function logOf({ mapping }: Reading): LogOfPeriod {
  return isRenewalLog(mapping)
    ? { log: 'contracts', period: mapping.period ?? null }
    : { log: 'purchases', period: null }
}

/** Lays out what is staged where it is a log of contracts; null where it is none, or no row is accepted. */
export async function layStaged(
  db: ColumnarDatabase,
  reading: Reading,
  latest: Day,
): Promise<LaidContracts | null> {
  if (!isRenewalLog(reading.mapping)) return null
  if (!isEventLog(reading.mapping)) {
    await listContracts(db, reading)
    return layContracts(db, latest, paidWhenDue)
  }
  await listEvents(db, reading, latest)
  return layContracts(db, latest, paidAtEvents)
}

/** What an event log says was paid, on the days on which it says so. */
const paidAtEvents = `SELECT sum(amount)::DOUBLE AS spend, max(day) AS last FROM staged WHERE fate = ${lineKinds.purchase}`

/** Contracts are as many lines as they have payments. */
export function paymentsOf(
  laid: LaidContracts | null,
): Partial<Pick<ImportFigures, 'purchaseLines' | 'spend'>> {
  return laid === null ? {} : { purchaseLines: laid.payments, spend: laid.spend }
}

/** What is kept of them in the registry; nothing of purchases. */
export function contractFiguresOf(
  laid: LaidContracts | null,
  { mapping }: Reading,
  rowsAccepted: number,
): Pick<ImportFigures, 'contracts'> {
  if (laid === null) return {}
  const { period } = mapping
  assert(period !== undefined, 'contracts without a period were refused before they were read')
  const { contracts, ended, payments, observedUntil } = laid
  const events = isEventLog(mapping) ? { events: rowsAccepted } : {}
  return { contracts: { contracts, ...events, ended, payments, period, observedUntil } }
}

/** What must be said of them. */
export function noticesOfContracts(laid: LaidContracts | null): readonly Notice[] {
  if (laid === null || laid.endAhead === 0) return []
  return [notice('HISTORY_CONTRACTS_END_AHEAD', { count: laid.endAhead, until: laid.observedUntil })]
}

/** A newer list of the same contracts would count each twice. @throws HISTORY_CONTRACTS_KNOWN */
export function refuseKnown(known: number): void {
  if (known === 0) return
  const message = `${known.toLocaleString('en')} contracts of the file stand in the business already, of the same customer from the same day.`
  throw historyError('HISTORY_CONTRACTS_KNOWN', message, { count: known })
}

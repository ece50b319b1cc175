/** The contracts that a customer holds or held, as a snapshot has them. */
import type { ColumnarDatabase, ColumnarValue } from '#columnar/engine.ts'
import type { Day } from '#kernel/time.ts'
import type { HeldContract } from '../lifetime-value.contract.ts'

/** The contracts of a customer, oldest first. */
export async function heldContracts(database: ColumnarDatabase, customer: number): Promise<HeldContract[]> {
  const rows = await database.rows(
    `SELECT start, renewals, ended_on, next_renewal, amount, probability_renews, expected_renewals, value
       FROM contract WHERE customer = $customer ORDER BY start, rowid`,
    { customer },
  )
  return rows.map((row) => ({
    start: String(row['start']) as Day,
    renewals: Number(row['renewals']),
    endedOn: dayOrNull(row['ended_on']),
    nextRenewal: dayOrNull(row['next_renewal']),
    amount: Number(row['amount']),
    probabilityRenews: numberOrNull(row['probability_renews']),
    expectedRenewals: numberOrNull(row['expected_renewals']),
    value: numberOrNull(row['value']),
  }))
}

function dayOrNull(value: ColumnarValue | undefined): Day | null {
  return typeof value === 'string' ? (value as Day) : null
}

function numberOrNull(value: ColumnarValue | undefined): number | null {
  return value === null || value === undefined ? null : Number(value)
}

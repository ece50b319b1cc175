/** Customers counted by the profile of their covariates. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { Day } from '#kernel/time.ts'
import { joinProfiles } from '../refresh/summary.query.ts'

/** Customers by something, and by the profile of their covariates. */
export interface ProfiledCounts {
  readonly at: Float64Array
  readonly weights: Float64Array
  readonly profile: Int32Array
}

/** Customers by the day of the log on which they were first seen, up to `until`, and by profile. */
export async function firstPurchasesByProfile(
  db: ColumnarDatabase,
  firstDay: Day,
  until: Day,
): Promise<ProfiledCounts> {
  return profiledCounts(
    db,
    `SELECT (first_day - $firstDay::DATE)::DOUBLE AS at, count(*) AS weights, profile
       FROM scratch.summary ${joinProfiles} WHERE first_day <= $until::DATE GROUP BY ALL ORDER BY ALL`,
    { firstDay, until },
  )
}

/** Customers by their age in days as of the as-of day, and by profile. */
export async function agesByProfile(db: ColumnarDatabase, asOf: Day): Promise<ProfiledCounts> {
  return profiledCounts(
    db,
    `SELECT ($asOf::DATE - first_day)::DOUBLE AS at, count(*) AS weights, profile
       FROM scratch.summary ${joinProfiles} GROUP BY ALL ORDER BY ALL`,
    { asOf },
  )
}

async function profiledCounts(
  db: ColumnarDatabase,
  sql: string,
  days: Readonly<Record<string, Day>>,
): Promise<ProfiledCounts> {
  return (await db.columns(sql, days)) as unknown as ProfiledCounts
}

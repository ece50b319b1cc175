/** The table of customers that a snapshot is made for. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { Day } from '#kernel/time.ts'
import type { SpendModel } from '#lifetime/outlook/outlook.ts'

/** What turns a row's units into a customer's money. */
export interface CustomerTableOptions {
  readonly asOf: Day
  readonly spend: SpendModel
  /** Share of spend that is margin; 1 where value is revenue. */
  readonly margin: number
  /** Whether there are scores to join. */
  readonly isScored: boolean
  /** Whether scores differ by the profile of a customer's covariates too. */
  readonly isByProfile?: boolean
}

/** Packing bits is what suits whole numbers; to try every other way first takes a fifth longer. */
const whole = (name: string, type: 'INTEGER' | 'DATE') => `${name} ${type} USING COMPRESSION bitpacking`

/** Columns of a customer, whatever they were valued by. */
export const customerColumns = [
  whole('customer', 'INTEGER'),
  'name VARCHAR',
  whole('first_day', 'DATE'),
  whole('last_day', 'DATE'),
  whole('purchases', 'INTEGER'),
  whole('repeat_purchases', 'INTEGER'),
  whole('last_purchase_age_days', 'INTEGER'),
  whole('age_days', 'INTEGER'),
  'spend DOUBLE',
  whole('spend_observations', 'INTEGER'),
  'mean_spend DOUBLE',
  'probability_active DOUBLE',
  'probability_buys DOUBLE',
  'expected_purchases DOUBLE',
  whole('expected_purchases_low', 'INTEGER'),
  whole('expected_purchases_high', 'INTEGER'),
  'expected_purchases_probability DOUBLE',
  'expected_spend DOUBLE',
  'value DOUBLE',
  'value_low DOUBLE',
  'value_high DOUBLE',
  'value_probability DOUBLE',
  'value_infinite DOUBLE',
]

/**
 * Writes `snapshot.customer`, the most valuable first: the page that is asked for most reads the first rows, and a
 * filter by value skips whole blocks.
 */
export async function createCustomerTable(
  db: ColumnarDatabase,
  { asOf, spend, margin, isScored, isByProfile = false }: CustomerTableOptions,
): Promise<void> {
  const { scale, expected } = moneyOf(spend)
  await db.run(`CREATE TABLE snapshot.customer (${customerColumns.join(', ')})`)
  await db.run(
    `
    INSERT INTO snapshot.customer
    SELECT s.identity AS customer, i.name, s.first_day, s.last_day,
           s.x + 1 AS purchases, s.x AS repeat_purchases,
           (s.last_day - s.first_day)::INTEGER AS last_purchase_age_days,
           ($asOf::DATE - s.first_day)::INTEGER AS age_days,
           s.spend, s.m AS spend_observations, if(s.m > 0, s.observed / s.m, NULL) AS mean_spend,
           ${isScored ? scoredColumns(scale, expected) : absentColumns}
      FROM scratch.summary s JOIN identity i ON i.number = s.identity
      ${isScored ? scoresSql(isByProfile) : ''}
     ORDER BY ${isScored ? 'value DESC, ' : ''}customer`,
    isScored ? { asOf, margin, ...parametersOf(spend) } : { asOf },
  )
}

function scoresSql(isByProfile: boolean): string {
  return `
      ${isByProfile ? 'JOIN scratch.customer_profile p ON p.identity = s.identity' : ''}
      JOIN (SELECT r.x, r.last_age, r.age, r.m ${isByProfile ? ', r.profile' : ''}, v.*
              FROM scratch.score_row r JOIN scratch.score v USING ("row")) v
        ON v.x = s.x AND v.m = s.m AND v.age = ($asOf::DATE - s.first_day) AND v.last_age = (s.last_day - s.first_day)
           ${isByProfile ? 'AND v.profile = p.profile' : ''}`
}

function scoredColumns(scale: string, expected: string): string {
  return `
           v.probability_active, v.probability_buys,
           v.expected_purchases, v.expected_purchases_low, v.expected_purchases_high, v.expected_purchases_probability,
           ${expected} AS expected_spend,
           v.value_unit * ${scale} AS value, v.value_low_unit * ${scale} AS value_low,
           v.value_high_unit * ${scale} AS value_high, v.value_probability,
           v.value_infinite_unit * ${scale} AS value_infinite`
}

const absentColumns = `
           NULL::DOUBLE AS probability_active, NULL::DOUBLE AS probability_buys,
           NULL::DOUBLE AS expected_purchases, NULL::INTEGER AS expected_purchases_low,
           NULL::INTEGER AS expected_purchases_high, NULL::DOUBLE AS expected_purchases_probability,
           NULL::DOUBLE AS expected_spend, NULL::DOUBLE AS value, NULL::DOUBLE AS value_low,
           NULL::DOUBLE AS value_high, NULL::DOUBLE AS value_probability, NULL::DOUBLE AS value_infinite`

/** `valueScale` and `expectedSpend` of the library, as SQL: `snapshot-tables.test.ts` holds them equal. */
function moneyOf(spend: SpendModel): { readonly scale: string; readonly expected: string } {
  if (spend.kind === 'mean-spend')
    return { scale: '($margin * $mean_spend)', expected: '$mean_spend::DOUBLE' }
  return {
    scale: '($margin * ($gamma + s.observed))',
    expected: '($gamma + s.observed) * $p / ($p * s.m + $q - 1)',
  }
}

function parametersOf(spend: SpendModel): Readonly<Record<string, number>> {
  return spend.kind === 'mean-spend' ? { mean_spend: spend.meanSpend } : { ...spend.fitted.parameters }
}

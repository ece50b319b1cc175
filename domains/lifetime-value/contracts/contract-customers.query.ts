/** The tables of customers and of their contracts that a snapshot of a base of contracts is made for. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { Day } from '#kernel/time.ts'
import { customerColumns } from '../refresh/customer-table.query.ts'

/**
 * Writes `snapshot.customer` with the same columns as of purchases: `purchases` are days with a payment, what is expected
 * are renewals. A customer is worth what all of their contracts are worth that run, one after the other or side by side;
 * of whom none runs is not active and worth nothing.
 */
export async function createContractCustomers(
  db: ColumnarDatabase,
  { asOf, isScored }: { readonly asOf: Day; readonly isScored: boolean },
): Promise<void> {
  await db.run(`CREATE TABLE snapshot.customer (${customerColumns.join(', ')})`)
  await db.run(
    `
    INSERT INTO snapshot.customer
    WITH held AS (
      SELECT identity, count(*) AS contracts, avg(amount) AS amount
        FROM scratch.contract_state WHERE NOT ended GROUP BY identity
    )${isScored ? `, ${outlookSql}` : ''}
    SELECT s.identity AS customer, i.name, s.first_day, s.last_day, s.x + 1 AS purchases, s.x AS repeat_purchases,
           (s.last_day - s.first_day)::INTEGER AS last_purchase_age_days,
           ($asOf::DATE - s.first_day)::INTEGER AS age_days,
           s.spend, s.m AS spend_observations, if(s.m > 0, s.observed / s.m, NULL) AS mean_spend,
           ${isScored ? scoredColumns : absentColumns}
      FROM scratch.summary s JOIN identity i ON i.number = s.identity LEFT JOIN held h USING (identity)
           ${isScored ? 'LEFT JOIN outlook o USING (identity)' : ''}
     ORDER BY ${isScored ? 'value DESC, ' : ''}customer`,
    { asOf },
  )
}

const outlookSql = `
    outlook AS (
      SELECT c.identity, v.probability_active, v.probability_buys, v.expected_purchases, v.expected_purchases_low,
             v.expected_purchases_high, v.expected_purchases_probability, v.value * c.worth AS value,
             v.value_low * c.worth AS value_low, v.value_high * c.worth AS value_high, v.value_probability,
             v.value_infinite * c.worth AS value_infinite
        FROM scratch.contract_state c SEMI JOIN (SELECT identity FROM held WHERE contracts = 1) USING (identity)
             JOIN scratch.contract_row r USING (made, unknown, ahead) JOIN scratch.contract_score v USING ("row")
       WHERE NOT c.ended
      UNION ALL
      FROM scratch.contract_several
    )`

/** Of whom no contract runs, nothing more is to come: that is known. */
const scoredColumns = `
           coalesce(o.probability_active, 0), coalesce(o.probability_buys, 0), coalesce(o.expected_purchases, 0),
           coalesce(o.expected_purchases_low, 0), coalesce(o.expected_purchases_high, 0),
           coalesce(o.expected_purchases_probability, 1), h.amount AS expected_spend, coalesce(o.value, 0) AS value,
           coalesce(o.value_low, 0), coalesce(o.value_high, 0), coalesce(o.value_probability, 1),
           if(o.identity IS NULL, 0, o.value_infinite)`

/** Without a model it is still known who runs. */
const absentColumns = `
           (coalesce(h.contracts, 0) > 0)::INTEGER::DOUBLE AS probability_active, NULL::DOUBLE, NULL::DOUBLE, NULL::INTEGER,
           NULL::INTEGER, NULL::DOUBLE, h.amount AS expected_spend, NULL::DOUBLE AS value, NULL::DOUBLE, NULL::DOUBLE,
           NULL::DOUBLE, NULL::DOUBLE`

/** Sum of P(runs): customers who hold a contract that runs, where the log reaches to the as-of day. */
export async function activeCustomers(db: ColumnarDatabase): Promise<number> {
  const [row] = await db.rows('SELECT sum(probability_active) AS active FROM snapshot.customer')
  return Number(row?.['active'])
}

/** Writes `snapshot.contract`: one row a contract that had started, those of a customer in the order of their starts. */
export async function createContractTable(db: ColumnarDatabase, isScored: boolean): Promise<void> {
  const score = isScored
    ? `LEFT JOIN scratch.contract_row r ON NOT c.ended AND r.made = c.made AND r.unknown = c.unknown AND r.ahead = c.ahead
       LEFT JOIN scratch.contract_score v USING ("row")`
    : ''
  const scored = isScored
    ? `coalesce(v.expected_purchases, 0) AS expected_renewals, coalesce(v.value * c.worth, 0) AS value, v.next AS probability_renews`
    : `NULL::DOUBLE AS expected_renewals, NULL::DOUBLE AS value, NULL::DOUBLE AS probability_renews`
  await db.run(`
    CREATE TABLE snapshot.contract AS
    SELECT c.identity AS customer, c.start, c.made AS renewals, if(c.ended, c.ended_on, NULL) AS ended_on,
           if(c.ended, NULL, c.next_due) AS next_renewal, c.amount, ${scored}
      FROM scratch.contract_state c ${score} ORDER BY c.identity, c.start, c.import, c.line`)
}

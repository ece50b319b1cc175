/** The tables of a history; every one of them is append-only but for undoing an import. */
import type { ColumnarDatabase } from '#columnar/engine.ts'

/**
 * What every line has. `day` is the day in the import's time zone, `occurred_at` the moment in UTC; `recorded_at` is the
 * same for all lines of an import and stands there. Products, orders and the like are kept apart because a column without
 * values costs as much as one with them.
 */
const lineColumns = `
  import INTEGER NOT NULL,
  line BIGINT NOT NULL,
  identity INTEGER NOT NULL,
  day DATE NOT NULL,
  occurred_at TIMESTAMP NOT NULL,
  amount DECIMAL(18,4) NOT NULL,
  margin DECIMAL(18,4)`

/** Tables of facts, by what a line is: each has the same columns. */
export const lineTables = ['purchase_line', 'refund_line', 'giveaway_line'] as const

const tables = `
  CREATE TABLE IF NOT EXISTS import (
    number INTEGER NOT NULL,
    id VARCHAR NOT NULL,
    file_name VARCHAR NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 VARCHAR NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    identity_salt VARCHAR NOT NULL,
    first_identity INTEGER NOT NULL,
    last_identity INTEGER NOT NULL,
    undone_at TIMESTAMP,
    currency VARCHAR,
    time_zone VARCHAR NOT NULL,
    figures VARCHAR NOT NULL,
    report VARCHAR
  );
  CREATE TABLE IF NOT EXISTS mapping (
    fingerprint VARCHAR NOT NULL,
    mapping VARCHAR NOT NULL,
    import INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS identity (
    number INTEGER NOT NULL,
    -- Names hardly repeat: looking for a way to compress them costs three times as much as writing them.
    name VARCHAR USING COMPRESSION uncompressed NOT NULL
  );
  ${lineTables.map((table) => `CREATE TABLE IF NOT EXISTS ${table} (${lineColumns});`).join('\n')}
  CREATE TABLE IF NOT EXISTS line_detail (
    import INTEGER NOT NULL,
    line BIGINT NOT NULL,
    quantity DECIMAL(18,4),
    "order" VARCHAR,
    product VARCHAR,
    channel VARCHAR,
    country VARCHAR,
    family VARCHAR
  );
  -- Histories of before these were read.
  ALTER TABLE line_detail ADD COLUMN IF NOT EXISTS country VARCHAR;
  ALTER TABLE line_detail ADD COLUMN IF NOT EXISTS family VARCHAR;
  -- What a log of purchases cannot tell of a contract. Its payments stand in purchase_line, one for the start and one for
  -- each renewal; renewals come up every \`months\` calendar months after the start.
  CREATE TABLE IF NOT EXISTS contract (
    import INTEGER NOT NULL,
    line BIGINT NOT NULL,
    identity INTEGER NOT NULL,
    start DATE NOT NULL,
    months INTEGER NOT NULL,
    renewals INTEGER NOT NULL,
    ended_on DATE,
    observed_until DATE NOT NULL,
    amount DECIMAL(18,4) NOT NULL,
    margin DECIMAL(18,4)
  );
  CREATE TABLE IF NOT EXISTS reject (
    import INTEGER NOT NULL,
    "row" BIGINT NOT NULL,
    value VARCHAR,
    reason VARCHAR NOT NULL
  );
  CREATE TABLE IF NOT EXISTS covariate_file (
    number INTEGER NOT NULL,
    id VARCHAR NOT NULL,
    file_name VARCHAR NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 VARCHAR NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    undone_at TIMESTAMP,
    figures VARCHAR NOT NULL
  );
  -- By the customer's name, since purchases of a customer may come later than what is known of them.
  CREATE TABLE IF NOT EXISTS covariate_row (
    file INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    cells VARCHAR[] NOT NULL
  )`

/** Makes the tables that are not there yet; call it once after opening. */
export async function prepareHistory(db: ColumnarDatabase): Promise<void> {
  await db.transaction(() => db.run(tables))
}

/** Costs beside the history: entries that are added and taken back, never changed. */
import type { ColumnarDatabase, Row } from '#columnar/engine.ts'
import { assert } from '#kernel/assert.ts'
import type { Cost, CostEntry, CostPurpose } from '../acquisition.contract.ts'

const tables = `
  CREATE TABLE IF NOT EXISTS acquisition_entry (
    number INTEGER NOT NULL,
    id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    file_name VARCHAR,
    -- Of what the costs are, whatever file or form they came by: the same ones again add nothing.
    sha256 VARCHAR NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    undone_at TIMESTAMP,
    currency VARCHAR
  );
  CREATE TABLE IF NOT EXISTS acquisition_cost (
    entry INTEGER NOT NULL,
    month DATE NOT NULL,
    channel VARCHAR NOT NULL,
    amount DECIMAL(18,4) NOT NULL,
    purpose VARCHAR NOT NULL
  )`

/** An entry to be kept. */
export interface NewEntry {
  readonly id: string
  readonly source: 'file' | 'form'
  readonly fileName: string | null
  readonly sha256: string
  /** ISO 8601, UTC. */
  readonly recordedAt: string
  readonly currency: string | null
  readonly costs: readonly Cost[]
}

/** Makes the tables that are not there yet. */
export async function prepareCosts(db: ColumnarDatabase): Promise<void> {
  await db.run(tables)
}

/** All entries, newest first. */
export async function costEntries(db: ColumnarDatabase): Promise<CostEntry[]> {
  const entries = await db.rows(`
    SELECT number, id, source, file_name, currency,
           strftime(recorded_at, '%Y-%m-%dT%H:%M:%S.%gZ') AS recorded_at,
           strftime(undone_at, '%Y-%m-%dT%H:%M:%S.%gZ') AS undone_at
      FROM acquisition_entry ORDER BY number DESC`)
  const costs = await db.rows(`
    SELECT entry, strftime(month, '%Y-%m') AS month, channel, amount, purpose
      FROM acquisition_cost ORDER BY entry, month, channel, purpose`)
  const byEntry = Map.groupBy(costs, ({ entry }) => Number(entry))
  return entries.map((row) => entryOf(row, byEntry.get(Number(row['number'])) ?? []))
}

/** The id of the entry that stands with the very same costs. */
export async function findCosts(db: ColumnarDatabase, sha256: string): Promise<string | undefined> {
  const [row] = await db.rows(
    'SELECT id FROM acquisition_entry WHERE sha256 = $sha256 AND undone_at IS NULL',
    {
      sha256,
    },
  )
  return row === undefined ? undefined : String(row['id'])
}

/** Adds an entry; to be done within a transaction. */
export async function insertEntry(db: ColumnarDatabase, entry: NewEntry): Promise<void> {
  const { id, source, fileName, sha256, recordedAt, currency, costs } = entry
  const [row] = await db.rows('SELECT coalesce(max(number), 0) + 1 AS number FROM acquisition_entry')
  const number = Number(row?.['number'])
  await db.run(
    `INSERT INTO acquisition_entry
     VALUES ($number, $id, $source, $fileName, $sha256, $recordedAt::TIMESTAMPTZ AT TIME ZONE 'UTC', NULL, $currency)`,
    { number, id, source, fileName, sha256, recordedAt, currency },
  )
  for (const { month, channel, amount, purpose } of costs) {
    await db.run(
      'INSERT INTO acquisition_cost VALUES ($number, $month::DATE, $channel, $amount::DECIMAL(18,4), $purpose)',
      { number, month: `${month}-01`, channel, amount: String(amount), purpose },
    )
  }
}

/** Takes an entry back; to be done within a transaction. */
export async function markUndone(db: ColumnarDatabase, id: string, at: string): Promise<void> {
  await db.run(
    `UPDATE acquisition_entry SET undone_at = $at::TIMESTAMPTZ AT TIME ZONE 'UTC' WHERE id = $id`,
    { id, at },
  )
}

/** Channels that the purchase log names. */
export async function knownChannels(db: ColumnarDatabase): Promise<readonly string[]> {
  const rows = await db.rows(
    'SELECT DISTINCT channel FROM line_detail WHERE channel IS NOT NULL ORDER BY channel LIMIT 500',
  )
  return rows.map(({ channel }) => String(channel))
}

function entryOf(row: Row, costs: readonly Row[]): CostEntry {
  const source = row['source']
  assert(source === 'file' || source === 'form', 'an entry came by a file or a form')
  const text = (name: string) => (row[name] === null ? null : String(row[name]))
  return {
    entry: String(row['id']),
    source,
    fileName: text('file_name'),
    recordedAt: String(row['recorded_at']),
    undoneAt: text('undone_at'),
    currency: text('currency'),
    costs: costs.map((cost) => ({
      month: String(cost['month']),
      channel: String(cost['channel']),
      amount: Number(cost['amount']),
      purpose: String(cost['purpose']) as CostPurpose,
    })),
  }
}

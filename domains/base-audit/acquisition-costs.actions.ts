/** What is done with costs: added from a file or a form, listed, taken back. */
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { historyFigures } from '#history/history.actions.ts'
import type { Instant } from '#kernel/time.ts'
import { costsOfFile, costsOfForm, mostBytes, type GivenCosts } from './acquisition/acquisition-costs.ts'
import {
  costEntries,
  findCosts,
  insertEntry,
  knownChannels,
  markUndone,
  prepareCosts,
} from './acquisition/acquisition-costs.query.ts'
import { acquisitionError, type Cost, type CostEntry } from './acquisition.contract.ts'
import type { EquityFinding } from './equity.contract.ts'

/** What the world outside gives. */
export interface CostWorld {
  readonly now: Instant
  readonly newId: (prefix: string) => string
}

/** Whether costs of months and channels that have some already come on top of them. */
export interface AddOptions extends CostWorld {
  readonly onTop: boolean
}

/** What came of it. */
export interface AddedCosts {
  readonly entry: string
  /** False where the very same costs stand already. */
  readonly added: boolean
  readonly costs: number
  readonly findings: EquityFinding[]
}

/** Costs with channels and currency of the history they are held against. */
export interface ListedCosts {
  readonly entries: CostEntry[]
  readonly channels: string[]
  readonly currency: string | null
}

/** All entries, and the channels that the log knows. */
export async function listCosts(history: ColumnarDatabase): Promise<ListedCosts> {
  return withConnection(history, async (db) => {
    await prepareCosts(db)
    const { currency } = await historyFigures(db)
    return { entries: await costEntries(db), channels: [...(await knownChannels(db))], currency }
  })
}

/** Costs that stand. */
export async function standingCosts(
  history: ColumnarDatabase,
): Promise<{ readonly costs: readonly Cost[]; readonly currency: string | null }> {
  const standing = (await listCosts(history)).entries.filter(({ undoneAt }) => undoneAt === null)
  return {
    costs: standing.flatMap(({ costs }) => costs),
    currency: standing.find(({ currency }) => currency !== null)?.currency ?? null,
  }
}

/** Takes in a CSV. @throws ACQUISITION_* */
export async function addCostsFile(
  history: ColumnarDatabase,
  file: { readonly path: string; readonly fileName: string },
  options: AddOptions,
): Promise<AddedCosts> {
  const given = await readCosts(file.path)
  return add(history, given, { ...options, source: 'file', fileName: file.fileName })
}

/** Takes in a form. @throws ACQUISITION_* */
export async function addCostsForm(
  history: ColumnarDatabase,
  form: { readonly costs: readonly Cost[]; readonly currency: string | null },
  options: AddOptions,
): Promise<AddedCosts> {
  const given = costsOfForm(form.costs, form.currency)
  return add(history, given, { ...options, source: 'form', fileName: null })
}

/** Costs of a CSV. @throws ACQUISITION_FILE_TOO_LARGE, ACQUISITION_FILE_UNREADABLE and what a row is refused for */
export async function readCosts(path: string): Promise<GivenCosts> {
  const { size } = await stat(path)
  if (size > mostBytes) {
    throw acquisitionError(
      'ACQUISITION_FILE_TOO_LARGE',
      `The file has ${size} bytes; at most ${mostBytes} are read.`,
    )
  }
  const bytes = await readFile(path)
  try {
    return costsOfFile(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw acquisitionError(
      'ACQUISITION_FILE_UNREADABLE',
      'The file is not text in UTF-8.',
      {},
      { cause: error },
    )
  }
}

/** Takes an entry back; it stays as a tombstone. @throws ACQUISITION_ENTRY_NOT_FOUND, ACQUISITION_ENTRY_UNDONE */
export async function undoCosts(
  history: ColumnarDatabase,
  id: string,
  { now }: Pick<CostWorld, 'now'>,
): Promise<{ readonly entry: string; readonly undoneAt: string }> {
  const undoneAt = new Date(now).toISOString()
  await withConnection(history, (db) =>
    db.transaction(async () => {
      await prepareCosts(db)
      const found = (await costEntries(db)).find(({ entry }) => entry === id)
      if (found === undefined)
        throw acquisitionError('ACQUISITION_ENTRY_NOT_FOUND', `There is no entry ${id.slice(0, 40)}.`)
      if (found.undoneAt !== null) {
        throw acquisitionError(
          'ACQUISITION_ENTRY_UNDONE',
          `The entry was taken back on ${found.undoneAt.slice(0, 10)}.`,
        )
      }
      await markUndone(db, id, undoneAt)
    }),
  )
  return { entry: id, undoneAt }
}

type Adding = AddOptions & { readonly source: 'file' | 'form'; readonly fileName: string | null }

async function add(history: ColumnarDatabase, given: GivenCosts, options: Adding): Promise<AddedCosts> {
  const { onTop, source, fileName, now, newId } = options
  const sha256 = digestOf(given)
  return withConnection(history, (db) =>
    db.transaction(async () => {
      await prepareCosts(db)
      const before = await findCosts(db, sha256)
      if (before !== undefined) return { entry: before, added: false, costs: 0, findings: [] }
      const { currency } = await historyFigures(db)
      const standing = (await costEntries(db)).filter(({ undoneAt }) => undoneAt === null)
      refuseOtherCurrency(given, [currency, ...standing.map((entry) => entry.currency)])
      const overlapping = overlapOf(given, standing)
      if (overlapping.length > 0 && !onTop) throw overlap(overlapping)
      const entry = newId('cst')
      const recordedAt = new Date(now).toISOString()
      await insertEntry(db, { ...given, id: entry, source, fileName, sha256, recordedAt })
      const findings: EquityFinding[] = []
      if (overlapping.length > 0)
        findings.push({ code: 'costs-on-top', values: { costs: overlapping.length } })
      if (given.currency !== null && currency === null) {
        findings.push({ code: 'currency-unknown', values: { currency: given.currency } })
      }
      return { entry, added: true, costs: given.costs.length, findings }
    }),
  )
}

/** @throws ACQUISITION_CURRENCY_DIFFERS */
export function refuseOtherCurrency(
  { currency }: Pick<GivenCosts, 'currency'>,
  others: readonly (string | null)[],
): void {
  const other = others.find((one) => one !== null && one !== currency)
  if (currency === null || other === undefined || other === null) return
  throw acquisitionError(
    'ACQUISITION_CURRENCY_DIFFERS',
    `The costs are in ${currency}; what they are held against is in ${other}.`,
  )
}

/** Rows of costs whose month, channel and purpose have some already. */
function overlapOf({ costs }: GivenCosts, standing: readonly CostEntry[]): readonly Cost[] {
  const known = new Set(standing.flatMap((entry) => entry.costs.map(keyOf)))
  return costs.filter((cost) => known.has(keyOf(cost)))
}

function keyOf({ month, channel, purpose }: Cost): string {
  return JSON.stringify([month, channel.toLowerCase(), purpose])
}

function overlap(costs: readonly Cost[]): Error {
  const named = costs.slice(0, 3).map(({ month, channel }) => `${channel} in ${month}`)
  const more = costs.length > 3 ? ` and ${costs.length - 3} more` : ''
  return acquisitionError(
    'ACQUISITION_COSTS_OVERLAP',
    `There are costs already of ${named.join(', ')}${more}.`,
    {
      costs: costs.slice(0, 20).map(({ month, channel, purpose }) => ({ month, channel, purpose })),
    },
  )
}

/** Of what the costs are, in whatever order they stand. */
function digestOf({ costs, currency }: GivenCosts): string {
  const rows = costs.map((cost) => JSON.stringify([keyOf(cost), cost.amount])).toSorted()
  return createHash('sha256')
    .update(JSON.stringify([currency, rows]))
    .digest('hex')
}

async function withConnection<T>(
  history: ColumnarDatabase,
  work: (db: ColumnarDatabase) => Promise<T>,
): Promise<T> {
  const db = await history.connect()
  try {
    return await work(db)
  } finally {
    await db.close()
  }
}

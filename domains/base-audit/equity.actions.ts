/** What is asked of equity: documents of a snapshot, bridges, and which snapshots can be compared. */
import type { Snapshot, SnapshotReaders } from '#columnar/snapshot-readers.ts'
import type { OpenBusiness } from '#history/open-business.ts'
import { isPerennialError } from '#kernel/errors.ts'
import type { Day } from '#kernel/time.ts'
import { readSnapshot } from '#lifetime-value/read-snapshot.ts'
import {
  bridgeBetweenDates,
  bridgeBetweenSnapshots,
  comparisonProblem,
  usualOpening,
  type EquitySource,
} from './equity/equity-bridges.query.ts'
import { startEquityWorkers, type EquityWorkers } from './equity/equity-workers.ts'
import {
  equityError,
  type ComparableSnapshot,
  type EquityBridge,
  type EquityFinding,
} from './equity.contract.ts'
import { readGround, readRefresh } from './equity/equity.query.ts'

/** Whose snapshots are read. */
export type EquityOwner = Pick<OpenBusiness, 'name' | 'snapshots'>

/** Which bridge: from another snapshot, or between two days. */
export interface AskedBridge {
  /** The later end; the current snapshot where it is left out. */
  readonly snapshot?: string | undefined
  readonly against?: string | undefined
  readonly from?: Day | undefined
  readonly to?: Day | undefined
}

/**
 * A bridge, computed. Both snapshots stay in place meanwhile, whatever is published or removed.
 *
 * @throws SNAPSHOT_NOT_READY, SNAPSHOT_NOT_FOUND, EQUITY_*
 */
export async function bridgeOf(owner: EquityOwner, asked: AskedBridge): Promise<EquityBridge> {
  const { against, from, to } = asked
  return readSnapshot(owner, asked.snapshot, async (later) => {
    const source = await sourceOf(later)
    refuseContracts(source)
    if (against === undefined) {
      const { document } = source.ground
      const opening = from ?? usualOpening({ ...document, asOf: to ?? document.asOf }) ?? document.firstDay
      const span = { from: opening, to: to ?? document.asOf }
      return withWorkers((workers) => bridgeBetweenDates(source, span, { workers }))
    }
    if (against === later.id) {
      throw equityError('EQUITY_SNAPSHOT_SAME', `${against} is the very snapshot that is looked at.`)
    }
    return readSnapshot(owner, against, async (earlier) => {
      const before = await sourceOf(earlier)
      return withWorkers((workers) => bridgeBetweenSnapshots(before, source, { workers }))
    })
  })
}

/** @throws EQUITY_CONTRACTS_UNBRIDGED */
function refuseContracts({ ground }: EquitySource): void {
  if (ground.document.log !== 'contracts') return
  const message = 'These are contracts, of which no bridge is worked out.'
  throw equityError('EQUITY_CONTRACTS_UNBRIDGED', message)
}

/** The other snapshots of a business, and which of them a bridge may begin from. */
export interface ComparableSnapshots {
  readonly snapshot: string
  readonly asOf: Day
  readonly firstDay: Day
  readonly snapshots: ComparableSnapshot[]
  readonly problem: EquityFinding | null
}

/** @throws SNAPSHOT_NOT_READY, SNAPSHOT_NOT_FOUND */
export async function comparableSnapshots(
  owner: EquityOwner,
  asked: string | undefined,
): Promise<ComparableSnapshots> {
  return readSnapshot(owner, asked, async (later) => {
    const { ground } = await sourceOf(later)
    const others = (await owner.snapshots.list()).filter((id) => id !== later.id).toReversed()
    const snapshots: ComparableSnapshot[] = []
    for (const id of others) {
      const found = await readIfThere(owner.snapshots, id, async (earlier) => {
        const { publishedAt } = await readRefresh(earlier.database)
        const { ground: before } = await sourceOf(earlier)
        const { asOf, customers, totals } = before.document
        return {
          snapshot: id,
          publishedAt,
          asOf,
          model: before.purchases?.model ?? 'none',
          customers,
          value: totals?.value ?? null,
          problem: comparisonProblem(before, ground),
        }
      })
      if (found !== undefined) snapshots.push(found)
    }
    const { asOf, firstDay } = ground.document
    const problem: EquityFinding | null =
      snapshots.length === 0 ? { code: 'snapshot-only-one', values: { day: asOf } } : null
    return { snapshot: later.id, asOf, firstDay, snapshots, problem }
  })
}

/** Undefined where it was removed between being listed and being read. */
async function readIfThere<T>(
  snapshots: SnapshotReaders,
  id: string,
  work: (snapshot: Snapshot) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await snapshots.read(id, work)
  } catch (error) {
    if (isPerennialError(error, 'COLUMNAR_FILE_MISSING')) return undefined
    throw error
  }
}

async function sourceOf({ id, database }: Snapshot): Promise<EquitySource> {
  const tables = { db: database, prefix: '' } as const
  const ground = await readGround(tables, await readRefresh(database))
  return { tables, ground, snapshot: id }
}

/** Threads are started for the one bridge: they are seldom asked for, and hold memory while they are there. */
async function withWorkers<T>(work: (workers: EquityWorkers) => Promise<T>): Promise<T> {
  const workers = startEquityWorkers()
  try {
    return await work(workers)
  } finally {
    await workers.close()
  }
}

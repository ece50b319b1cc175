/** Reads of one snapshot: the current one, or the one that a page began with. */
import type { Snapshot } from '#columnar/snapshot-readers.ts'
import type { OpenBusiness } from '#history/open-business.ts'
import { isPerennialError } from '#kernel/errors.ts'
import { snapshotError } from './lifetime-value.contract.ts'

/**
 * Runs `work` on one snapshot, which stays in place meanwhile.
 *
 * @throws SNAPSHOT_NOT_READY where none is published yet; SNAPSHOT_NOT_FOUND where the one asked for is gone.
 */
export async function readSnapshot<T>(
  { name, snapshots }: Pick<OpenBusiness, 'name' | 'snapshots'>,
  asked: string | undefined,
  work: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  const id = asked ?? (await snapshots.current())
  if (id === undefined) throw snapshotError('SNAPSHOT_NOT_READY', `Nothing of ${name} is valued yet.`)
  if (!(await snapshots.has(id))) throw notFound(id)
  try {
    return await snapshots.read(id, work)
  } catch (error) {
    throw isPerennialError(error, 'COLUMNAR_FILE_MISSING') ? notFound(id) : error
  }
}

function notFound(id: string): Error {
  return snapshotError('SNAPSHOT_NOT_FOUND', `The snapshot ${id.slice(0, 40)} is not here.`)
}

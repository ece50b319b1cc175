/** Looks at everything the program stands on, and says what to do where something is wrong. */
import { existsSync } from 'node:fs'
import { access, constants, statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import { totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import { currentSnapshot, listSnapshots, snapshotFile } from '#columnar/snapshot-folder.ts'
import { businessError } from '#history/business.contract.ts'
import { isPerennialError } from '#kernel/errors.ts'
import {
  businessFiles,
  listBusinessFolders,
  readBusinessFile,
  readOwner,
  readPendingWork,
} from '#apps/server/business-folder.ts'

/** One thing that was looked at. */
export interface Finding {
  readonly what: string
  readonly state: 'good' | 'mind' | 'bad'
  readonly found: string
  /** The next thing to do; only where it is not good. */
  readonly hint?: string
}

/** Where to look. */
export interface DoctorOptions {
  readonly root: string
  readonly webFolder: string
  readonly port: number
}

const littleDisk = 2 * 2 ** 30
const littleMemory = 2 * 2 ** 30

/** Looks, and changes nothing. */
export async function examine(options: DoctorOptions): Promise<readonly Finding[]> {
  const { root, webFolder, port } = options
  const [itsEngine, itsDisk, itsPort] = await Promise.all([engine(), disk(root), freePort(port)])
  return [node(), itsEngine, memory(), itsDisk, webApp(webFolder), itsPort, ...(await businesses(root))]
}

function node(): Finding {
  const found = `Node ${process.versions.node} on ${process.platform} ${process.arch}`
  const isNew = Number(process.versions.node.split('.')[0]) >= 26
  return isNew ? good('Node', found) : bad('Node', found, 'Start Perennial with bin/perennial or npm start.')
}

async function engine(): Promise<Finding> {
  try {
    const database = await openDuckDb(':memory:')
    const [row] = await database.rows('SELECT version() AS version')
    await database.close()
    return good('Engine', `DuckDB ${String(row?.['version'])}`)
  } catch (error) {
    return bad('Engine', wordsOf(error), 'Run npm install again: its native part is not there.')
  }
}

async function disk(root: string): Promise<Finding> {
  const folder = nearest(root)
  try {
    await access(folder, constants.W_OK)
    const { bavail, bsize } = await statfs(folder)
    const found = `${gibibytes(bavail * bsize)} free at ${root}`
    if (bavail * bsize >= littleDisk) return good('Disk', found)
    return { what: 'Disk', state: 'mind', found, hint: 'Free some space before large files are imported.' }
  } catch {
    return bad(
      'Disk',
      `Nothing can be written at ${root}`,
      'Give this user the right, or choose another --data.',
    )
  }
}

function memory(): Finding {
  const found = `${gibibytes(totalmem())} in all`
  if (totalmem() >= littleMemory) return good('Memory', found)
  return { what: 'Memory', state: 'mind', found, hint: 'A million customers take about one gibibyte.' }
}

function webApp(folder: string): Finding {
  const isBuilt = existsSync(join(folder, 'index.html'))
  return isBuilt ? good('Web app', 'built') : bad('Web app', `not built in ${folder}`, 'Run npm run build.')
}

async function freePort(number: number): Promise<Finding> {
  const isFree = await new Promise<boolean>((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ host: '127.0.0.1', port: number }, () => probe.close(() => resolve(true)))
  })
  if (isFree) return good('Port', `${number} is free`)
  return {
    what: 'Port',
    state: 'mind',
    found: `${number} is taken, perhaps by Perennial itself`,
    hint: 'Open that address, or use perennial serve --port NUMBER.',
  }
}

async function businesses(root: string): Promise<readonly Finding[]> {
  if (!existsSync(root)) return [good('Businesses', `none yet; ${root} is made when it is needed`)]
  const findings: Finding[] = []
  for (const id of await listBusinessFolders(root)) findings.push(await business(join(root, id), id))
  return findings.length > 0 ? findings : [good('Businesses', `none yet in ${root}`)]
}

async function business(folder: string, id: string): Promise<Finding> {
  try {
    const { name } = await readBusinessFile(folder)
    const what = `Business ${name} (${id})`
    const locked = await lockOf(folder)
    const snapshots = await snapshotsOf(join(folder, businessFiles.snapshots))
    const pending = await readPendingWork(folder)
    const found = [
      locked,
      snapshots,
      ...(pending ? [`its ${pending.kind} goes on at the next start`] : []),
    ].join('; ')
    return good(what, found)
  } catch (error) {
    const hint = isPerennialError(error)
      ? error.hint
      : 'Restore the folder from a copy, or import its files again.'
    return bad(`Business ${id}`, wordsOf(error), hint)
  }
}

async function lockOf(folder: string): Promise<string> {
  const file = join(folder, businessFiles.history)
  if (!existsSync(file)) throw businessError('DATA_FOLDER_DAMAGED', `${file} is missing.`)
  try {
    const history = await openDuckDb(file)
    await history.close()
    return 'history in order'
  } catch (error) {
    if (!isPerennialError(error, 'COLUMNAR_FILE_LOCKED')) throw error
    const owner = await readOwner(folder)
    return owner?.address ? `open at ${owner.address}` : `open in process ${owner?.pid ?? 'unknown'}`
  }
}

async function snapshotsOf(folder: string): Promise<string> {
  const all = await listSnapshots(folder)
  const current = await currentSnapshot(folder)
  if (current === undefined) return 'nothing valued yet'
  const database = await openDuckDb(snapshotFile(folder, current), { readOnly: true })
  await database.close()
  return `snapshot ${current}${all.length > 1 ? ` and ${all.length - 1} older` : ''}`
}

function nearest(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder))
}

function good(what: string, found: string): Finding {
  return { what, state: 'good', found }
}

function bad(what: string, found: string, hint: string): Finding {
  return { what, state: 'bad', found, hint }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`
}

/** A business on disk: one folder with `business.json`, `history.duckdb`, `snapshots/`, and `work.json` while at work. */
import { existsSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { businessError } from '#history/business.contract.ts'
import type { Overrides } from '#history/history.contract.ts'
import type { GivenCovariates, ImportOptions, RefreshOptions } from '#history/import-options.contract.ts'

/** What `business.json` holds. */
export interface BusinessFile {
  readonly version: 1
  readonly business: string
  readonly name: string
  readonly demo: boolean
  readonly createdAt: string
  /** How the history is valued, until it is said otherwise. */
  readonly options: ImportOptions
  /** Version of what a simulated business was made from; another one makes it anew. */
  readonly made?: string
}

/** Work that is to go on when the program starts again: what `work.json` holds. */
export type PendingWork =
  | {
      readonly kind: 'import'
      readonly upload: string
      /** The business is new, and goes again if this fails. */
      readonly first: boolean
      /** A command began it, which the person who ran it runs again. */
      readonly byCommand: boolean
      readonly overrides: Overrides
      readonly options: ImportOptions
      readonly covariates?: GivenCovariates
    }
  | {
      readonly kind: 'refresh'
      readonly options: RefreshOptions
      readonly covariates?: GivenCovariates
    }
  | { readonly kind: 'undo'; readonly import: string }
  | { readonly kind: 'undo'; readonly covariates: string }

/** Who has a business open: what `owner.json` holds. */
export interface Owner {
  readonly pid: number
  /** Where it answers; null where it is a command and serves nothing. */
  readonly address: string | null
}

/** Files of a business. */
export const businessFiles = {
  business: 'business.json',
  history: 'history.duckdb',
  snapshots: 'snapshots',
  owner: 'owner.json',
  work: 'work.json',
} as const

/** Folder for what may be thrown away, on the same disk as the data. */
export const uploadsFolder = '.uploads'

/** What `--data` names: a folder of businesses, or one of them, whose folder then is `root`. */
export function dataFolderOf(data: string): { readonly root: string; readonly only: string | null } {
  const isOne = existsSync(join(data, businessFiles.business))
  return isOne ? { root: dirname(data), only: basename(data) } : { root: data, only: null }
}

/** Ids of the businesses of a data folder, oldest first and the demo last. */
export async function listBusinessFolders(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { withFileTypes: true })
  const ids = entries
    .filter((entry) => entry.isDirectory() && isBusinessId(entry.name))
    .map(({ name }) => name)
  return ids
    .filter((id) => id !== 'demo')
    .toSorted()
    .concat(ids.filter((id) => id === 'demo'))
}

function isBusinessId(name: string): boolean {
  return /^(demo|bus_[0-7][0-9a-hjkmnp-tv-z]{25})$/.test(name)
}

/**
 * Makes the data folder where it is not there yet.
 *
 * @throws DATA_FOLDER_NOT_WRITABLE
 */
export async function prepareDataFolder(root: string): Promise<void> {
  const probe = join(root, `.probe-${process.pid}`)
  try {
    await mkdir(root, { recursive: true })
    await writeFile(probe, '')
    await rm(probe)
  } catch (error) {
    throw businessError(
      'DATA_FOLDER_NOT_WRITABLE',
      `Nothing can be written in ${root}.`,
      {},
      { cause: error },
    )
  }
  const left = (await readdir(root)).filter((name) => name.startsWith('.gone-'))
  await Promise.all(left.map((name) => rm(join(root, name), { recursive: true, force: true })))
}

/**
 * Reads what a business is called.
 *
 * @throws DATA_FOLDER_DAMAGED
 */
export async function readBusinessFile(folder: string): Promise<BusinessFile> {
  const read = await readJson<BusinessFile>(join(folder, businessFiles.business))
  if (read?.version === 1) return read
  throw businessError('DATA_FOLDER_DAMAGED', `${join(folder, businessFiles.business)} cannot be read.`)
}

/** Writes what a business is called; a crash leaves the old or the new, never half of it. */
export async function writeBusinessFile(folder: string, file: BusinessFile): Promise<void> {
  await mkdir(join(folder, businessFiles.snapshots), { recursive: true })
  await writeJson(join(folder, businessFiles.business), file)
}

/** Work that a crash broke off, if any. */
export function readPendingWork(folder: string): Promise<PendingWork | undefined> {
  return readJson<PendingWork>(join(folder, businessFiles.work))
}

/** Notes work that is to go on after a crash. */
export function writePendingWork(folder: string, work: PendingWork): Promise<void> {
  return writeJson(join(folder, businessFiles.work), work)
}

/** Forgets noted work. */
export async function clearPendingWork(folder: string): Promise<void> {
  await rm(join(folder, businessFiles.work), { force: true })
}

/** Who had the business open last; whether it still has, only the lock on its history tells. */
export function readOwner(folder: string): Promise<Owner | undefined> {
  return readJson<Owner>(join(folder, businessFiles.owner))
}

/** Says who has the business open. */
export function writeOwner(folder: string, owner: Owner): Promise<void> {
  return writeJson(join(folder, businessFiles.owner), owner)
}

/** Takes the name of the owner away. */
export async function clearOwner(folder: string): Promise<void> {
  await rm(join(folder, businessFiles.owner), { force: true })
}

/** Removes what a killed import left of its temporary files; only the owner of the folder may. */
export async function sweepBusinessFolder(folder: string): Promise<void> {
  const left = (await readdir(folder)).filter((name) => /^import-|\.draft$/.test(name))
  await Promise.all(left.map((name) => rm(join(folder, name), { recursive: true, force: true })))
}

/** Removes a business. It is gone at once, by one rename; its bytes follow. */
export async function removeBusinessFolder(folder: string, name: string): Promise<void> {
  const gone = join(dirname(folder), `.gone-${name}`)
  await rename(folder, gone)
  await rm(gone, { recursive: true, force: true })
}

async function readJson<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

async function writeJson(path: string, value: unknown): Promise<void> {
  const draft = `${path}.draft`
  const file = await open(draft, 'w')
  try {
    await file.writeFile(`${JSON.stringify(value, undefined, 2)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, path)
}

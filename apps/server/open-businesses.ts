/** The businesses of a data folder, opened: their histories locked for this program, their snapshots ready to be read. */
import { join } from 'node:path'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { SnapshotReaders } from '#columnar/snapshot-readers.ts'
import { businessError } from '#history/business.contract.ts'
import type { Businesses, OpenBusiness } from '#history/open-business.ts'
import { WorkDesk } from '#history/work-desk.ts'
import { isPerennialError } from '#kernel/errors.ts'
import {
  businessFiles,
  clearOwner,
  listBusinessFolders,
  readBusinessFile,
  readOwner,
  removeBusinessFolder,
  sweepBusinessFolder,
  writeBusinessFile,
  writeOwner,
  type BusinessFile,
} from './business-folder.ts'
import type { Context } from './context.ts'

/** A business with its place on disk. */
export interface OwnedBusiness extends OpenBusiness {
  readonly folder: string
  readonly file: BusinessFile
}

/** What opening takes. */
export interface OpenBusinessesOptions {
  readonly root: string
  readonly context: Context
  /** Makes or mends the tables of a history. */
  readonly prepareHistory: (history: ColumnarDatabase) => Promise<void>
}

/** Opens, makes, renames and removes businesses. */
export class OpenBusinesses implements Businesses {
  readonly #options: OpenBusinessesOptions
  readonly #open = new Map<string, OwnedBusiness>()
  /** Desks of businesses whose first import failed: they are gone, and still tell why. */
  readonly #gone = new Map<string, WorkDesk>()
  #address: string | null = null

  constructor(options: OpenBusinessesOptions) {
    this.#options = options
  }

  list(): readonly OwnedBusiness[] {
    const all = [...this.#open.values()].toSorted((a, b) => a.createdAt.localeCompare(b.createdAt))
    return [...all.filter(({ demo }) => !demo), ...all.filter(({ demo }) => demo)]
  }

  get(id: string): OwnedBusiness {
    const business = this.#open.get(id)
    if (!business) throw businessError('BUSINESS_NOT_FOUND', `There is no business ${id}.`)
    return business
  }

  workOf(id: string): WorkDesk {
    return this.#gone.get(id) ?? this.get(id).work
  }

  /**
   * Opens all that are there.
   *
   * @throws DATA_FOLDER_IN_USE, DATA_FOLDER_DAMAGED
   */
  async openAll(): Promise<void> {
    try {
      for (const id of await listBusinessFolders(this.#options.root)) await this.open(id)
    } catch (error) {
      await this.close()
      throw error
    }
  }

  /**
   * Opens one that is there.
   *
   * @throws BUSINESS_NOT_FOUND, DATA_FOLDER_IN_USE, DATA_FOLDER_DAMAGED
   */
  async open(id: string): Promise<OwnedBusiness> {
    const { root } = this.#options
    if (!(await listBusinessFolders(root)).includes(id)) {
      throw businessError('BUSINESS_NOT_FOUND', `There is no business ${id} in ${root}.`)
    }
    const folder = join(root, id)
    return this.#own(folder, await readBusinessFile(folder))
  }

  /** Makes a new business, without history yet. */
  async create(given: Pick<BusinessFile, 'name'> & Partial<BusinessFile>): Promise<OwnedBusiness> {
    const { context, root } = this.#options
    const file: BusinessFile = {
      version: 1,
      business: context.newId('bus'),
      demo: false,
      createdAt: new Date(context.now()).toISOString(),
      options: {},
      ...given,
    }
    const folder = join(root, file.business)
    await writeBusinessFile(folder, file)
    return this.#own(folder, file)
  }

  /** Replaces what `business.json` holds. */
  async update(id: string, changes: Partial<BusinessFile>): Promise<OwnedBusiness> {
    const { folder, file, ...business } = this.get(id)
    const changed = { ...file, ...changes }
    await writeBusinessFile(folder, changed)
    const updated = { ...business, folder, file: changed, name: changed.name, options: changed.options }
    this.#open.set(id, updated)
    return updated
  }

  async rename(id: string, name: string): Promise<OwnedBusiness> {
    refuseDemo(this.get(id), 'renamed')
    return this.update(id, { name })
  }

  async remove(id: string): Promise<void> {
    const business = this.get(id)
    refuseDemo(business, 'deleted')
    business.work.refuseWhileRunning()
    await this.#removeOwned(business)
  }

  /** Removes a business whose making failed; what its work was is still told. */
  async discard(id: string): Promise<void> {
    const business = this.get(id)
    this.#gone.set(id, business.work)
    await this.#removeOwned(business)
  }

  /** Says where this program answers, in the folder of every business it owns. */
  async announce(address: string): Promise<void> {
    this.#address = address
    await Promise.all(this.list().map(({ folder }) => writeOwner(folder, this.#owner())))
  }

  /** Stops all work, which goes on when the program starts again. */
  async stopWork(): Promise<void> {
    await Promise.all(this.list().map(({ work }) => work.stopForNow()))
  }

  /** Stops all work and lets every folder go. */
  async close(): Promise<void> {
    await this.stopWork()
    for (const business of this.list()) await this.#release(business)
  }

  async #own(folder: string, file: BusinessFile): Promise<OwnedBusiness> {
    const history = await this.#openHistory(folder)
    try {
      await sweepBusinessFolder(folder)
      await this.#options.prepareHistory(history)
      await writeOwner(folder, this.#owner())
    } catch (error) {
      await history.close()
      throw error
    }
    const { context } = this.#options
    const { business: id, name, demo, createdAt, options } = file
    const owned: OwnedBusiness = {
      id,
      name,
      demo,
      createdAt,
      options,
      folder,
      file,
      history,
      snapshots: new SnapshotReaders(join(folder, businessFiles.snapshots), openDuckDb),
      work: new WorkDesk({
        now: context.now,
        newId: context.newId,
        failed: (error) => context.log.error({ err: error, business: id }, 'work failed'),
      }),
    }
    this.#open.set(id, owned)
    this.#gone.delete(id)
    return owned
  }

  async #openHistory(folder: string): Promise<ColumnarDatabase> {
    try {
      return await openDuckDb(join(folder, businessFiles.history))
    } catch (error) {
      if (!isPerennialError(error)) throw error
      if (error.code === 'COLUMNAR_FILE_LOCKED') throw await inUse(folder, error)
      if (error.code !== 'COLUMNAR_FILE_UNREADABLE') throw error
      throw businessError(
        'DATA_FOLDER_DAMAGED',
        `The history in ${folder} cannot be opened.`,
        {},
        { cause: error },
      )
    }
  }

  #owner() {
    return { pid: process.pid, address: this.#address }
  }

  async #release({ id, folder, history, snapshots }: OwnedBusiness): Promise<void> {
    this.#open.delete(id)
    await clearOwner(folder)
    await snapshots.close()
    await history.close()
  }

  async #removeOwned(business: OwnedBusiness): Promise<void> {
    await this.#release(business)
    await removeBusinessFolder(business.folder, business.id)
  }
}

function refuseDemo(business: OwnedBusiness, what: string): void {
  if (business.demo) throw businessError('BUSINESS_DEMO_FIXED', `The demo cannot be ${what}.`)
}

async function inUse(folder: string, cause: unknown): Promise<Error> {
  const owner = await readOwner(folder)
  const who = owner?.address ? `a program that answers at ${owner.address}` : 'another program'
  const hint = owner?.address ? { hint: `Open ${owner.address}, or stop that program first.` } : {}
  return businessError('DATA_FOLDER_IN_USE', `${folder} is open in ${who}.`, { ...owner }, { cause, ...hint })
}

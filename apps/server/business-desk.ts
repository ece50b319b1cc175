/** Work on businesses, begun here and gone on with after a crash: imports, refreshes and undoing. */
import { join } from 'node:path'
import { auditSteps } from '#base-audit/base-audit.actions.ts'
import { businessError, type Work } from '#history/business.contract.ts'
import { withdrawSnapshot } from '#columnar/snapshot-folder.ts'
import { importFile, listImports, undoImport } from '#history/history.actions.ts'
import { historyError } from '#history/history.errors.ts'
import type { ImportOptions, RefreshOptions } from '#history/import-options.contract.ts'
import type { AskedImport, HistoryDesk } from '#history/history.routes.ts'
import { stopsForNow, type WorkControls, type WorkOutcome } from '#history/work-desk.ts'
import { instant } from '#kernel/time.ts'
import { valueHistory } from '#lifetime-value/lifetime-value.actions.ts'
import {
  businessFiles,
  clearPendingWork,
  readPendingWork,
  writePendingWork,
  type PendingWork,
} from './business-folder.ts'
import type { Context } from './context.ts'
import type { OpenBusinesses, OwnedBusiness } from './open-businesses.ts'
import type { Uploads } from './uploads.ts'

/** What the desk works with. */
export interface BusinessDeskOptions {
  readonly businesses: OpenBusinesses
  readonly uploads: Uploads
  readonly context: Context
  /** A command is run again by the person who ran it: a new business it began is not gone on with of itself. */
  readonly byCommand: boolean
}

/** Starts work, and sees to it that it ends in all or nothing. */
export class BusinessDesk implements HistoryDesk {
  readonly #given: BusinessDeskOptions

  constructor(given: BusinessDeskOptions) {
    this.#given = given
  }

  async startImport({ upload, business: asked, overrides, options }: AskedImport) {
    const { businesses, uploads, byCommand } = this.#given
    await uploads.find(upload)
    const first = typeof asked !== 'string'
    const business = first ? await businesses.create({ name: asked.name }) : this.#changeable(asked)
    const work = await this.#start(business, { kind: 'import', upload, first, byCommand, overrides, options })
    return { business, work }
  }

  async startRefresh(id: string, options: RefreshOptions): Promise<Work> {
    return this.#start(this.#changeable(id), { kind: 'refresh', options })
  }

  async startUndo(id: string, importId: string): Promise<Work> {
    const business = this.#changeable(id)
    await refuseUndone(business, importId)
    return this.#start(business, { kind: 'undo', import: importId })
  }

  /** Goes on with what a crash or the end of the program broke off; says for which businesses. */
  async resume(): Promise<readonly OwnedBusiness[]> {
    const resumed: OwnedBusiness[] = []
    for (const business of this.#given.businesses.list()) {
      const pending = await readPendingWork(business.folder)
      if (!pending) continue
      if (pending.kind === 'import' && pending.first && pending.byCommand) {
        await this.#given.businesses.discard(business.id)
      } else {
        await this.#start(business, pending)
        resumed.push(business)
      }
    }
    return resumed
  }

  /** Uploads that broken-off work still needs. */
  async neededUploads(): Promise<ReadonlySet<string>> {
    const pending = await Promise.all(
      this.#given.businesses.list().map(({ folder }) => readPendingWork(folder)),
    )
    return new Set(pending.flatMap((work) => (work?.kind === 'import' ? [work.upload] : [])))
  }

  #changeable(id: string): OwnedBusiness {
    const business = this.#given.businesses.get(id)
    if (business.demo) throw businessError('BUSINESS_DEMO_FIXED', 'The demo is not changed.')
    business.work.refuseWhileRunning()
    return business
  }

  /** The note is on disk before the work begins, and goes when it has ended in one way or the other. */
  async #start(business: OwnedBusiness, pending: PendingWork): Promise<Work> {
    const noted = Promise.withResolvers<void>()
    const work = business.work.start(pending.kind, async (controls) => {
      try {
        await writePendingWork(business.folder, pending).finally(noted.resolve)
        const outcome = await this.#run(business, pending, controls)
        await clearPendingWork(business.folder)
        return outcome
      } catch (error) {
        if (controls.signal.reason !== stopsForNow) await this.#giveUp(business, pending)
        throw error
      }
    })
    await noted.promise
    return work
  }

  async #giveUp({ id, folder }: OwnedBusiness, pending: PendingWork): Promise<void> {
    if (pending.kind === 'import' && pending.first) await this.#given.businesses.discard(id)
    else await clearPendingWork(folder)
  }

  async #run(business: OwnedBusiness, pending: PendingWork, controls: WorkControls): Promise<WorkOutcome> {
    if (pending.kind === 'import') return this.#import(business, pending, controls)
    if (pending.kind === 'undo') await this.#undo(business, pending.import, controls)
    else await this.#value(business, pending.options, controls)
    return {}
  }

  /** An import whose history cannot be valued is taken back: the business is as it was. */
  async #import(
    business: OwnedBusiness,
    { upload, overrides, options }: PendingWork & { readonly kind: 'import' },
    controls: WorkControls,
  ): Promise<WorkOutcome> {
    const { uploads, context } = this.#given
    const file = await uploads.find(upload)
    const { currency, dropDuplicates, timeZone } = { ...business.file.options, ...options }
    const imported = await importFile(business.history, file, {
      ...controls,
      overrides,
      currency,
      dropDuplicates,
      timeZone,
      temporaryFolder: business.folder,
      now: instant(context.now()),
      newId: context.newId,
      random: context.random,
    })
    try {
      await this.#value(business, options, controls)
    } catch (error) {
      const goesOn = controls.signal.reason === stopsForNow
      if (imported.added && !goesOn) await this.#takeBack(business, imported.import)
      throw error
    }
    await uploads.remove(upload)
    return { import: imported.import, added: imported.added }
  }

  async #undo(business: OwnedBusiness, importId: string, controls: WorkControls): Promise<void> {
    await this.#takeBack(business, importId)
    const left = (await listImports(business.history)).filter(({ undoneAt }) => undoneAt === null)
    if (left.length > 0) await this.#value(business, {}, controls)
    else await withdrawSnapshot(snapshotsOf(business))
  }

  #takeBack({ history }: OwnedBusiness, importId: string): Promise<void> {
    return undoImport(history, importId, { now: instant(this.#given.context.now()) })
  }

  async #value(business: OwnedBusiness, asked: RefreshOptions, controls: WorkControls): Promise<void> {
    const { context, businesses } = this.#given
    const options = withoutNulls({ ...business.file.options, ...asked })
    await valueHistory(business.history, {
      ...controls,
      folder: snapshotsOf(business),
      snapshots: business.snapshots,
      options,
      snapshot: context.newId('snp'),
      now: context.now,
      version: context.version,
      furtherSteps: auditSteps,
    })
    const { until: _until, origin: _origin, ...kept } = options
    await businesses.update(business.id, { options: kept })
  }
}

/** At once, rather than as work that fails. */
async function refuseUndone({ history }: OwnedBusiness, importId: string): Promise<void> {
  const found = (await listImports(history)).find((one) => one.import === importId)
  if (!found) throw historyError('HISTORY_IMPORT_NOT_FOUND', `There is no import ${importId}.`)
  if (found.undoneAt !== null)
    throw historyError('HISTORY_IMPORT_UNDONE', `${found.fileName} was taken back before.`)
}

/** What is null is chosen from the data, as if it had never been said. */
function withoutNulls(options: RefreshOptions): ImportOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null))
}

function snapshotsOf({ folder }: OwnedBusiness): string {
  return join(folder, businessFiles.snapshots)
}

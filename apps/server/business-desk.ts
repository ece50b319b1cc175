/** Work on businesses, begun here and gone on with after a crash: imports, refreshes and undoing. */
import { join } from 'node:path'
import { auditSteps } from '#base-audit/base-audit.actions.ts'
import { businessError, type Work } from '#history/business.contract.ts'
import { withdrawSnapshot } from '#columnar/snapshot-folder.ts'
import {
  importCovariates,
  importFile,
  listImports,
  standingCovariates,
  undoCovariates,
  undoImport,
} from '#history/history.actions.ts'
import { historyError } from '#history/history.errors.ts'
import type { GivenCovariates, ImportOptions, RefreshOptions } from '#history/import-options.contract.ts'
import type { AskedImport, HistoryDesk } from '#history/history.routes.ts'
import { stopsForNow, type WorkControls, type WorkOutcome } from '#history/work-desk.ts'
import { instant } from '#kernel/time.ts'
import { valueHistory } from '#lifetime-value/lifetime-value.actions.ts'
import type { ModelWorkers } from '#lifetime-value/refresh/model-workers.ts'
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
  /** Threads that are running already; else each valuation starts its own, and ends them. */
  readonly workers?: ModelWorkers
}

/** Starts work, and sees to it that it ends in all or nothing. */
export class BusinessDesk implements HistoryDesk {
  readonly #given: BusinessDeskOptions

  constructor(given: BusinessDeskOptions) {
    this.#given = given
  }

  async startImport({ upload, business: asked, overrides, options, covariates }: AskedImport) {
    const { businesses, uploads, byCommand } = this.#given
    await uploads.find(upload)
    if (covariates !== undefined) await uploads.find(covariates.upload)
    const first = typeof asked !== 'string'
    const business = first ? await businesses.create({ name: asked.name }) : this.#changeable(asked)
    const also = covariates === undefined ? {} : { covariates }
    const asking = { upload, first, byCommand, overrides, options, ...also }
    const work = await this.#start(business, { kind: 'import', ...asking })
    return { business, work }
  }

  async startRefresh(id: string, options: RefreshOptions, covariates?: GivenCovariates): Promise<Work> {
    if (covariates === undefined) return this.#start(this.#changeable(id), { kind: 'refresh', options })
    const business = this.#changeable(id)
    await this.#given.uploads.find(covariates.upload)
    return this.#start(business, { kind: 'refresh', options, covariates })
  }

  async startUndo(id: string, importId: string): Promise<Work> {
    const business = this.#changeable(id)
    await refuseUndone(business, importId)
    return this.#start(business, { kind: 'undo', import: importId })
  }

  async startUndoCovariates(id: string, covariates: string): Promise<Work> {
    const business = this.#changeable(id)
    await standingCovariates(business.history, covariates)
    return this.#start(business, { kind: 'undo', covariates })
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
    return new Set(pending.flatMap((work) => (work === undefined ? [] : uploadsOf(work))))
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
    if (pending.kind === 'refresh') await this.#refresh(business, pending, controls)
    else if ('import' in pending) await this.#undo(business, pending.import, controls)
    else await this.#undoCovariates(business, pending.covariates, controls)
    return {}
  }

  /** An import whose history cannot be valued is taken back: the business is as it was. */
  async #import(
    business: OwnedBusiness,
    { upload, overrides, options, covariates }: PendingWork & { readonly kind: 'import' },
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
      await this.#refresh(business, { options, ...(covariates !== undefined && { covariates }) }, controls)
    } catch (error) {
      const goesOn = controls.signal.reason === stopsForNow
      if (imported.added && !goesOn) await this.#takeBack(business, imported.import)
      throw error
    }
    await uploads.remove(upload)
    return { import: imported.import, added: imported.added }
  }

  /** Covariates with which the history cannot be valued are taken back. */
  async #refresh(
    business: OwnedBusiness,
    {
      options,
      covariates: given,
    }: { readonly options: RefreshOptions; readonly covariates?: GivenCovariates },
    controls: WorkControls,
  ): Promise<void> {
    if (given === undefined) return this.#value(business, options, controls)
    const { uploads, context } = this.#given
    const { covariates, added } = await importCovariates(business.history, await uploads.find(given.upload), {
      customer: given.customer,
      temporaryFolder: business.folder,
      now: instant(context.now()),
      newId: context.newId,
      signal: controls.signal,
    })
    try {
      await this.#value(business, options, controls)
    } catch (error) {
      const goesOn = controls.signal.reason === stopsForNow
      const now = instant(context.now())
      if (added && !goesOn) await undoCovariates(business.history, covariates, { now })
      throw error
    }
    await uploads.remove(given.upload)
  }

  async #undoCovariates(business: OwnedBusiness, id: string, controls: WorkControls): Promise<void> {
    await undoCovariates(business.history, id, { now: instant(this.#given.context.now()) })
    await this.#value(business, {}, controls)
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
    const { context, businesses, workers } = this.#given
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
      ...(workers !== undefined && { workers }),
    })
    const { until: _until, origin: _origin, ...kept } = options
    await businesses.update(business.id, { options: kept })
  }
}

/** Uploads that work needs. */
function uploadsOf(work: PendingWork): readonly string[] {
  const covariates = work.kind === 'undo' || work.covariates === undefined ? [] : [work.covariates.upload]
  return work.kind === 'import' ? [work.upload, ...covariates] : covariates
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

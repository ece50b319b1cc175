/** Uploads, imports and refreshes over HTTP. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { Answers } from '#wire/endpoint.ts'
import type { Work } from './business.contract.ts'
import { describeBusiness, type BusinessRoutesOptions } from './business.routes.ts'
import type { covariatesContract } from './covariates.contract.ts'
import type { historyContract, Overrides } from './history.contract.ts'
import type { GivenCovariates, ImportOptions, RefreshOptions } from './import-options.contract.ts'
import {
  listCovariates,
  listImports,
  listRejects,
  previewCovariates,
  previewFile,
  type NamedFile,
} from './history.actions.ts'
import type { OpenBusiness } from './open-business.ts'

/** What an import is asked for. */
export interface AskedImport {
  readonly upload: string
  /** An existing business by its id, or the name of a new one. */
  readonly business: string | { readonly name: string }
  readonly overrides: Overrides
  readonly options: ImportOptions
  readonly covariates?: GivenCovariates | undefined
}

/** Starts work that takes a while. */
export interface HistoryDesk {
  /** @throws UPLOAD_NOT_FOUND, BUSINESS_NOT_FOUND, BUSINESS_DEMO_FIXED, BUSINESS_WORK_IN_PROGRESS */
  startImport(asked: AskedImport): Promise<{ readonly business: OpenBusiness; readonly work: Work }>
  /** @throws BUSINESS_NOT_FOUND, BUSINESS_DEMO_FIXED, BUSINESS_WORK_IN_PROGRESS */
  startRefresh(business: string, options: RefreshOptions, covariates?: GivenCovariates): Promise<Work>
  /** @throws as `startRefresh`, and HISTORY_IMPORT_NOT_FOUND */
  startUndo(business: string, importId: string): Promise<Work>
  /** @throws as `startRefresh`, HISTORY_COVARIATES_NOT_FOUND, HISTORY_COVARIATES_UNDONE */
  startUndoCovariates(business: string, covariates: string): Promise<Work>
}

/** What the routes are given. */
export interface HistoryRoutesOptions extends BusinessRoutesOptions {
  readonly uploads: { find(upload: string): Promise<NamedFile> }
  /** Opens a history without imports, in memory. */
  readonly openBlank: () => Promise<ColumnarDatabase>
  readonly desk: HistoryDesk
}

/** Answers of the history contract. */
export function historyRoutes(
  options: HistoryRoutesOptions,
): Answers<typeof historyContract & typeof covariatesContract> {
  const { businesses, uploads, desk } = options
  return {
    previewUpload: async ({ upload, business, overrides }) => {
      const file = await uploads.find(upload)
      const open =
        business === undefined ? options.openBlank : () => businesses.get(business).history.connect()
      return withDatabase(open, (db) => previewFile(db, file, overrides))
    },
    importUpload: async (asked) => {
      const { business, work } = await desk.startImport(asked)
      return { business: await describeBusiness(business, options), work }
    },
    refreshBusiness: async ({ business, options: asked, covariates }) => ({
      work: await desk.startRefresh(business, asked, covariates),
    }),
    previewCovariates: async ({ business, upload, customer }) => {
      const { history } = businesses.get(business)
      const file = await uploads.find(upload)
      return withDatabase(
        () => history.connect(),
        (db) => previewCovariates(db, file, { customer }),
      )
    },
    listCovariates: async ({ business }) => ({
      files: await listCovariates(businesses.get(business).history),
    }),
    undoCovariates: async ({ business, covariates }) => ({
      work: await desk.startUndoCovariates(business, covariates),
    }),
    listImports: async ({ business }) => ({ imports: await listImports(businesses.get(business).history) }),
    listRejects: async ({ business, ...asked }) => listRejects(businesses.get(business).history, asked),
    undoImport: async ({ business, import: importId }) => ({
      work: await desk.startUndo(business, importId),
    }),
  }
}

async function withDatabase<T>(
  open: () => Promise<ColumnarDatabase>,
  work: (db: ColumnarDatabase) => Promise<T>,
): Promise<T> {
  const db = await open()
  try {
    return await work(db)
  } finally {
    await db.close()
  }
}

/** The app: the slices' contracts and routes, the raw routes and the pages, behind one way in. */
import { tmpdir } from 'node:os'
import { baseAuditContract } from '#base-audit/base-audit.contract.ts'
import { baseAuditRoutes } from '#base-audit/base-audit.routes.ts'
import { acquisitionContract } from '#base-audit/acquisition.contract.ts'
import { acquisitionRoutes } from '#base-audit/acquisition.routes.ts'
import { equityContract } from '#base-audit/equity.contract.ts'
import { equityRoutes } from '#base-audit/equity.routes.ts'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import { createHttpApp, type HttpApp, type RequestRecord } from '#http/app.ts'
import type { OwnHosts } from '#http/guard.ts'
import { businessContract } from '#history/business.contract.ts'
import { businessRoutes } from '#history/business.routes.ts'
import { customerIds } from '#history/history.actions.ts'
import { covariatesContract } from '#history/covariates.contract.ts'
import { historyContract } from '#history/history.contract.ts'
import type { OpenBusiness } from '#history/open-business.ts'
import { historyRoutes } from '#history/history.routes.ts'
import { lifetimeValueContract } from '#lifetime-value/lifetime-value.contract.ts'
import { lifetimeValueRoutes } from '#lifetime-value/lifetime-value.routes.ts'
import type { BusinessDesk } from './business-desk.ts'
import type { Context } from './context.ts'
import type { OpenBusinesses } from './open-businesses.ts'
import { servePages } from './pages.ts'
import { mountAuditTables, mountRejects, mountUploads, rawPaths } from './raw-routes.ts'
import { SnapshotFactsReader } from './snapshot-facts.ts'
import type { Uploads } from './uploads.ts'

/** What the app is made of. */
export interface AppOptions {
  readonly businesses: OpenBusinesses
  readonly uploads: Uploads
  readonly desk: BusinessDesk
  readonly context: Context
  readonly ownHosts: OwnHosts
  /** The web app as it was built. */
  readonly webFolder: string
}

const contract = {
  ...businessContract,
  ...historyContract,
  ...covariatesContract,
  ...lifetimeValueContract,
  ...baseAuditContract,
  ...equityContract,
  ...acquisitionContract,
}

/** Makes the app. */
export function createApp({ businesses, uploads, desk, context, ownHosts, webFolder }: AppOptions): HttpApp {
  const facts = new SnapshotFactsReader()
  const given = {
    businesses,
    uploads,
    desk,
    openBlank: () => openDuckDb(':memory:'),
    snapshotFacts: (business: OpenBusiness) => facts.read(business),
    customerIds: ({ history }: OpenBusiness) => customerIds(history),
  }
  const audit = baseAuditRoutes(given)
  return createHttpApp({
    contract,
    answers: {
      ...businessRoutes(given),
      ...historyRoutes(given),
      ...lifetimeValueRoutes(given),
      ...audit,
      ...equityRoutes(given),
      ...acquisitionRoutes({ ...given, now: context.now, newId: context.newId }),
    },
    openApi: {
      title: 'Perennial',
      version: context.version,
      description: 'From a log of purchases to the value of every customer, with its uncertainty.',
      rawPaths,
    },
    ownHosts,
    newRequestId: () => context.newId('req'),
    elapsed: context.elapsed,
    record: (request) => log(context, request),
    raw: (app) => {
      mountUploads(app, uploads)
      mountRejects(app, businesses)
      mountAuditTables(app, { ...given, answers: audit, temporaryFolder: tmpdir() })
      servePages(app, webFolder)
    },
  })
}

function log({ log }: Context, { error, ...request }: RequestRecord): void {
  if (error !== undefined) log.error({ ...request, err: error }, 'request failed')
  else if (request.status >= 400) log.info(request, 'request refused')
  else log.debug(request, 'request answered')
}

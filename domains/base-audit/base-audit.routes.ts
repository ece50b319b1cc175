/** The audit over HTTP. */
import type { Businesses } from '#history/open-business.ts'
import { readSnapshot } from '#lifetime-value/read-snapshot.ts'
import type { Answers } from '#wire/endpoint.ts'
import { openTables, readLens } from './tables/audit-documents.query.ts'
import type { AuditTables } from './tables/audit-facts.ts'
import type { Lens } from './tables/audit-tables.ts'
import type { LensAnswer, baseAuditContract } from './base-audit.contract.ts'
import { auditPlan, type AskedLens } from './lenses/lenses.query.ts'

/** What the routes are given. */
export interface BaseAuditRoutesOptions {
  readonly businesses: Businesses
}

/** What every read says of where it reads. */
interface Where {
  readonly business: string
  readonly snapshot?: string | undefined
}

/** Answers kept: a snapshot never changes, so that neither do they. */
const keptAnswers = 100

/** Answers of the audit's contract. */
export function baseAuditRoutes({ businesses }: BaseAuditRoutesOptions): Answers<typeof baseAuditContract> {
  const kept = new Map<string, unknown>()
  const read = <T>(where: Where, asked: object, work: (tables: AuditTables) => Promise<T>) =>
    readSnapshot(businesses.get(where.business), where.snapshot, async ({ id, database }) => {
      const key = JSON.stringify([where.business, id, asked])
      const known = kept.get(key) as (T & { readonly snapshot: string }) | undefined
      if (known !== undefined) return known
      const answer = { ...(await work(await openTables(database))), snapshot: id }
      if (kept.size >= keptAnswers) kept.delete(kept.keys().next().value ?? '')
      kept.set(key, answer)
      return answer
    })
  const lens =
    <L extends Lens>(name: L) =>
    ({ business, snapshot, ...asked }: Where & AskedLens): Promise<LensAnswer<L>> =>
      read({ business, snapshot }, { name, ...asked }, (tables) => readLens(tables, name, asked))
  return {
    readAuditPlan: ({ business, snapshot, ...asked }) =>
      read({ business, snapshot }, { name: 'plan', ...asked }, (tables) => auditPlan(tables, asked)),
    readDiffer: lens('differ'),
    readChange: lens('change'),
    readCohort: lens('cohort'),
    readCohorts: lens('cohorts'),
    readWhole: lens('whole'),
  }
}

/**
 * Asks for what a page shows while the page itself is still on its way: its scripts and its answers come side by side, and neither waits for
 * the other. What is refused here is asked again by the page, which shows why.
 */
import type { AuditSearch } from '#base-audit/audit-search.ts'
import { askedOfLens, askedOfPlan } from '#base-audit/audit-search.ts'
import { lenses } from '#base-audit/tables/audit-tables.ts'
import { readBusiness } from '#history/business.contract.ts'
import { snapshotOf } from '#lifetime-value/snapshot-of.ts'
import type { AskEarly } from '#ui/answer.tsx'

/** Who asks, and of which business. */
export interface EarlyQuestion {
  readonly ask: AskEarly
  readonly business: string
}

/** What every page of a business shows: the business. */
export function askForBusiness({ ask, business }: EarlyQuestion): void {
  quietly(ask(readBusiness, { business }))
}

/** A lens of the audit, and what can be asked of it. */
export function askForLens(
  of: EarlyQuestion,
  { lens: named, search }: { readonly lens: string; readonly search: AuditSearch },
): void {
  const lens = lenses.find((one) => one === named)
  if (lens === undefined) return
  const questions = async () => {
    const [where, { lensEndpoints, readAuditPlan }] = await Promise.all([
      snapshotIn(of),
      import('#base-audit/base-audit.contract.ts'),
    ])
    if (where === undefined) return
    quietly(of.ask(readAuditPlan, { ...where, ...askedOfPlan(search) }))
    quietly(of.ask(lensEndpoints[lens], { ...where, ...askedOfLens(lens, search) }))
  }
  quietly(questions())
}

/** The equity of the base, and the snapshots that it can be compared with. */
export function askForEquity(of: EarlyQuestion): void {
  const questions = async () => {
    const [where, { readEquity, listComparableSnapshots }] = await Promise.all([
      snapshotIn(of),
      import('#base-audit/equity.contract.ts'),
    ])
    if (where === undefined) return
    quietly(of.ask(readEquity, where))
    quietly(of.ask(listComparableSnapshots, where))
  }
  quietly(questions())
}

/** What customers cost and bring. */
export function askForAcquisition(of: EarlyQuestion): void {
  const questions = async () => {
    const [where, { readAcquisition }] = await Promise.all([
      snapshotIn(of),
      import('#base-audit/acquisition.contract.ts'),
    ])
    if (where !== undefined) quietly(of.ask(readAcquisition, where))
  }
  quietly(questions())
}

/** Where pages of the business read; undefined where it has no snapshot yet. */
async function snapshotIn({ ask, business }: EarlyQuestion) {
  const read = await ask(readBusiness, { business })
  return read.snapshot === null ? undefined : snapshotOf(read)
}

function quietly(asked: Promise<unknown>): void {
  asked.catch(() => {})
}

/** Logs that are read, and the tables of their audit. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import { importFile, prepareHistory, purchaseDays } from '#history/history.actions.ts'
import type { Overrides } from '#history/history.contract.ts'
import { instant } from '#kernel/time.ts'
import { seededRandom } from '#numerics/random.ts'
import { auditStep, type AuditRun } from './audit.step.ts'
import type { AuditFacts, AuditTables } from './tables/audit-facts.ts'

/** What is chosen of an audit in a test. */
export interface AuditChoice {
  readonly run?: Partial<AuditRun>
  readonly overrides?: Overrides
  readonly head?: string
}

/** An audit to ask, and to let go. */
export interface OpenAudit extends AuditTables {
  readonly close: () => Promise<void>
}

/** One line of a log: customer, day, amount, and what else its head names. */
export type Line = readonly (string | number)[]

/** The audit of a log given line by line. */
export async function auditOfLines(lines: readonly Line[], choice: AuditChoice = {}): Promise<OpenAudit> {
  const folder = await mkdtemp(join(tmpdir(), 'perennial-audit-'))
  try {
    const path = join(folder, 'log.csv')
    const head = choice.head ?? 'customer,date,amount'
    await writeFile(path, `${[head, ...lines.map((line) => line.join(','))].join('\n')}\n`)
    return await auditOfFile(path, choice)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The audit of a log, through the import and the step of a refresh. */
export async function auditOfFile(
  path: string,
  { run, overrides = {} }: AuditChoice = {},
): Promise<OpenAudit> {
  const db = await openDuckDb(':memory:', { memoryLimitBytes: 512 * 2 ** 20 })
  const folder = await mkdtemp(join(tmpdir(), 'perennial-audit-'))
  try {
    await prepareHistory(db)
    let id = 0
    await importFile(
      db,
      { path, fileName: 'log.csv' },
      {
        overrides,
        temporaryFolder: folder,
        now: instant(Date.parse('2030-01-01T00:00:00Z')),
        newId: (prefix) => `${prefix}_${String(++id).padStart(26, '0')}`,
        random: seededRandom(3),
      },
    )
    await db.attach(':memory:', 'snapshot')
    await db.attach(':memory:', 'scratch')
    const until = run?.until ?? null
    await purchaseDays(db, { into: 'snapshot', ...(until !== null && { asOf: until }) })
    const step = auditStep({
      until,
      margin: null,
      currency: null,
      fiscalStart: 1,
      withoutReady: true,
      ...run,
    })
    const { signal } = new AbortController()
    await step.run({ database: db, report: () => {}, milliseconds: {}, signal })
    const [row] = await db.rows(`SELECT body FROM snapshot.audit_document WHERE name = 'facts'`)
    const facts = JSON.parse(String(row?.['body'])) as AuditFacts
    return { db, prefix: 'snapshot.', facts, close: () => db.close() }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Channels of the sample, each with another way of buying. */
const sampleChannels = ['store', 'web', 'phone'] as const

/**
 * Three years of ninety customers who come bit by bit, buy now and then, give something back, and earn or cost a margin:
 * the same every time. The head is `customer,date,amount,margin,channel`.
 */
export function sampleLines({ losses }: { readonly losses: boolean }): readonly Line[] {
  const random = seededRandom(20)
  const firstDay = Date.UTC(2022, 0, 10)
  return Array.from({ length: 90 }, (_, customer) => customer).flatMap((customer) => {
    const channel = sampleChannels[customer % 3] ?? 'web'
    const [often, size] = [20 + 240 * random(), 20 + 90 * random()]
    const lines: Line[] = []
    for (let at = Math.floor(900 * random()); at < 1080; at += Math.ceil(-often * Math.log(1 - random()))) {
      const day = new Date(firstDay + at * 86_400_000).toISOString().slice(0, 10)
      const amount = size * (0.5 + random()) * (random() < 0.04 ? -0.5 : 1)
      const share = losses && random() < 0.2 ? -0.3 : 0.35
      lines.push([`c${customer}`, day, amount.toFixed(2), (share * amount).toFixed(2), channel])
    }
    return lines
  })
}

/** Head of {@link sampleLines}. */
export const sampleHead = 'customer,date,amount,margin,channel'

/** The history as a whole, in the figures that its imports found. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { Day } from '#kernel/time.ts'
import type { Notice } from '../history-notices.ts'
import type { LogKind } from '../log-kind.ts'
import type { RenewalPeriod } from '../renewal-period.ts'
import { registeredImports, type ImportFigures } from './import-registry.query.ts'

/** The whole history in figures, over the imports that stand. */
export interface HistoryFigures {
  /** Ids of the imports that stand, oldest first: with the same ones the history holds the same facts. */
  readonly imports: readonly string[]
  readonly rowsRead: number
  readonly rowsAccepted: number
  readonly rowsRefused: number
  /** Lines that the accepted rows come to: a contract is as many as it has payments. */
  readonly lines: number
  readonly log: LogKind
  /** Between two renewals; null where the history is one of purchases. */
  readonly period: RenewalPeriod | null
  readonly customersHeard: number
  readonly firstDay: Day | null
  readonly lastDay: Day | null
  /** Signed sum of the accepted lines. */
  readonly spend: number
  readonly currency: string | null
  readonly timeZone: string
  readonly notices: readonly Notice[]
}

/** Sums what the imports found. */
export async function historyFigures(db: ColumnarDatabase): Promise<HistoryFigures> {
  const imports = (await registeredImports(db)).filter(({ undoneAt }) => undoneAt === null)
  const figures = imports.map((one) => one.figures).toReversed()
  const sum = (of: (one: ImportFigures) => number) => figures.reduce((total, one) => total + of(one), 0)
  const daysOf = (of: (one: ImportFigures) => Day | null) =>
    figures.flatMap((one) => of(one) ?? []).toSorted()
  const contracts = figures.find((one) => one.contracts !== undefined)?.contracts
  const [heard] = await db.rows('SELECT count(*) AS n FROM identity')
  return {
    imports: imports.map(({ id }) => id).toReversed(),
    rowsRead: sum((one) => one.rowsRead),
    rowsAccepted: sum((one) => one.rowsAccepted),
    rowsRefused: sum((one) => one.rowsRefused),
    lines: sum((one) => one.purchaseLines + one.refundLines + one.giveawayLines),
    log: contracts === undefined ? 'purchases' : 'contracts',
    period: contracts?.period ?? null,
    customersHeard: Number(heard?.['n']),
    firstDay: daysOf((one) => one.firstDay)[0] ?? null,
    lastDay: daysOf((one) => one.lastDay).at(-1) ?? null,
    spend: Number(sum((one) => one.spend).toFixed(4)),
    currency: figures.find(({ currency }) => currency !== null)?.currency ?? null,
    timeZone: figures.at(-1)?.timeZone ?? 'UTC',
    notices: figures.flatMap(({ notices }) => notices),
  }
}

/** Stages a whole file, rewritten where the engine cannot read it as it is, with the date format that fits it best. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { daysBetween, type Day } from '#kernel/time.ts'
import { rewriteText } from './rewrite-text.source.ts'
import {
  firstAndLastDay,
  needsPlainLineEnds,
  stageLines,
  tallyStaged,
  type Tally,
} from './stage-lines.query.ts'
import type { Reading } from './reading.ts'

export interface FileToStage {
  readonly reading: Reading
  readonly path: string
  /** Where a rewritten text goes. */
  readonly plainPath: string
  /** The last day that does not lie in the future. */
  readonly latest: Day
  /** A format that read the first rows as well as the mapping's does. */
  readonly dateAlternative: string | undefined
  readonly signal: AbortSignal
}

export interface StagedFile {
  readonly reading: Reading
  readonly tallies: readonly Tally[]
  /** Whether the whole file told day from month where its first rows did not. */
  readonly dateSettled: boolean
}

export async function stageFile(db: ColumnarDatabase, file: FileToStage): Promise<StagedFile> {
  const { reading, dateAlternative } = file
  const tallies = await stageOnce(db, file, reading)
  if (dateAlternative === undefined) return { reading, tallies, dateSettled: false }
  const other = { ...reading, mapping: { ...reading.mapping, dateFormat: dateAlternative } }
  const otherTallies = await stageOnce(db, file, other)
  const [bad, otherBad] = [unreadableDates(tallies), unreadableDates(otherTallies)]
  const dateSettled = bad !== otherBad
  const otherIsBetter = dateSettled ? otherBad < bad : spanOf(otherTallies) < spanOf(tallies)
  if (otherIsBetter) return { reading: other, tallies: otherTallies, dateSettled }
  return { reading, tallies: await stageOnce(db, file, reading), dateSettled }
}

async function stageOnce(
  db: ColumnarDatabase,
  file: FileToStage,
  reading: Reading,
): Promise<readonly Tally[]> {
  const { path, plainPath, latest, signal } = file
  const { kind, encoding, delimiter } = reading.dialect
  const spaces = delimiter === 'spaces'
  const rewrite = () => rewriteText({ from: path, to: plainPath, encoding, spaces, signal })
  const isPlain = kind === 'parquet' || (encoding === 'utf-8' && !spaces)
  if (!isPlain) await rewrite()
  try {
    await stageLines(db, { ...reading, path: isPlain ? path : plainPath, latest })
  } catch (error) {
    if (!isPlain || !needsPlainLineEnds(error)) throw error
    await rewrite()
    await stageLines(db, { ...reading, path: plainPath, latest })
  }
  return tallyStaged(db)
}

function unreadableDates(tallies: readonly Tally[]): number {
  return tallies.find(({ reason }) => reason === 'date-unreadable')?.rows ?? 0
}

function spanOf(tallies: readonly Tally[]): number {
  const { firstDay, lastDay } = firstAndLastDay(tallies)
  return firstDay === null || lastDay === null ? Number.POSITIVE_INFINITY : daysBetween(firstDay, lastDay)
}

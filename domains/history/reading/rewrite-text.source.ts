/** A text that the engine cannot read as it is, rewritten as plain CSV in UTF-8, as a stream. */
import { createReadStream, createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { Encoding } from './mapping.ts'
import { readFailure } from './source-head.source.ts'
import { fieldsBetweenSpaces } from '../split-rows.ts'
import { decoding } from './text-encoding.ts'

export interface Rewriting {
  readonly from: string
  readonly to: string
  readonly encoding: Encoding
  /** Columns stand apart by runs of spaces and become commas; else only encoding and line ends change. */
  readonly spaces: boolean
  readonly signal: AbortSignal
}

/** Line ends become line feeds, in quoted fields too. @throws HISTORY_DISK_FULL and the failures of reading */
export async function rewriteText({ from, to, encoding, spaces, signal }: Rewriting): Promise<void> {
  const change = spaces ? fieldsToCommas : (line: string) => line
  try {
    await pipeline(
      createReadStream(from, { highWaterMark: 2 ** 18 }),
      decoding(encoding),
      (texts: AsyncIterable<string>) => changedLines(texts, change),
      createWriteStream(to),
      { signal },
    )
  } catch (error) {
    throw readFailure(error)
  }
}

async function* changedLines(
  texts: AsyncIterable<string>,
  change: (line: string) => string,
): AsyncGenerator<string> {
  let rest = ''
  for await (const text of texts) {
    // A carriage return at the end may belong to a line feed that is still to come.
    const held = text.endsWith('\r') ? '\r' : ''
    const lines = (rest + text.slice(0, text.length - held.length)).split(/\r\n|\n|\r/)
    rest = (lines.pop() ?? '') + held
    if (lines.length > 0) yield `${lines.map(change).join('\n')}\n`
  }
  if (rest !== '') yield `${change(rest.replace(/\r$/, ''))}\n`
}

function fieldsToCommas(line: string): string {
  return fieldsBetweenSpaces(line)
    .map((field) => (/[",]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field))
    .join(',')
}

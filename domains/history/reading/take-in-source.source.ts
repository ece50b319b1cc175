/** One pass over a whole file before the engine reads it: is it whole, which content is it, and is it plain UTF-8? */
import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { createGunzip } from 'node:zlib'
import { historyError } from '../history.errors.ts'
import { separatorLine } from './separator-line.ts'
import { withoutCutCharacter } from './text-encoding.ts'
import { readFailure, type SourceHead } from './source-head.source.ts'

export interface TakenIn {
  /** The file itself, or where its text was put, decompressed and without a line that names the delimiter. */
  readonly path: string
  /** Of the decompressed content, in hex. */
  readonly sha256: string
  readonly isUtf8: boolean
}

export interface TakeInOptions {
  /** Where a decompressed text goes. */
  readonly inflated: string
  /** Bytes of the file read so far. */
  readonly report: (bytes: number) => void
  readonly signal: AbortSignal
}

/** Also the size of a chunk, so that a longer line crosses from one into the next. A purchase fits many times. */
export const longestLineBytes = 2 ** 20

/** @throws HISTORY_FILE_TRUNCATED, HISTORY_LINE_TOO_LONG, HISTORY_DISK_FULL and the failures of reading */
export async function takeIn(path: string, head: SourceHead, options: TakeInOptions): Promise<TakenIn> {
  const inflates = head.compression === 'gzip'
  // The engine would take such a line for the header.
  let dropped = separatorLine(head.head)?.bytes ?? 0
  const copies = inflates || dropped > 0
  const target = copies ? createWriteStream(options.inflated) : undefined
  const failed =
    target === undefined ? undefined : once(target, 'error').then(([error]) => Promise.reject(error))
  failed?.catch(() => {})
  const hash = createHash('sha256')
  const text = head.kind === 'text' ? new TextWatch() : undefined
  try {
    for await (const chunk of contentOf(path, inflates, options)) {
      hash.update(chunk)
      text?.see(chunk)
      const kept = chunk.subarray(dropped)
      dropped -= chunk.length - kept.length
      if (target !== undefined && !target.write(kept)) await Promise.race([once(target, 'drain'), failed])
    }
    text?.end()
    if (target !== undefined)
      await Promise.race([new Promise<void>((resolve) => target.end(resolve)), failed])
  } catch (error) {
    target?.destroy()
    if (error instanceof LongLine) throw await longLine(path, inflates, error.start, options)
    throw readFailure(error)
  }
  return {
    path: copies ? options.inflated : path,
    sha256: hash.digest('hex'),
    isUtf8: text?.isUtf8 ?? true,
  }
}

/** The bytes of a file, decompressed where `inflates`. */
async function* contentOf(
  path: string,
  inflates: boolean,
  { report, signal }: Pick<TakeInOptions, 'report' | 'signal'>,
): AsyncGenerator<Buffer> {
  const source = createReadStream(path, { highWaterMark: longestLineBytes })
  const content = inflates ? source.pipe(createGunzip({ chunkSize: 2 ** 18 })) : source
  source.on('error', (error) => content.destroy(error))
  try {
    for await (const chunk of content) {
      signal.throwIfAborted()
      yield chunk as Buffer
      report(source.bytesRead)
    }
  } finally {
    source.destroy()
  }
}

/** A line that began at `start` and has not ended. */
class LongLine extends Error {
  readonly start: number

  constructor(start: number) {
    super('A line is too long.')
    this.start = start
  }
}

const lineFeed = 10
const carriageReturn = 13

/** Watches the bytes of a text for what is no UTF-8 and for lines without end. */
class TextWatch {
  isUtf8 = true
  #seen = 0
  #lineStart = 0
  #cut: Uint8Array = new Uint8Array()

  see(chunk: Buffer): void {
    if (this.isUtf8) this.#checkCharacters(chunk)
    const first = firstLineEnd(chunk)
    const reached = this.#seen + (first < 0 ? chunk.length : first)
    if (reached - this.#lineStart > longestLineBytes) throw new LongLine(this.#lineStart)
    const last = Math.max(chunk.lastIndexOf(lineFeed), chunk.lastIndexOf(carriageReturn))
    if (last >= 0) this.#lineStart = this.#seen + last + 1
    this.#seen += chunk.length
  }

  end(): void {
    if (this.#cut.length > 0) this.isUtf8 = false
  }

  #checkCharacters(chunk: Buffer): void {
    const bytes = this.#cut.length === 0 ? chunk : Buffer.concat([this.#cut, chunk])
    const whole = withoutCutCharacter(bytes)
    this.#cut = bytes.subarray(whole.length)
    this.isUtf8 = isUtf8(whole)
  }
}

function firstLineEnd(chunk: Buffer): number {
  const feed = chunk.indexOf(lineFeed)
  if (feed >= 0) return feed
  return chunk.indexOf(carriageReturn)
}

/** Lines are counted only now that their number is needed. */
async function longLine(path: string, inflates: boolean, start: number, { signal }: TakeInOptions) {
  let line = 1
  let place = 0
  for await (const chunk of contentOf(path, inflates, { report: () => {}, signal })) {
    const part = chunk.subarray(0, Math.max(0, start - place))
    for (let at = part.indexOf(lineFeed); at >= 0; at = part.indexOf(lineFeed, at + 1)) line += 1
    place += chunk.length
    if (place >= start) break
  }
  return historyError('HISTORY_LINE_TOO_LONG', `Line ${line} is longer than a megabyte.`, { row: line })
}

/** The first bytes of a file: what kind of file it is, and enough of its text to guess the rest. */
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import { historyError } from '../history.errors.ts'

export interface SourceHead {
  readonly kind: 'text' | 'parquet'
  readonly compression: 'none' | 'gzip'
  /** Size of the file on disk. */
  readonly bytes: number
  /** The first bytes, decompressed; empty for Parquet. */
  readonly head: Uint8Array
  /** Whether `head` is all there is. */
  readonly complete: boolean
}

const headBytes = 2 ** 20

/** Kinds of files that are taken for logs by mistake, by their first bytes. */
const foreign: readonly (readonly [string, string])[] = [
  ['504b0304', 'a ZIP archive or a spreadsheet'],
  ['d0cf11e0', 'an old Excel or Word file'],
  ['25504446', 'a PDF'],
  ['89504e47', 'a picture'],
  ['ffd8ff', 'a picture'],
  ['53514c69', 'an SQLite database'],
  ['28b52ffd', 'a Zstandard archive'],
  ['377abcaf', 'a 7-Zip archive'],
  ['425a68', 'a bzip2 archive'],
  ['fd377a58', 'an xz archive'],
  ['4f5243', 'an ORC file'],
  ['4152524f', 'an Arrow file'],
]

/**
 * @throws HISTORY_FILE_NOT_FOUND, HISTORY_FILE_NOT_READABLE, HISTORY_FILE_EMPTY, HISTORY_FILE_BINARY,
 *   HISTORY_FILE_TRUNCATED
 */
export async function readHead(path: string): Promise<SourceHead> {
  const bytes = await sizeOf(path)
  if (bytes === 0) throw historyError('HISTORY_FILE_EMPTY', 'The file is empty.')
  const start = await firstBytes(path, headBytes)
  const hex = Buffer.from(start.subarray(0, 4)).toString('hex')
  if (hex === '50415231')
    return { kind: 'parquet', compression: 'none', bytes, head: new Uint8Array(), complete: false }
  const kind = foreign.find(([magic]) => hex.startsWith(magic))?.[1]
  if (kind !== undefined)
    throw historyError('HISTORY_FILE_BINARY', `The file is ${kind}, not a purchase log.`)
  if (!hex.startsWith('1f8b')) {
    return { kind: 'text', compression: 'none', bytes, head: start, complete: start.length === bytes }
  }
  const { head, complete } = await inflateHead(path)
  if (head.length === 0) throw historyError('HISTORY_FILE_EMPTY', 'There is nothing in the compressed file.')
  return { kind: 'text', compression: 'gzip', bytes, head, complete }
}

async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path)
    if (found.isFile()) return found.size
  } catch (error) {
    throw readFailure(error)
  }
  throw historyError('HISTORY_FILE_NOT_READABLE', `${path} is not a file.`)
}

async function firstBytes(path: string, limit: number): Promise<Uint8Array> {
  const handle = await open(path).catch((error: unknown) => {
    throw readFailure(error)
  })
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(limit), 0, limit, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

async function inflateHead(path: string): Promise<{ head: Uint8Array; complete: boolean }> {
  const source = createReadStream(path)
  const parts: Uint8Array[] = []
  let length = 0
  try {
    for await (const part of source.pipe(createGunzip())) {
      parts.push(part as Uint8Array)
      length += (part as Uint8Array).length
      if (length >= headBytes) return { head: Buffer.concat(parts), complete: false }
    }
  } catch (error) {
    throw readFailure(error)
  } finally {
    source.destroy()
  }
  return { head: Buffer.concat(parts), complete: true }
}

/** What went wrong while reading, as one of ours where it is a matter of the file. */
export function readFailure(error: unknown): unknown {
  const { code, message, path } = error as NodeJS.ErrnoException
  const options = { cause: error }
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return historyError('HISTORY_FILE_NOT_FOUND', `There is no file ${path ?? ''}.`, {}, options)
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EISDIR') {
    return historyError('HISTORY_FILE_NOT_READABLE', `${path ?? 'The file'} cannot be read.`, {}, options)
  }
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') {
    return historyError('HISTORY_DISK_FULL', 'The disk is full.', {}, options)
  }
  if (code === 'Z_BUF_ERROR') {
    return historyError(
      'HISTORY_FILE_TRUNCATED',
      'The compressed file breaks off before its end.',
      {},
      options,
    )
  }
  if (code?.startsWith('Z_') === true) {
    return historyError('HISTORY_FILE_TRUNCATED', `The compressed file is damaged: ${message}.`, {}, options)
  }
  return error
}

/** Files that were sent and may be imported: kept for a day, each in a folder of its own under its own name. */
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rm, stat, symlink } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { uploadError, type Upload } from '#history/history.contract.ts'

/** An upload with the place of its file. */
export interface StoredUpload extends Upload {
  readonly path: string
}

/** What is sent. */
export interface IncomingFile {
  readonly fileName: string
  readonly body: ReadableStream<Uint8Array>
  /** As the sender announced it. */
  readonly bytes?: number
}

const keptMs = 24 * 60 * 60 * 1000
const idPattern = /^upl_[0-7][0-9a-hjkmnp-tv-z]{25}$/

/** Takes files in, finds them again and forgets them. */
export class Uploads {
  readonly #folder: string
  readonly #newId: (prefix: string) => string

  constructor(folder: string, newId: (prefix: string) => string) {
    this.#folder = folder
    this.#newId = newId
  }

  /**
   * Writes a file as it comes, whatever its size.
   *
   * @throws UPLOAD_EMPTY, UPLOAD_INCOMPLETE, UPLOAD_DISK_FULL, UPLOAD_NAME_MISSING
   */
  async receive({ fileName, body, bytes: announced }: IncomingFile): Promise<StoredUpload> {
    const name = safeName(fileName)
    const upload = this.#newId('upl')
    const folder = join(this.#folder, upload)
    await mkdir(folder, { recursive: true })
    const path = join(folder, name)
    try {
      await pipeline(Readable.fromWeb(body), createWriteStream(path, { flags: 'wx' }))
      const { size } = await stat(path)
      if (announced !== undefined && size !== announced) throw new Error(`${size} bytes came of ${announced}`)
      if (size === 0) throw uploadError('UPLOAD_EMPTY', `${name} is empty.`)
      return { upload, fileName: name, bytes: size, path }
    } catch (error) {
      await rm(folder, { recursive: true, force: true })
      throw refusalOf(error, name)
    }
  }

  /** Takes in a file of this machine without copying it. */
  async adopt(path: string): Promise<StoredUpload> {
    const upload = this.#newId('upl')
    const folder = join(this.#folder, upload)
    await mkdir(folder, { recursive: true })
    await symlink(resolve(path), join(folder, safeName(basename(path))))
    return this.find(upload)
  }

  /** @throws UPLOAD_NOT_FOUND */
  async find(upload: string): Promise<StoredUpload> {
    const folder = join(this.#folder, upload)
    const [name] = idPattern.test(upload) ? await readdir(folder).catch(() => []) : []
    if (name === undefined) throw uploadError('UPLOAD_NOT_FOUND', `There is no upload ${upload}.`)
    const path = join(folder, name)
    return { upload, fileName: name, bytes: (await stat(path)).size, path }
  }

  /** Forgets an upload. */
  async remove(upload: string): Promise<void> {
    if (idPattern.test(upload)) await rm(join(this.#folder, upload), { recursive: true, force: true })
  }

  /** Forgets uploads older than a day, apart from those that are `needed`. */
  async sweep(now: number, needed: ReadonlySet<string>): Promise<void> {
    const names = await readdir(this.#folder).catch(() => [])
    for (const upload of names) {
      if (needed.has(upload) || !idPattern.test(upload)) continue
      const { mtimeMs } = await stat(join(this.#folder, upload))
      if (now - mtimeMs > keptMs) await this.remove(upload)
    }
  }
}

/** The last part of a path, short, and without what a file's name may not have. */
function safeName(fileName: string): string {
  const last = fileName.split(/[/\\]/).at(-1) ?? ''
  const clean = last
    .replace(/\p{Cc}|[<>:"|?*]/gu, '')
    .replace(/^\.+/, '')
    .trim()
  if (clean === '') throw uploadError('UPLOAD_NAME_MISSING', 'The file came without a name.')
  const tooLong = Buffer.byteLength(clean) > 200
  return tooLong ? Buffer.from(clean).subarray(-200).toString('utf8').replaceAll('\uFFFD', '') : clean
}

function refusalOf(error: unknown, name: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOSPC') return uploadError('UPLOAD_DISK_FULL', `The disk is full: ${name} does not fit.`)
  if (typeof code === 'string' && code.startsWith('UPLOAD_')) return error
  return uploadError('UPLOAD_INCOMPLETE', `${name} broke off before its end.`, {}, { cause: error })
}

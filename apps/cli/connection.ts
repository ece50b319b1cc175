/** How a command reaches the businesses of a data folder: through the server that owns it, else by itself. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import { createApp } from '#apps/server/app.ts'
import { BusinessDesk } from '#apps/server/business-desk.ts'
import {
  dataFolderOf,
  listBusinessFolders,
  prepareDataFolder,
  readOwner,
  uploadsFolder,
} from '#apps/server/business-folder.ts'
import type { Context } from '#apps/server/context.ts'
import { OpenBusinesses } from '#apps/server/open-businesses.ts'
import { Uploads } from '#apps/server/uploads.ts'
import { listBusinesses } from '#history/business.contract.ts'
import { prepareHistory } from '#history/history.actions.ts'
import { uploadPath, type Upload } from '#history/history.contract.ts'
import { createCaller, type Ask } from '#wire/caller.ts'
import { AnsweredProblem, problem } from '#wire/problem.ts'
import { webFolder } from './places.ts'

/** A way to ask; the same API, whoever answers. */
export interface Connection {
  readonly ask: Ask
  /** Where the server is that answers; null where the command does it by itself. */
  readonly address: string | null
  /** The business that `--data` names, where it is the folder of one. */
  readonly only: string | null
  /** Hands a file over. */
  readonly upload: (path: string) => Promise<Upload>
  readonly close: () => Promise<void>
}

/** Opens a connection to the businesses of `data`, a folder of businesses or the folder of one. */
export async function connect(data: string, context: Context): Promise<Connection> {
  const { root, only } = dataFolderOf(data)
  await prepareDataFolder(root)
  const address = await serverOf(root, context)
  return address === null ? ownConnection(root, only, context) : serverConnection(address, only, context)
}

/** Address of a server that has the folder open and answers. */
async function serverOf(root: string, context: Context): Promise<string | null> {
  for (const id of await listBusinessFolders(root)) {
    const owner = await readOwner(join(root, id))
    if (owner?.address && (await answers(owner.address, context))) return owner.address
  }
  return null
}

const patienceMs = 2000

async function answers(address: string, context: Context): Promise<boolean> {
  const ask = callerAt(address, context)
  return ask(listBusinesses, {}, { signal: AbortSignal.timeout(patienceMs) }).then(
    () => true,
    () => false,
  )
}

function callerAt(address: string, { newId }: Context): Ask {
  return createCaller({
    root: `${address}/api`,
    fetch: (request) => fetch(request),
    newKey: () => newId('key'),
  })
}

function serverConnection(address: string, only: string | null, context: Context): Connection {
  return {
    ask: callerAt(address, context),
    address,
    only,
    upload: (path) => send(address, path),
    close: () => Promise.resolve(),
  }
}

async function send(address: string, path: string): Promise<Upload> {
  const { size } = await stat(path)
  const request = new Request(`${address}/api${uploadPath}`, {
    method: 'POST',
    headers: { 'x-file-name': encodeURIComponent(basename(path)), 'content-length': String(size) },
    body: Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>,
    duplex: 'half',
  })
  const response = await fetch(request)
  const answer: unknown = await response.json()
  if (!response.ok) throw new AnsweredProblem(problem.parse(answer))
  return answer as Upload
}

async function ownConnection(root: string, only: string | null, context: Context): Promise<Connection> {
  const businesses = new OpenBusinesses({ root, context, prepareHistory })
  await businesses.openAll()
  const uploads = new Uploads(join(root, uploadsFolder), context.newId)
  const desk = new BusinessDesk({ businesses, uploads, context, byCommand: true })
  const host = 'perennial.invalid'
  const app = createApp({ businesses, uploads, desk, context, ownHosts: () => new Set([host]), webFolder })
  await desk.resume()
  return {
    ask: createCaller({
      root: `http://${host}/api`,
      fetch: async (request) => app.fetch(request),
      newKey: () => context.newId('key'),
    }),
    address: null,
    only,
    upload: (path) => uploads.adopt(path),
    close: () => businesses.close(),
  }
}

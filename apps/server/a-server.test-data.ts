/** Folders and a context for the tests of the server: real files, a clock that stands still unless moved. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { writeWorld } from '#apps/cli/write-world.ts'
import { prepareHistory } from '#history/history.actions.ts'
import type { Upload } from '#history/history.contract.ts'
import { createCaller } from '#wire/caller.ts'
import type { Day } from '#kernel/time.ts'
import { startModelWorkers, type ModelWorkers } from '#lifetime-value/refresh/model-workers.ts'
import { electronicsShop } from '#worlds/electronics.ts'
import { createApp } from './app.ts'
import { BusinessDesk } from './business-desk.ts'
import { createContext, type Context } from './context.ts'
import { OpenBusinesses } from './open-businesses.ts'
import { Uploads } from './uploads.ts'

/** Registers what is to be done at the end: of the test, or with `afterAll` of the file. */
type AtEnd = (cleanUp: () => Promise<void>) => void

/** A folder that goes at the end. */
export async function aFolder(atEnd: AtEnd = onTestFinished): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'perennial-test-'))
  atEnd(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A context that logs nothing. */
export function aContext(): Context {
  return createContext({ logLevel: 'silent' })
}

/** The businesses of a folder, closed at the end. */
export function businessesIn(root: string, atEnd: AtEnd = onTestFinished): OpenBusinesses {
  const businesses = new OpenBusinesses({ root, context: aContext(), prepareHistory })
  atEnd(() => businesses.close())
  return businesses
}

/** Threads for all tests of a file: what they have compiled for one small base serves the next. */
let workers: ModelWorkers | undefined

/** A running app over a folder of its own, without a socket, and ways to ask it. */
export function anApp(root: string, atEnd: AtEnd = onTestFinished) {
  const context = aContext()
  const businesses = businessesIn(root, atEnd)
  const uploads = new Uploads(join(root, '.uploads'), context.newId)
  workers ??= startModelWorkers()
  const desk = new BusinessDesk({ businesses, uploads, context, byCommand: false, workers })
  const app = createApp({
    businesses,
    uploads,
    desk,
    context,
    ownHosts: () => new Set(['localhost:4400']),
    webFolder: join(root, 'not-built'),
  })
  const ask = createCaller({
    root: 'http://localhost:4400/api',
    fetch: async (request) => app.fetch(request),
    newKey: () => context.newId('key'),
  })
  const send = async (fileName: string, body: string): Promise<string> => {
    const response = await app.request('http://localhost:4400/api/uploads', {
      method: 'POST',
      body,
      headers: { 'x-file-name': encodeURIComponent(fileName) },
    })
    return ((await response.json()) as Upload).upload
  }
  return { app, ask, send, businesses, desk, uploads, context }
}

/** Purchases of a small shop as CSV, the same every time. */
export async function aLog(customers = 400, atEnd: AtEnd = onTestFinished): Promise<string> {
  const file = join(await aFolder(atEnd), 'log.csv')
  // Too short to have a season, which would be looked for at every valuation.
  await writeWorld(electronicsShop({ customers, seed: 7, firstDay: '2024-06-01' as Day }), { file })
  return readFile(file, 'utf8')
}

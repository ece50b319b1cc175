/** Folders and a context for the tests of the server: real files, a clock that stands still unless moved. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { prepareHistory } from '#history/history.actions.ts'
import { createContext, type Context } from './context.ts'
import { OpenBusinesses } from './open-businesses.ts'

/** A folder that goes when the test ends. */
export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'perennial-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A context that logs nothing. */
export function aContext(): Context {
  return createContext({ logLevel: 'silent' })
}

/** The businesses of a folder, closed when the test ends. */
export function businessesIn(root: string): OpenBusinesses {
  const businesses = new OpenBusinesses({ root, context: aContext(), prepareHistory })
  onTestFinished(() => businesses.close())
  return businesses
}

/** What a journey walks on: the program running, a browser, a page in it, and the API asked as any client asks it. */
import { mkdir, readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Browser } from 'playwright-core'
import { writeWorld } from '#apps/cli/write-world.ts'
import type { Upload } from '#history/history.contract.ts'
import { createCaller, type Ask } from '#wire/caller.ts'
import { electronicsShop } from '#worlds/electronics.ts'
import { openPage, startBrowser, type Visit } from './browser.ts'
import { startProgram, type RunningProgram } from './running-program.ts'

/** Where pages are pictured, and logs lie that pages are given. */
export const pictures = resolve(import.meta.dirname, '../../.cache/journeys')

/** All that a journey needs. */
export interface Stage {
  readonly program: RunningProgram
  readonly browser: Browser
  readonly visiting: Visit
  readonly ask: Ask
  /** Sends a file, to be looked at or imported. */
  readonly send: (text: string) => Promise<string>
  /** Ends both, and deletes what the program kept. */
  readonly end: () => Promise<void>
}

/** Starts a program without a business, and opens a page. */
export async function setStage(): Promise<Stage> {
  await mkdir(pictures, { recursive: true })
  const program = await startProgram(['--no-demo'])
  const browser = await startBrowser()
  const api = `${program.address}/api`
  return {
    program,
    browser,
    visiting: await openPage(browser),
    ask: createCaller({
      root: api,
      fetch: (request) => fetch(request),
      newKey: () => crypto.randomUUID(),
    }),
    send: async (text) => {
      const headers = { 'x-file-name': 'log.csv' }
      const response = await fetch(`${api}/uploads`, { method: 'POST', body: text, headers })
      return ((await response.json()) as Upload).upload
    },
    end: async () => {
      await browser.close()
      await program.discard()
    },
  }
}

/** Writes the log of a shop into {@link pictures}. */
export async function writeShopLog(
  name: string,
  shop: { readonly customers: number; readonly seed: number },
): Promise<{ readonly file: string; readonly text: string }> {
  const file = resolve(pictures, name)
  await mkdir(pictures, { recursive: true })
  await writeWorld(electronicsShop(shop), { file, force: true, report: () => {} })
  return { file, text: await readFile(file, 'utf8') }
}

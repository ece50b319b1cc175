/** One page of a million customers, as a browser asks the running server for it. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { layouts, logOf } from './layouts.ts'
import { type Figure, printFigures, root, seconds } from './measure.ts'

/** What people do with the list. */
const questions: Readonly<Record<string, string>> = {
  'most valuable first': '',
  'by probability to be active, lowest first': 'sort=probabilityActive&direction=up',
  'by name, a page in the middle': 'sort=name&direction=up&page=10000',
  'a part of a name': 'search=9812',
  'a name that nobody has': 'search=nobody',
  'value between bounds': 'valueFrom=50&valueTo=60&sort=spend',
  'likely gone, by spend': 'activeTo=0.2&sort=spend',
  'first purchase in a month': 'firstFrom=2020-02-01&firstTo=2020-02-29&sort=lastPurchase',
}
const limitMs = 200
const port = 4_499
const perennial = join(root, 'bin/perennial')

const folder = mkdtempSync(join(tmpdir(), 'perennial-bench-'))
try {
  await measure()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function measure(): Promise<void> {
  const log = logOf(layouts.short)
  const options = ['import', log, '--name', 'Bench', '--data', folder, '--model', 'bg-nbd']
  const made = spawnSync(process.execPath, [perennial, ...options], { encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`perennial import failed: ${made.stderr}`)
  const server = spawn(
    process.execPath,
    [perennial, 'serve', '--data', folder, '--port', String(port), '--no-demo', '--log-level', 'warn'],
    { stdio: 'ignore' },
  )
  try {
    await ask(server)
  } finally {
    server.kill('SIGTERM')
    await once(server, 'exit')
  }
}

async function ask(server: ChildProcess): Promise<void> {
  const { businesses } = (await answer(server, 'businesses')) as { businesses: { business: string }[] }
  const path = `businesses/${businesses[0]?.business}/customers`
  const figures: Figure[] = []
  for (const [name, query] of Object.entries(questions)) {
    const measured = 1000 * (await seconds(() => answer(server, `${path}?${query}`), 7))
    figures.push({ name, unit: 'ms', measured, limit: limitMs })
  }
  const { total } = (await answer(server, path)) as { total: number }
  printFigures('customers-page', figures, { customers: total })
}

/** The answer, once the server is up. */
async function answer(server: ChildProcess, path: string): Promise<unknown> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const response = await fetch(`http://localhost:${port}/api/${path}`)
      if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
      return await response.json()
    } catch (error) {
      if (attempt > 100 || server.exitCode !== null || !(error instanceof TypeError)) throw error
      await setTimeout(100)
    }
  }
}

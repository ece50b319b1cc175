/** The program as a person starts it: the page built, the server in a process of its own, a data folder that goes away. */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { globSync, statSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'

const root = resolve(import.meta.dirname, '../..')

/** A server that listens. */
export interface RunningProgram {
  /** Without a slash at its end. */
  readonly address: string
  /** Ends it as Ctrl-C does; its data are still there. */
  readonly stop: () => Promise<void>
  /** Ends it and deletes its data. */
  readonly discard: () => Promise<void>
}

/** Builds the page where it is older than its sources, and starts the server on a free port; a demo is still being made. */
export async function startProgram(flags: readonly string[] = []): Promise<RunningProgram> {
  await buildPage()
  const data = await mkdtemp(join(tmpdir(), 'perennial-journey-'))
  const port = await freePort()
  const command = [join(root, 'apps/cli/main.ts'), 'serve', '--data', data, '--port', String(port), ...flags]
  const server = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] })
  const stop = () => ended(server)
  const discard = async () => {
    await stop()
    await rm(data, { recursive: true, force: true })
  }
  const address = `http://localhost:${port}`
  try {
    await listening(server, address)
    return { address, stop, discard }
  } catch (error) {
    await discard()
    throw error
  }
}

/** Journeys run beside each other; one builds, the others wait for it. */
async function buildPage(): Promise<void> {
  const building = join(root, '.cache/page-is-being-built')
  await mkdir(join(root, '.cache'), { recursive: true })
  while (!(await claimed(building))) await delay(200)
  try {
    await buildWhereStale()
  } finally {
    await rm(building, { recursive: true, force: true })
  }
}

/** Longer than any build takes; whoever claimed it then is gone. */
const abandonedAfterMs = 120_000

async function claimed(folder: string): Promise<boolean> {
  const since = statSync(folder, { throwIfNoEntry: false })?.mtimeMs
  if (since !== undefined && Date.now() - since > abandonedAfterMs)
    await rm(folder, { recursive: true, force: true })
  return mkdir(folder).then(
    () => true,
    () => false,
  )
}

async function buildWhereStale(): Promise<void> {
  const sources = globSync(['libraries/**', 'domains/**', 'apps/web/**', 'package-lock.json'], { cwd: root })
  const newest = Math.max(...sources.map((path) => statSync(join(root, path)).mtimeMs))
  const built = statSync(join(root, 'dist/web/index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (built > newest) return
  const vite = [join(root, 'node_modules/vite/bin/vite.js'), 'build', '-c', 'apps/web/vite.config.ts']
  // As it is built for people, not for tests.
  const env = { ...process.env, NODE_ENV: 'production' }
  await promisify(execFile)(process.execPath, vite, { cwd: root, env })
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer()
    probe.once('error', failed)
    probe.listen(0, 'localhost', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => found(port))
    })
  })
}

/** Asks until the server answers. */
async function listening(server: ChildProcess, address: string): Promise<void> {
  let said = ''
  server.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  while (server.exitCode === null) {
    const answer = await fetch(`${address}/api/businesses`).catch(() => undefined)
    if (answer?.ok === true) return
    await delay(100)
  }
  throw new Error(`The server ended with ${server.exitCode} before it listened:\n${said}`)
}

function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve()
  return new Promise((done) => {
    server.once('exit', () => done())
    server.kill('SIGINT')
  })
}

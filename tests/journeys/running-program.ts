/** The program as a person starts it: the page built, the server in a process of its own, a data folder that goes away. */
import { spawn, type ChildProcess } from 'node:child_process'
import { globSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'vite'

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

/** Builds the page where it is older than its sources, and starts the server on a free port. */
export async function startProgram(flags: readonly string[] = []): Promise<RunningProgram> {
  await buildPage()
  const data = await mkdtemp(join(tmpdir(), 'perennial-journey-'))
  const command = [join(root, 'apps/cli/main.ts'), 'serve', '--data', data, '--port', '0', ...flags]
  const server = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  const stop = () => ended(server)
  try {
    const address = await addressOf(server)
    return {
      address,
      stop,
      discard: async () => {
        await stop()
        await rm(data, { recursive: true, force: true })
      },
    }
  } catch (error) {
    await stop()
    await rm(data, { recursive: true, force: true })
    throw error
  }
}

async function buildPage(): Promise<void> {
  const sources = globSync(['libraries/**', 'domains/**', 'apps/web/**', 'package-lock.json'], { cwd: root })
  const newest = Math.max(...sources.map((path) => statSync(join(root, path)).mtimeMs))
  const built = statSync(join(root, 'dist/web/index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (built > newest) return
  await build({ configFile: join(root, 'apps/web/vite.config.ts'), logLevel: 'error' })
}

function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let said = ''
    const listen = (chunk: Buffer) => {
      said += chunk.toString()
      const address = /Perennial is at (http:\S+)/.exec(said)?.[1]
      if (address !== undefined) found(address)
    }
    server.stdout?.on('data', listen)
    server.stderr?.on('data', listen)
    server.once('exit', (code) =>
      failed(new Error(`The server ended with ${code} before it listened:\n${said}`)),
    )
  })
}

function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve()
  return new Promise((done) => {
    server.once('exit', () => done())
    server.kill('SIGINT')
  })
}

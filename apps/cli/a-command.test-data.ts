/** Runs the real command line, for tests. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { vi } from 'vitest'
import { commandLine } from './command-line.ts'
import { reportError } from './report-error.ts'

const program = join(import.meta.dirname, '../../bin/perennial')

/** What came of a command. */
export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs `perennial` with `words` to its end; `meanwhile` may act on it by its process id. */
export function perennial(
  words: readonly string[],
  meanwhile?: (running: RunningCommand) => void,
): Promise<Ran> {
  const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
    meanwhile?.({ out, kill: (signal) => child.kill(signal), closeOutput: () => child.stdout.destroy() })
  })
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, err }))
  })
}

/** Runs the same command in this process: what it does and says, without the time that a process takes to begin. */
export async function command(words: readonly string[]): Promise<Ran> {
  const out = heard(process.stdout)
  const err = heard(process.stderr)
  const letGo = listeningToStops()
  try {
    const code = await commandLine()
      .parseAsync([...words], { from: 'user' })
      .then(
        () => 0,
        (error: unknown) => reportError(error, (text) => process.stderr.write(text)),
      )
    return { code, out: out.text(), err: err.text() }
  } finally {
    out.end()
    err.end()
    letGo()
  }
}

/** Listens to a stream instead of the terminal. */
function heard(stream: NodeJS.WriteStream): { readonly text: () => string; readonly end: () => void } {
  let all = ''
  const spy = vi.spyOn(stream, 'write').mockImplementation((chunk) => {
    all += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
    return true
  })
  return { text: () => all, end: () => spy.mockRestore() }
}

const stops = ['SIGINT', 'SIGTERM'] as const

/** Gives what lets go of Ctrl-C and its kin again: a command waits for them until its process ends, and this one goes on. */
function listeningToStops(): () => void {
  const before = stops.map((signal) => new Set<unknown>(process.listeners(signal)))
  return () => {
    stops.forEach((signal, place) => {
      const later = process.listeners(signal).filter((listener) => before[place]?.has(listener) === false)
      for (const listener of later) process.off(signal, listener)
    })
  }
}

/** A command that has said something. */
export interface RunningCommand {
  readonly out: string
  readonly kill: (signal: NodeJS.Signals) => void
  readonly closeOutput: () => void
}

/** A server in a process of its own. */
export interface ServingCommand {
  readonly address: string
  readonly out: string
  /** Sends the signal and waits for the end. */
  readonly end: (signal: NodeJS.Signals) => Promise<Ran>
}

/** Runs `perennial serve` on any free port, and waits until it says where it is. */
export function serving(words: readonly string[]): Promise<ServingCommand> {
  return new Promise((resolve, reject) => {
    let kill: (signal: NodeJS.Signals) => void = () => {}
    const ended = perennial(['serve', '--port', '0', ...words], (running) => {
      ;({ kill } = running)
      const [address] = /http:\/\/localhost:\d+/.exec(running.out) ?? []
      if (address === undefined || !running.out.includes('Ctrl-C')) return
      resolve({
        address,
        out: running.out,
        end: (signal) => {
          kill(signal)
          return ended
        },
      })
    })
    ended.then((ran) => reject(new Error(`The server ended: ${ran.err}`)), reject)
  })
}

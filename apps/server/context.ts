/** What the program takes from the world outside, gathered in one place: clock, chance, ids and the log. */
import packageFile from '../../package.json' with { type: 'json' }
import { pino, type Logger } from 'pino'
import { typeid } from 'typeid-js'

/** The world outside, as everything else receives it. */
export interface Context {
  readonly version: string
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Milliseconds that only grow. */
  readonly elapsed: () => number
  readonly newId: (prefix: string) => string
  /** Uniform in [0, 1). */
  readonly random: () => number
  readonly log: Logger
}

/** Level from which the log is written, on standard error. */
export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug'

/** Makes the context of a running program. */
export function createContext({ logLevel }: { readonly logLevel: LogLevel }): Context {
  return {
    version: packageFile.version,
    now: Date.now,
    elapsed: () => performance.now(),
    newId: (prefix) => typeid(prefix).toString(),
    random: Math.random,
    log: pino({ level: logLevel, base: null }, pino.destination({ dest: 2, sync: true })),
  }
}

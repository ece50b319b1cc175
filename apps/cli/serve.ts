/** Runs the server in the terminal: says where it is, what to try, and ends cleanly. */
import { dataFolderOf } from '#apps/server/business-folder.ts'
import { createContext, type LogLevel } from '#apps/server/context.ts'
import { startServer } from '#apps/server/server.ts'
import { webFolder } from './places.ts'
import { progressLine } from './progress-line.ts'
import { stopSignal } from './stop-signal.ts'

/** What the command was told. */
export interface ServeOptions {
  readonly data: string
  readonly host: string
  readonly port: number
  readonly allowHost: readonly string[]
  readonly demo: boolean
  readonly logLevel: LogLevel
}

const loopback = new Set(['127.0.0.1', 'localhost', '::1'])

/** Serves until it is told to stop. */
export async function serve(options: ServeOptions): Promise<void> {
  const { root } = dataFolderOf(options.data)
  const { host, port, allowHost, demo, logLevel } = options
  const stop = stopSignal()
  const context = createContext({ logLevel })
  const line = progressLine(process.stderr, context.elapsed)
  const server = await startServer({ root, host, port, allowHost, demo, webFolder, context })
  for (const text of server.begun) process.stderr.write(`${text} …\n`)
  try {
    const failed = await server.ready({ signal: stop, show: line.show })
    line.clear()
    for (const { kind, error } of failed) {
      process.stderr.write(
        `error[${error?.code}] The ${kind} failed: ${error?.detail}\nhint: ${error?.hint}\n`,
      )
    }
    if (!stop.aborted) process.stdout.write(welcome(server.address, options))
    await aborted(stop)
  } finally {
    line.clear()
    await server.close()
  }
}

function welcome(address: string, { host, demo }: ServeOptions): string {
  const tour = `
  ${address}/demo          a simulated electronics shop: what its customers are worth
  ${address}/demo/trust    how far its model can be trusted`
  const own = `
  ${address}/import        your own log of purchases becomes a business of its own
`
  const warning = loopback.has(host)
    ? ''
    : '\nIt listens beyond this machine and asks nobody who they are: let only trusted people reach it.\n'
  return `Perennial is at ${address}\n${demo ? tour : ''}${own}${warning}\nCtrl-C ends it.\n`
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

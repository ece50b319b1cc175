/** Brings an app to an address, and takes it away again without cutting anyone off. */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { HttpApp } from '#http/app.ts'
import { serverError } from './server-error.ts'

/** Where to listen; port 0 takes any free one. */
export interface ListenOptions {
  readonly host: string
  readonly port: number
}

/** An app that listens. */
export interface Listening {
  readonly port: number
  /** Answers what has been asked, asks nothing more, and ends. */
  readonly close: () => Promise<void>
}

/** Connections that have not ended by themselves are cut after this. */
const graceMs = 3000

/**
 * Listens until closed.
 *
 * @throws SERVER_PORT_TAKEN, SERVER_ADDRESS_UNUSABLE
 */
export async function listen(app: HttpApp, { host, port }: ListenOptions): Promise<Listening> {
  const server = createAdaptorServer({ fetch: app.fetch, hostname: host }) as Server
  // A file of any size may take any time to come; headers may not.
  server.requestTimeout = 0
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(refusalOf(error, { host, port })))
    server.listen({ host, port }, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), graceMs)
        server.close(() => {
          clearTimeout(cut)
          resolve()
        })
        server.closeIdleConnections()
      }),
  }
}

function refusalOf(error: Error, { host, port }: ListenOptions): Error {
  const code = 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') {
    return serverError(
      'SERVER_PORT_TAKEN',
      `Port ${port} of ${host} is taken.`,
      { host, port },
      { cause: error },
    )
  }
  const what = `The address ${host}, port ${port}, cannot be used (${String(code)}).`
  return serverError('SERVER_ADDRESS_UNUSABLE', what, { host, port }, { cause: error })
}

/** The whole server: opens the data folder, listens, goes on with what was broken off, and ends cleanly. */
import { join } from 'node:path'
import { loopbackHosts } from '#http/guard.ts'
import { prepareHistory } from '#history/history.actions.ts'
import type { Work } from '#history/business.contract.ts'
import { createApp } from './app.ts'
import { BusinessDesk } from './business-desk.ts'
import { prepareDataFolder, uploadsFolder } from './business-folder.ts'
import type { Context } from './context.ts'
import { startDemo } from './demo.ts'
import { listen, type Listening } from './listen.ts'
import { OpenBusinesses, type OwnedBusiness } from './open-businesses.ts'
import { Uploads } from './uploads.ts'

/** What a server is told. */
export interface ServerOptions {
  readonly root: string
  readonly host: string
  readonly port: number
  /** Names, with their ports, under which it is reached beside its own. */
  readonly allowHost: readonly string[]
  /** Whether there is a demo business. */
  readonly demo: boolean
  readonly webFolder: string
  readonly context: Context
}

/** How the first work is watched. */
export interface Watching {
  readonly signal: AbortSignal
  readonly show: (work: Work) => void
}

/** A server that answers. */
export interface Server {
  readonly address: string
  /** What it begins with, in words. */
  readonly begun: readonly string[]
  /** Waits for the demo and for what is gone on with; answers the work that failed. */
  readonly ready: (watching: Watching) => Promise<readonly Work[]>
  readonly close: () => Promise<void>
}

const sweepEveryMs = 60 * 60 * 1000
const watchEveryMs = 100

/**
 * Starts the server.
 *
 * @throws DATA_FOLDER_NOT_WRITABLE, DATA_FOLDER_IN_USE, DATA_FOLDER_DAMAGED, SERVER_PORT_TAKEN, SERVER_ADDRESS_UNUSABLE
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { root, context, demo } = options
  await prepareDataFolder(root)
  const businesses = new OpenBusinesses({ root, context, prepareHistory })
  await businesses.openAll()
  try {
    const uploads = new Uploads(join(root, uploadsFolder), context.newId)
    const desk = new BusinessDesk({ businesses, uploads, context, byCommand: false })
    const listening = await listenWith({ ...options, businesses, uploads, desk })
    await businesses.announce(`http://127.0.0.1:${listening.port}`)
    const begun = [...(await desk.resume()), ...(demo ? [await startDemo(businesses, context)] : [])]
    const sweep = async () => uploads.sweep(context.now(), await desk.neededUploads())
    await sweep()
    const sweeping = setInterval(() => void sweep(), sweepEveryMs)
    return {
      address: `http://localhost:${listening.port}`,
      begun: begun.filter(({ work }) => work.isRunning).map(inWords),
      ready: (watching) => settled(begun, watching),
      close: async () => {
        clearInterval(sweeping)
        await Promise.all([listening.close(), businesses.stopWork()])
        await businesses.close()
      },
    }
  } catch (error) {
    await businesses.close()
    throw error
  }
}

type Parts = ServerOptions & Pick<Parameters<typeof createApp>[0], 'businesses' | 'uploads' | 'desk'>

/** The names under which it is reached are known once the port is. */
async function listenWith(parts: Parts): Promise<Listening> {
  const { host, port, allowHost } = parts
  let own: ReadonlySet<string> = new Set()
  const app = createApp({ ...parts, ownHosts: () => own })
  const listening = await listen(app, { host, port })
  own = new Set([...loopbackHosts(listening.port), ...allowHost])
  return listening
}

function inWords({ name, work }: OwnedBusiness): string {
  const kind = work.latest?.kind
  return kind === 'demo' ? 'Making the demo business, once' : `Going on with the ${kind} of ${name}`
}

async function settled(
  begun: readonly OwnedBusiness[],
  { signal, show }: Watching,
): Promise<readonly Work[]> {
  const running = () => begun.find(({ work }) => work.isRunning)
  for (let business = running(); business && !signal.aborted; business = running()) {
    if (business.work.latest) show(business.work.latest)
    await new Promise((resolve) => setTimeout(resolve, watchEveryMs))
  }
  return begun.flatMap(({ work: { latest } }) => (latest?.state === 'failed' ? [latest] : []))
}

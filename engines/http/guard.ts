/** Who may call. Loopback is no defence by itself: any page in the same browser can reach it. */
import type { Context, MiddlewareHandler } from 'hono'
import { requestError } from './request-error.ts'

/** Names, with their ports, under which the program is reached: `localhost:4400`. */
export type OwnHosts = () => ReadonlySet<string>

/** Loopback's names at `port`; the port is left out where it is the scheme's own. */
export function loopbackHosts(port: number): readonly string[] {
  const names = ['localhost', '127.0.0.1', '[::1]']
  return port === 80 ? names.flatMap((name) => [name, `${name}:80`]) : names.map((name) => `${name}:${port}`)
}

/**
 * Refuses a request that came under another name. A page of a foreign site whose name an attacker has pointed at
 * 127.0.0.1 (DNS rebinding) sends that name as its Host; browsers do not let it choose another.
 *
 * @throws REQUEST_HOST_FOREIGN
 */
export function onlyOwnHosts(own: OwnHosts): MiddlewareHandler {
  return async (context, next) => {
    const host = hostOf(context)
    if (!own().has(host)) {
      throw requestError(
        'REQUEST_HOST_FOREIGN',
        `This program does not answer under the name ${shown(host)}.`,
      )
    }
    await next()
  }
}

/**
 * Refuses a change that another site's page has sent, such as a form posted across sites. Browsers say where a write
 * comes from; programs say nothing and pass.
 *
 * @throws REQUEST_ORIGIN_FOREIGN
 */
export function onlyOwnWrites(own: OwnHosts): MiddlewareHandler {
  return async (context, next) => {
    if (!isRead(context.req.method) && isForeign(context, own)) {
      const origin = context.req.header('origin') ?? 'another site'
      throw requestError('REQUEST_ORIGIN_FOREIGN', `Changes are not accepted from ${shown(origin)}.`)
    }
    await next()
  }
}

/** Whether the method changes nothing. */
export function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}

function isForeign(context: Context, own: OwnHosts): boolean {
  const origin = context.req.header('origin')
  if (origin === undefined) {
    const site = context.req.header('sec-fetch-site')
    return site !== undefined && site !== 'same-origin' && site !== 'none'
  }
  const { protocol, host } = URL.parse(origin) ?? {}
  return (protocol !== 'http:' && protocol !== 'https:') || !own().has(host ?? '')
}

function hostOf(context: Context): string {
  return (context.req.header('host') ?? new URL(context.req.url).host).toLowerCase()
}

/** A foreign text in a message: short, and without characters that could forge a line of a log. */
function shown(text: string): string {
  return text.slice(0, 100).replace(/[^\x21-\x7e]/g, '?')
}

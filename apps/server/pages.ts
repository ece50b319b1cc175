/** The web app as it was built: files that never change under their name, and one page for every address. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import type { MiddlewareHandler } from 'hono'
import { etag } from 'hono/etag'
import type { HttpApp } from '#http/app.ts'
import { serverError } from './server-error.ts'

const forGood = 'public, max-age=31536000, immutable'
const askAgain = 'no-cache'

/** Serves what `folder` holds; the addresses of the app's own screens all get its one page. */
export function servePages(app: HttpApp, folder: string): void {
  const built = whenBuilt(folder)
  app.get('*', etag(), async (context, next) => {
    const { path } = context.req
    if (path === '/api' || path.startsWith('/api/')) return next()
    const { aFile, thePage } = built()
    const found = await (/\.\w+$/.test(path) ? aFile : thePage)(context, next)
    found?.headers.set('cache-control', path.startsWith('/assets/') ? forGood : askAgain)
    return found
  })
}

/** The app may be built while the server runs. */
function whenBuilt(folder: string) {
  const page = join(folder, 'index.html')
  let handlers: { readonly aFile: MiddlewareHandler; readonly thePage: MiddlewareHandler } | undefined
  return () => {
    if (!existsSync(page)) throw serverError('WEB_APP_NOT_BUILT', `${page} is not there yet.`)
    handlers ??= {
      aFile: serveStatic({ root: folder }),
      thePage: serveStatic({ root: folder, path: 'index.html' }),
    }
    return handlers
  }
}

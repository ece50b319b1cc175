/** The web app as it was built: files that never change under their name, and one page for every address. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { etag } from 'hono/etag'
import type { HttpApp } from '#http/app.ts'
import { serverError } from './server-error.ts'

const forGood = 'public, max-age=31536000, immutable'
const askAgain = 'no-cache'

/** Serves what `folder` holds; the addresses of the app's own screens all get its one page. */
export function servePages(app: HttpApp, folder: string): void {
  const page = join(folder, 'index.html')
  const aFile = serveStatic({ root: folder })
  const thePage = serveStatic({ root: folder, path: 'index.html' })
  app.get('*', etag(), async (context, next) => {
    const { path } = context.req
    if (path === '/api' || path.startsWith('/api/')) return next()
    if (!existsSync(page)) throw serverError('WEB_APP_NOT_BUILT', `${page} is not there yet.`)
    const found = await (/\.\w+$/.test(path) ? aFile : thePage)(context, next)
    found?.headers.set('cache-control', path.startsWith('/assets/') ? forGood : askAgain)
    return found
  })
}

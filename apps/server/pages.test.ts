import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createHttpApp, type HttpApp } from '#http/app.ts'
import { expect, test } from 'vitest'
import { aFolder } from './a-server.test-data.ts'
import { servePages } from './pages.ts'

const at = 'http://localhost:4400'

function appOver(folder: string): HttpApp {
  return createHttpApp({
    contract: {},
    answers: {},
    openApi: { title: 'Pages', version: '1', description: '' },
    ownHosts: () => new Set(['localhost:4400']),
    newRequestId: () => 'req_1',
    elapsed: () => 0,
    record: () => {},
    raw: (app) => servePages(app, folder),
  })
}

async function builtApp(): Promise<HttpApp> {
  const folder = await aFolder()
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Perennial</title>')
  await writeFile(join(folder, 'assets', 'main-abc.js'), `export const much = '${'x'.repeat(5000)}'`)
  await writeFile(join(folder, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  await writeFile(join(folder, '..', 'secret.txt'), 'secret')
  return appOver(folder)
}

test.each(['/', '/demo/customers', '/demo/customers/idn_00000000000000000000000001', '/anything'])(
  'every address of the app gets its page: %s',
  async (path) => {
    const response = await (await builtApp()).request(at + path)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain('text/html')
    expect(response.headers.get('cache-control')).toBe('no-cache')
    expect(await response.text()).toContain('<title>Perennial')
  },
)

test('a page that has not changed is not sent again', async () => {
  const app = await builtApp()
  const etag = (await app.request(`${at}/`)).headers.get('etag') ?? ''
  expect(etag).not.toBe('')
  const again = await app.request(`${at}/`, { headers: { 'if-none-match': etag } })
  expect(again.status).toBe(304)
  expect(await again.text()).toBe('')
})

test('a built file is kept for good, and sent small', async () => {
  const app = await builtApp()
  const response = await app.request(`${at}/assets/main-abc.js`, { headers: { 'accept-encoding': 'gzip' } })
  expect(response.headers.get('content-type')).toContain('text/javascript')
  expect(response.headers.get('cache-control')).toContain('immutable')
  expect(response.headers.get('content-encoding')).toBe('gzip')
  expect((await response.arrayBuffer()).byteLength).toBeLessThan(1000)
})

test('a file that may change under its name is asked for again', async () => {
  const response = await (await builtApp()).request(`${at}/icon.svg`)
  expect(response.headers.get('content-type')).toContain('image/svg+xml')
  expect(response.headers.get('cache-control')).toBe('no-cache')
})

test.each(['/assets/missing.js', '/missing.png', '/api/missing', '/api'])(
  'what is not there is not the page, and is not kept: %s',
  async (path) => {
    const response = await (await builtApp()).request(at + path)
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ code: 'REQUEST_NOT_FOUND' })
    expect(response.headers.get('cache-control') ?? '').not.toContain('immutable')
  },
)

test.each(['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/assets/..%5c..%5csecret.txt'])(
  'nothing outside the folder is served: %s',
  async (path) => {
    const response = await (await builtApp()).request(at + path)
    expect(await response.text()).not.toBe('secret')
  },
)

test('an app that is not built says what to run', async () => {
  const response = await appOver(await aFolder()).request(`${at}/`)
  expect(response.status).toBe(503)
  expect(await response.json()).toMatchObject({
    code: 'WEB_APP_NOT_BUILT',
    hint: expect.stringContaining('npm run build'),
  })
})

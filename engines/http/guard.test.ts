import { expect, test } from 'vitest'
import { loopbackHosts } from './guard.ts'
import { smallApi } from './small-api.test-data.ts'

const json = { 'content-type': 'application/json' }
const take = { method: 'POST', body: '{"count":1}', headers: json }

async function codeOf(response: Response): Promise<string | undefined> {
  return response.ok ? undefined : ((await response.json()) as { code: string }).code
}

test.each(['localhost:4400', '127.0.0.1:4400', '[::1]:4400', 'LOCALHOST:4400'])(
  '%s is our own name',
  async (host) => {
    const { app } = smallApi()
    expect(
      await codeOf(await app.request('http://localhost:4400/api/jars/jar_a', { headers: { host } })),
    ).toBeUndefined()
  },
)

test.each([
  'evil.example',
  'evil.example:4400',
  'localhost',
  'localhost:4401',
  '127.0.0.1.evil.example:4400',
  'localhost:4400.evil.example',
  '0.0.0.0:4400',
  '',
])('a name rebound to our address reads nothing: %s', async (host) => {
  const { app } = smallApi()
  const response = await app.request('http://localhost:4400/api/jars/jar_a', { headers: { host } })
  expect(response.status).toBe(421)
  expect(await codeOf(response)).toBe('REQUEST_HOST_FOREIGN')
})

test('a rebound name gets nothing of the pages either', async () => {
  const { app } = smallApi()
  expect(await codeOf(await app.request('http://evil.example:4400/'))).toBe('REQUEST_HOST_FOREIGN')
})

test('a foreign name cannot forge a line of the log', async () => {
  const { app } = smallApi()
  const response = await app.request('http://localhost:4400/', { headers: { host: `a\t${'x'.repeat(300)}` } })
  const { detail } = (await response.json()) as { detail: string }
  expect(detail).not.toMatch(/[\t\n]/)
  expect(detail.length).toBeLessThan(200)
})

test('at port 80 the name may stand alone', () => {
  expect(loopbackHosts(80)).toContain('localhost')
  expect(loopbackHosts(4400)).not.toContain('localhost')
})

test.each(['http://localhost:4400', 'http://127.0.0.1:4400'])(
  'our own page may write: %s',
  async (origin) => {
    const { app, taken } = smallApi()
    await app.request('http://localhost:4400/api/jars/jar_a/take', { ...take, headers: { ...json, origin } })
    expect(taken()).toBe(1)
  },
)

test('a program without an Origin may write', async () => {
  const { app, taken } = smallApi()
  await app.request('http://localhost:4400/api/jars/jar_a/take', take)
  expect(taken()).toBe(1)
})

test.each([
  'https://evil.example',
  'http://localhost:3000',
  'http://localhost:4400.evil.example',
  'http://evil.example:4400',
  'null',
  'file://',
  'chrome-extension://abc',
  'nonsense',
])('a page of another origin writes nothing: %s', async (origin) => {
  const { app, taken } = smallApi()
  const response = await app.request('http://localhost:4400/api/jars/jar_a/take', {
    ...take,
    headers: { ...json, origin },
  })
  expect(response.status).toBe(403)
  expect(await codeOf(response)).toBe('REQUEST_ORIGIN_FOREIGN')
  expect(taken()).toBe(0)
})

test.each(['cross-site', 'same-site'])(
  'a browser that hides the Origin still says %s, and writes nothing',
  async (site) => {
    const { app, taken } = smallApi()
    const headers = { ...json, 'sec-fetch-site': site }
    const response = await app.request('http://localhost:4400/api/jars/jar_a/take', { ...take, headers })
    expect(await codeOf(response)).toBe('REQUEST_ORIGIN_FOREIGN')
    expect(taken()).toBe(0)
  },
)

test.each(['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain'])(
  'a form posted across sites as %s changes nothing, even where the browser names no origin',
  async (type) => {
    const { app, taken } = smallApi()
    const response = await app.request('http://localhost:4400/api/jars/jar_a/take', {
      ...take,
      headers: { 'content-type': type },
    })
    expect(await codeOf(response)).toBe('REQUEST_TYPE_UNSUPPORTED')
    expect(taken()).toBe(0)
  },
)

test('no answer invites another origin to read it', async () => {
  const { app } = smallApi()
  const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' }
  const read = await app.request('http://localhost:4400/api/jars/jar_a', { headers })
  const asked = await app.request('http://localhost:4400/api/jars/jar_a/take', { method: 'OPTIONS', headers })
  expect(read.headers.get('access-control-allow-origin')).toBeNull()
  expect(asked.headers.get('access-control-allow-origin')).toBeNull()
  expect(asked.ok).toBe(false)
})

import { readJar, smallApi, takeFromJar } from './small-api.test-data.ts'
import { expect, test } from 'vitest'
import { createCaller } from '#wire/caller.ts'

function calling(fetch?: (request: Request) => Promise<Response>) {
  const api = smallApi()
  let keys = 0
  const newKey = () => `key-${(keys += 1)}`
  const ask = createCaller({
    root: 'http://localhost:4400/api',
    fetch: fetch ?? (async (request) => api.app.fetch(request)),
    newKey,
  })
  return { ...api, ask }
}

test('a caller gets the answer of the endpoint in its types', async () => {
  const { ask } = calling()
  expect(await ask(readJar, { jar: 'jar_a', size: 2, full: true })).toEqual({
    jar: 'jar_a',
    size: 2,
    at: null,
    full: true,
  })
})

test('what is undefined is left out', async () => {
  const { ask } = calling()
  const input = { jar: 'jar_a', ...(JSON.parse('{}') as { size?: number }) }
  expect(await ask(readJar, input)).toMatchObject({ size: 7 })
})

test('a write carries a fresh key, and a given one makes it happen once', async () => {
  const { ask, taken } = calling()
  await ask(takeFromJar, { jar: 'jar_a', count: 1 })
  await ask(takeFromJar, { jar: 'jar_a', count: 1 })
  expect(taken()).toBe(2)
  await ask(takeFromJar, { jar: 'jar_a', count: 1 }, { key: 'mine' })
  await ask(takeFromJar, { jar: 'jar_a', count: 1 }, { key: 'mine' })
  expect(taken()).toBe(3)
})

test('a refusal comes back as an error with code, hint, details and request id', async () => {
  const { ask } = calling()
  await expect(ask(takeFromJar, { jar: 'jar_a', count: 500 })).rejects.toMatchObject({
    code: 'JAR_EMPTY',
    message: 'Wanted 500; 100 are there.',
    hint: 'Put something in first.',
    status: 409,
    details: { there: 100 },
    requestId: 'req_1',
  })
})

test('a parameter cannot leave its place in the path', async () => {
  const { ask } = calling()
  await expect(ask(readJar, { jar: '../../elsewhere?x=' })).rejects.toMatchObject({ code: 'REQUEST_INVALID' })
})

test('a server that does not answer is said to be unreachable', async () => {
  const { ask } = calling(() => Promise.reject(new TypeError('fetch failed')))
  await expect(ask(readJar, { jar: 'jar_a' })).rejects.toMatchObject({ code: 'WIRE_SERVER_UNREACHABLE' })
})

test('an abort is thrown as it came', async () => {
  const { ask } = calling((request) => Promise.reject(request.signal.reason as Error))
  const signal = AbortSignal.abort(new DOMException('gone', 'AbortError'))
  await expect(ask(readJar, { jar: 'jar_a' }, { signal })).rejects.toThrow('gone')
})

test.each([
  ['a page', new Response('<html>', { status: 200 })],
  ['a refusal in another shape', Response.json({ error: 'no' }, { status: 502 })],
  ['nothing', new Response('', { status: 504 })],
])('an answer of something in between is refused: %s', async (_, response) => {
  const { ask } = calling(async () => response)
  await expect(ask(readJar, { jar: 'jar_a' })).rejects.toMatchObject({ code: 'WIRE_ANSWER_UNREADABLE' })
})

import { problem } from '#wire/problem.ts'
import { expect, test } from 'vitest'
import { smallApi } from './small-api.test-data.ts'

const at = 'http://localhost:4400'
const json = { 'content-type': 'application/json' }

async function refusal(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  const answer = problem.parse(await response.json())
  expect(answer.status).toBe(response.status)
  expect(answer.requestId).toBe(response.headers.get('x-request-id'))
  return answer
}

test('an endpoint reads path and query into the types of its contract', async () => {
  const { app } = smallApi()
  const response = await app.request(`${at}/api/jars/jar_a?at=2026-02-28&size=3&full=true`)
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({ jar: 'jar_a', size: 3, at: '2026-02-28', full: true })
})

test('a default stands in for what is left out', async () => {
  const { app } = smallApi()
  expect(await (await app.request(`${at}/api/jars/jar_a`)).json()).toMatchObject({ size: 7, at: null })
})

test('an endpoint answers with the status that its contract states', async () => {
  const { app } = smallApi()
  const response = await app.request(`${at}/api/jars/jar_a/take`, {
    method: 'POST',
    body: '{"count":2}',
    headers: json,
  })
  expect(response.status).toBe(202)
  expect(await response.json()).toEqual({ taken: 2, times: 1 })
})

test('HEAD is GET without the body', async () => {
  const { app } = smallApi()
  const response = await app.request(`${at}/api/jars/jar_a`, { method: 'HEAD' })
  expect(response.status).toBe(200)
  expect(await response.text()).toBe('')
})

test('a refusal of a slice keeps its code, message, hint and details', async () => {
  const { app, records } = smallApi()
  const response = await app.request(`${at}/api/jars/jar_a/take`, {
    method: 'POST',
    body: '{"count":200}',
    headers: json,
  })
  expect(await refusal(response)).toEqual({
    type: '/docs/reference/errors.md#jar_empty',
    title: 'Conflict',
    status: 409,
    detail: 'Wanted 200; 100 are there.',
    code: 'JAR_EMPTY',
    hint: 'Put something in first.',
    details: { there: 100 },
    requestId: 'req_1',
  })
  expect(records).toMatchObject([{ status: 409, code: 'JAR_EMPTY', path: '/api/jars/jar_a/take' }])
})

test.each([
  ['a parameter of the wrong form', '/api/jars/somebody', 'jar'],
  ['a day that is not in the calendar', '/api/jars/jar_a?at=2026-02-30', 'at'],
  ['a number that is none', '/api/jars/jar_a?size=many', 'size'],
  ['a number out of bounds', '/api/jars/jar_a?size=0', 'size'],
])('%s is refused with its place', async (_, path, place) => {
  const { app } = smallApi()
  const answer = await refusal(await app.request(at + path))
  expect(answer).toMatchObject({ code: 'REQUEST_INVALID', status: 422 })
  expect(answer.details['issues']).toMatchObject([{ path: place }])
})

test('an unknown field is refused, so that a slip of the pen is not passed over', async () => {
  const { app } = smallApi()
  const answer = await refusal(await app.request(`${at}/api/jars/jar_a?siez=3`))
  expect(answer.code).toBe('REQUEST_INVALID')
  expect(answer.detail).toContain('siez')
})

test('a body that is not JSON is refused', async () => {
  const { app } = smallApi()
  const response = await app.request(`${at}/api/jars/jar_a/take`, {
    method: 'POST',
    body: '{"count":',
    headers: json,
  })
  expect(await refusal(response)).toMatchObject({ code: 'REQUEST_MALFORMED', status: 400 })
})

test('a body of another type is refused', async () => {
  const { app, taken } = smallApi()
  const response = await app.request(`${at}/api/jars/jar_a/take`, {
    method: 'POST',
    body: new URLSearchParams({ count: '2' }),
  })
  expect(await refusal(response)).toMatchObject({ code: 'REQUEST_TYPE_UNSUPPORTED', status: 415 })
  expect(taken()).toBe(0)
})

test('a body beyond a mebibyte is refused', async () => {
  const { app } = smallApi()
  const body = JSON.stringify({ count: 1, padding: 'x'.repeat(1 << 20) })
  const response = await app.request(`${at}/api/jars/jar_a/take`, { method: 'POST', body, headers: json })
  expect(await refusal(response)).toMatchObject({ code: 'REQUEST_TOO_LARGE', status: 413 })
})

test('an unknown path is a problem like any other', async () => {
  const { app } = smallApi()
  expect(await refusal(await app.request(`${at}/api/cups`))).toMatchObject({ code: 'REQUEST_NOT_FOUND' })
  expect(await refusal(await app.request(`${at}/elsewhere`))).toMatchObject({ code: 'REQUEST_NOT_FOUND' })
})

test('a wrong method is told the right ones', async () => {
  const { app } = smallApi()
  const response = await app.request(`${at}/api/jars/jar_a`, { method: 'PATCH', body: '{}', headers: json })
  expect(await refusal(response)).toMatchObject({ code: 'REQUEST_METHOD_WRONG', status: 405 })
  expect(response.headers.get('allow')).toBe('GET, DELETE')
})

test('a fault of the program shows nothing of its inside, and the record has its cause', async () => {
  const { app, records } = smallApi()
  const answer = await refusal(await app.request(`${at}/api/jars/jar_a`, { method: 'DELETE' }))
  expect(answer).toMatchObject({ code: 'SERVER_FAILED', status: 500 })
  expect(JSON.stringify(answer)).not.toContain('secret')
  expect(String(records[0]?.error)).toContain('the secret path')
})

test('an answer that breaks its contract is a fault of the program', async () => {
  const { app, records } = smallApi()
  const answer = await refusal(await app.request(`${at}/api/jars/jar_lie`, { method: 'DELETE' }))
  expect(answer.code).toBe('SERVER_FAILED')
  expect(String(records[0]?.error)).toContain('broken')
})

test('the record of a request holds neither its query nor its body', async () => {
  const { app, records } = smallApi()
  await app.request(`${at}/api/jars/jar_a?size=31`)
  expect(JSON.stringify(records)).not.toContain('31')
})

test('every answer keeps the page to itself', async () => {
  const { app } = smallApi()
  for (const path of ['/api/jars/jar_a', '/elsewhere']) {
    const { headers } = await app.request(at + path)
    expect(headers.get('content-security-policy')).toContain("script-src 'self';")
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
  }
})

test('answers of the API are not kept by caches', async () => {
  const { app } = smallApi()
  expect((await app.request(`${at}/api/jars/jar_a`)).headers.get('cache-control')).toBe('no-store')
})

test('the document names every operation, its refusals, its key and its problem', async () => {
  const { app } = smallApi()
  const document = await (await app.request(`${at}/api/openapi.json`)).json()
  expect(document).toMatchObject({
    openapi: expect.stringMatching(/^3\.1/),
    servers: [{ url: '/api' }],
    paths: {
      '/jars/{jar}': { get: { operationId: 'readJar' }, delete: { operationId: 'breakJar' } },
      '/jars/{jar}/take': {
        post: {
          description: 'Refuses, in this order: JAR_EMPTY.',
          parameters: [{ name: 'jar' }, { name: 'Idempotency-Key' }],
          responses: { 202: {}, default: { $ref: '#/components/responses/Problem' } },
        },
      },
    },
    components: { schemas: { Problem: { properties: { hint: {} } } } },
  })
})

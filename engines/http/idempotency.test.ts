import { expect, test } from 'vitest'
import { smallApi } from './small-api.test-data.ts'

function asking(app: ReturnType<typeof smallApi>['app']) {
  return (key: string, body: string, path = '/api/jars/jar_a/take') =>
    app.request(`http://localhost:4400${path}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
    })
}

test('the same key and body give the same answer, and the work is done once', async () => {
  const { app, taken } = smallApi()
  const ask = asking(app)
  const first = await ask('a', '{"count":3}')
  const again = await ask('a', '{"count":3}')
  expect(await again.text()).toBe(await first.text())
  expect(again.status).toBe(first.status)
  expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'))
  expect(again.headers.get('idempotency-replayed')).toBe('true')
  expect(taken()).toBe(1)
})

test('two that arrive together are one', async () => {
  const { app, taken } = smallApi()
  const ask = asking(app)
  const answers = await Promise.all([
    ask('a', '{"count":3}'),
    ask('a', '{"count":3}'),
    ask('a', '{"count":3}'),
  ])
  const texts = await Promise.all(answers.map((answer) => answer.text()))
  expect(new Set(texts).size).toBe(1)
  expect(taken()).toBe(1)
})

test.each([
  ['body', '{"count":4}', '/api/jars/jar_a/take'],
  ['path', '{"count":3}', '/api/jars/jar_b/take'],
])('the same key with another %s is refused', async (_, body, path) => {
  const { app, taken } = smallApi()
  const ask = asking(app)
  await ask('a', '{"count":3}')
  const response = await ask('a', body, path)
  expect(response.status).toBe(409)
  expect(await response.json()).toMatchObject({ code: 'REQUEST_KEY_REUSED' })
  expect(taken()).toBe(1)
})

test('another key is another request', async () => {
  const { app, taken } = smallApi()
  const ask = asking(app)
  await ask('a', '{"count":3}')
  await ask('b', '{"count":3}')
  expect(taken()).toBe(2)
})

test('a refusal is not remembered: the same key may try again', async () => {
  const { app, taken } = smallApi()
  const ask = asking(app)
  expect((await ask('a', '{"count":200}')).status).toBe(409)
  expect((await ask('a', '{"count":2}')).status).toBe(202)
  expect(taken()).toBe(1)
})

test.each(['', 'with space', 'é', 'x'.repeat(256)])(
  'a key that cannot be used is refused: %j',
  async (key) => {
    const { app, taken } = smallApi()
    const response = await asking(app)(key, '{"count":3}')
    expect(await response.json()).toMatchObject({ code: 'REQUEST_KEY_INVALID' })
    expect(taken()).toBe(0)
  },
)

test('a replay is named after its own request, not after the first', async () => {
  const { app } = smallApi()
  const ask = asking(app)
  const first = await ask('a', '{"count":3}')
  const again = await ask('a', '{"count":3}')
  expect(again.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'))
})

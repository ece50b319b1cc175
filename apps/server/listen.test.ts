import { connect } from 'node:net'
import { Hono } from 'hono'
import { expect, onTestFinished, test } from 'vitest'
import type { HttpApp } from '#http/app.ts'
import { listen } from './listen.ts'

function slowApp(waitMs: number): HttpApp {
  const app: HttpApp = new Hono()
  app.get('/', async (context) => {
    await new Promise((resolve) => setTimeout(resolve, waitMs))
    return context.text('answered')
  })
  return app
}

async function listening(app: HttpApp) {
  const listening = await listen(app, { host: '127.0.0.1', port: 0 })
  onTestFinished(() => listening.close())
  return listening
}

test('a taken port is refused with its number and the next step', async () => {
  const { port } = await listening(slowApp(0))
  await expect(listen(slowApp(0), { host: '127.0.0.1', port })).rejects.toMatchObject({
    code: 'SERVER_PORT_TAKEN',
    message: expect.stringContaining(String(port)),
    hint: expect.stringContaining('--port'),
  })
})

test('an address that is not of this machine is refused', async () => {
  await expect(listen(slowApp(0), { host: '192.0.2.1', port: 0 })).rejects.toMatchObject({
    code: 'SERVER_ADDRESS_UNUSABLE',
  })
})

test('closing lets those who asked have their answer', async () => {
  const { port, close } = await listening(slowApp(300))
  const answer = fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } })
  await new Promise((resolve) => setTimeout(resolve, 100))
  const closed = close()
  expect(await (await answer).text()).toBe('answered')
  await closed
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow('fetch failed')
})

test('a connection that says nothing does not hold up the end', async () => {
  const { port, close } = await listening(slowApp(0))
  const silent = connect(port, '127.0.0.1')
  await new Promise((resolve) => silent.once('connect', resolve))
  const began = performance.now()
  await close()
  expect(performance.now() - began).toBeLessThan(4500)
  silent.destroy()
})

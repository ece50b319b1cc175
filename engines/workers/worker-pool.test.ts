import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { testTasks } from './pool.test-data.ts'
import { WorkerPool } from './worker-pool.ts'

let pool: WorkerPool<typeof testTasks>
beforeEach(() => {
  pool = new WorkerPool({ module: new URL('./pool.test-data.ts', import.meta.url), threads: 2 })
})
afterEach(() => pool.close())

test('shared columns are read by every thread and come back without a copy', async () => {
  const column = new Float64Array(new SharedArrayBuffer(24))
  column.set([1, 2, 3])
  const answers = await Promise.all([1, 2, 3, 4].map(() => pool.run('sum', { column })))
  expect(answers.map(({ total }) => total)).toEqual([6, 6, 6, 6])
  expect(answers[0]?.column.buffer).toBeInstanceOf(SharedArrayBuffer)
})

test('a refusal keeps its code, hint and details on the way; a fault keeps its message', async () => {
  await expect(pool.run('refuse', { value: 3 })).rejects.toMatchObject({
    name: 'PerennialError',
    code: 'TEST_VALUE_ODD',
    message: '3 is odd.',
    hint: 'Give an even one.',
    details: { value: 3 },
  })
  await expect(pool.run('fail', undefined)).rejects.toThrow('broken')
})

test('a raised signal ends what runs and what waits, and the pool works on', async () => {
  const stop = new AbortController()
  const running = [1, 2, 3].map(() => pool.run('spin', undefined, stop.signal))
  const ended = Promise.allSettled(running)
  await setTimeout(50)
  stop.abort(new Error('enough'))
  expect((await ended).map((one) => one.status === 'rejected' && one.reason.message)).toEqual([
    'enough',
    'enough',
    'enough',
  ])
  expect(await pool.run('sum', { column: Float64Array.of(1) })).toMatchObject({ total: 1 })
})

test('a thread that exits is a failure of its call, and gives way to a fresh one', async () => {
  await expect(pool.run('crash', undefined)).rejects.toThrow('ended')
  expect(await pool.run('sum', { column: Float64Array.of(2) })).toMatchObject({ total: 2 })
})

test('a closed pool answers nobody', async () => {
  const ended = Promise.allSettled([pool.run('spin', undefined)])
  await pool.close()
  expect(await ended).toMatchObject([
    { status: 'rejected', reason: { message: expect.stringContaining('closed') } },
  ])
  await expect(pool.run('sum', { column: Float64Array.of(1) })).rejects.toThrow('closed')
})

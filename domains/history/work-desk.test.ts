import { defineErrors } from '#kernel/errors.ts'
import type { ReportProgress } from '#kernel/progress.ts'
import { expect, test } from 'vitest'
import { WorkDesk, stopsForNow } from './work-desk.ts'

const cupError = defineErrors({ CUP_BROKEN: { status: 422, hint: 'Mend it.' } })

function aDesk() {
  const clock = { now: Date.UTC(2026, 0, 1) }
  const faults: unknown[] = []
  let ids = 0
  const desk = new WorkDesk({
    now: () => clock.now,
    newId: (prefix) => `${prefix}_${(ids += 1)}`,
    failed: (error) => faults.push(error),
  })
  return { desk, clock, faults }
}

/** Work that runs until it is told to go on or stopped. */
function held() {
  const { promise, resolve, reject } = Promise.withResolvers<object>()
  const controls: { report?: ReportProgress } = {}
  return {
    report: (...given: Parameters<ReportProgress>) => controls.report?.(...given),
    finish: () => resolve({ import: 'imp_1' }),
    fail: reject,
    run: ({ report, signal }: { report: ReportProgress; signal: AbortSignal }) => {
      controls.report = report
      signal.addEventListener('abort', () => reject(new Error(`stopped: ${signal.reason}`)))
      return promise
    },
  }
}

test('work that ends is done, with the import that came of it', async () => {
  const { desk, clock } = aDesk()
  const work = held()
  expect(desk.start('import', work.run)).toMatchObject({
    work: 'wrk_1',
    state: 'running',
    startedAt: '2026-01-01T00:00:00.000Z',
  })
  clock.now += 1500
  work.finish()
  await desk.settled()
  expect(desk.latest).toMatchObject({
    state: 'done',
    import: 'imp_1',
    endedAt: '2026-01-01T00:00:01.500Z',
    error: null,
  })
})

test('a second piece of work is refused while the first one runs', async () => {
  const { desk } = aDesk()
  const work = held()
  desk.start('import', work.run)
  expect(() => desk.start('refresh', held().run)).toThrow(
    expect.objectContaining({ code: 'BUSINESS_WORK_IN_PROGRESS' }),
  )
  work.finish()
  await desk.settled()
  expect(desk.start('refresh', held().run)).toMatchObject({ kind: 'refresh' })
})

test('rate and time left follow the progress of the step', async () => {
  const { desk, clock } = aDesk()
  const work = held()
  desk.start('import', work.run)
  await Promise.resolve()
  work.report({ step: 'read', done: 0, total: 1000, unit: 'rows' })
  expect(desk.latest).toMatchObject({ step: 'read', ratePerSecond: null, secondsLeft: null })
  clock.now += 2000
  work.report({ step: 'read', done: 400, total: 1000, unit: 'rows' })
  expect(desk.latest).toMatchObject({ done: 400, total: 1000, ratePerSecond: 200, secondsLeft: 3 })
})

test('the rate is that of the last seconds, not of the whole', async () => {
  const { desk, clock } = aDesk()
  const work = held()
  desk.start('import', work.run)
  await Promise.resolve()
  work.report({ step: 'read', done: 0, total: 10_000, unit: 'rows' })
  for (const done of [1000, 1100, 1200, 1300, 1400, 1500]) {
    clock.now += 1000
    work.report({ step: 'read', done, total: 10_000, unit: 'rows' })
  }
  expect(desk.latest?.ratePerSecond).toBeCloseTo(100)
})

test('a new step begins with no rate', async () => {
  const { desk, clock } = aDesk()
  const work = held()
  desk.start('import', work.run)
  await Promise.resolve()
  work.report({ step: 'read', done: 0, unit: 'rows' })
  clock.now += 1000
  work.report({ step: 'read', done: 50, unit: 'rows' })
  expect(desk.latest).toMatchObject({ ratePerSecond: 50, secondsLeft: null, total: null })
  work.report({ step: 'fit', done: 0, total: 3, unit: 'steps' })
  expect(desk.latest).toMatchObject({ step: 'fit', ratePerSecond: null })
})

test('a cancel is an end of its own, not a failure', async () => {
  const { desk, faults } = aDesk()
  desk.start('refresh', held().run)
  await Promise.resolve()
  expect(desk.cancel()).toMatchObject({ state: 'running' })
  await desk.settled()
  expect(desk.latest).toMatchObject({ state: 'cancelled', error: null })
  expect(faults).toEqual([])
})

test('there is nothing to cancel where nothing runs', async () => {
  const { desk } = aDesk()
  expect(() => desk.cancel()).toThrow(expect.objectContaining({ code: 'BUSINESS_WORK_NONE' }))
})

test('the end of the program tells the work that it goes on later', async () => {
  const { desk } = aDesk()
  let reason: unknown
  desk.start('import', async ({ signal }) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    reason = signal.reason
    throw new Error('stopped')
  })
  await Promise.resolve()
  await desk.stopForNow()
  expect(reason).toBe(stopsForNow)
  expect(desk.isRunning).toBe(false)
})

test('a refusal fails the work with its own code and is no fault', async () => {
  const { desk, faults } = aDesk()
  const work = held()
  desk.start('import', work.run)
  work.fail(cupError('CUP_BROKEN', 'The cup is broken.'))
  await desk.settled()
  expect(desk.latest).toMatchObject({
    state: 'failed',
    error: { code: 'CUP_BROKEN', hint: 'Mend it.', requestId: 'wrk_1' },
  })
  expect(faults).toEqual([])
})

test('a fault is told to the log and shows nothing of its inside', async () => {
  const { desk, faults } = aDesk()
  const work = held()
  desk.start('import', work.run)
  work.fail(new TypeError('secret'))
  await desk.settled()
  expect(desk.latest?.error).toMatchObject({ code: 'BUSINESS_WORK_INTERRUPTED' })
  expect(JSON.stringify(desk.latest)).not.toContain('secret')
  expect(faults).toHaveLength(1)
})

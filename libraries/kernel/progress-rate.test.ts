import { expect, test } from 'vitest'
import { progressRate } from './progress-rate.ts'

const read = { step: 'read', total: 1000, unit: 'rows' } as const

test('the first report has no rate yet', () => {
  expect(progressRate()({ ...read, done: 10 }, 0)).toEqual({
    ...read,
    done: 10,
    ratePerSecond: null,
    secondsLeft: null,
  })
})

test('rate and time left follow from two reports', () => {
  const rate = progressRate()
  rate({ ...read, done: 0 }, 0)
  expect(rate({ ...read, done: 400 }, 2000)).toMatchObject({ ratePerSecond: 200, secondsLeft: 3 })
})

test('the rate is that of the last seconds, not of the whole', () => {
  const rate = progressRate()
  rate({ ...read, done: 0 }, 0)
  for (const second of [1, 2, 3, 4, 5]) rate({ ...read, done: 400 + second * 10 }, second * 1000)
  expect(rate({ ...read, done: 460 }, 6000).ratePerSecond).toBeCloseTo(10)
})

test('reports far apart still have a rate', () => {
  const rate = progressRate()
  rate({ ...read, done: 0 }, 0)
  expect(rate({ ...read, done: 100 }, 10_000)).toMatchObject({ ratePerSecond: 10, secondsLeft: 90 })
})

test('a new step begins with no rate', () => {
  const rate = progressRate()
  rate({ ...read, done: 0 }, 0)
  rate({ ...read, done: 10 }, 1000)
  expect(rate({ step: 'fit', done: 1, unit: 'steps' }, 2000)).toMatchObject({
    ratePerSecond: null,
    total: null,
  })
})

test('without a total there is a rate and no time left', () => {
  const rate = progressRate()
  rate({ step: 'read', done: 0, unit: 'rows' }, 0)
  expect(rate({ step: 'read', done: 5, unit: 'rows' }, 1000)).toMatchObject({
    ratePerSecond: 5,
    secondsLeft: null,
  })
})

test('work that stands still has a rate of zero and no time left', () => {
  const rate = progressRate()
  rate({ ...read, done: 5 }, 0)
  expect(rate({ ...read, done: 5 }, 1000)).toMatchObject({ ratePerSecond: 0, secondsLeft: null })
})

test('work that is done beyond its estimate has no time left below zero', () => {
  const rate = progressRate()
  rate({ ...read, done: 0 }, 0)
  expect(rate({ ...read, done: 1200 }, 1000).secondsLeft).toBe(0)
})

import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { lineOf, progressLine } from './progress-line.ts'

const reading = {
  step: 'read',
  done: 1_200_000,
  total: 2_000_000,
  unit: 'rows',
  ratePerSecond: 400_000,
  secondsLeft: 2,
}

function terminal(isTTY: boolean) {
  const written: string[] = []
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      written.push(chunk.toString())
      done()
    },
  })
  return { written, stream: Object.assign(stream, { isTTY, columns: 60 }) as unknown as NodeJS.WriteStream }
}

test('the line tells step, share, count, rate and time left', () => {
  expect(lineOf(reading)).toBe(
    'read       ██████████████░░░░░░░░░░ 1,200,000 rows of 2,000,000 rows · 400,000 rows a second · 2 s left',
  )
})

test('bytes are told in mebibytes, long waits in minutes', () => {
  const line = lineOf({
    ...reading,
    unit: 'bytes',
    done: 5 << 20,
    total: 10 << 20,
    ratePerSecond: 1 << 20,
    secondsLeft: 600,
  })
  expect(line).toContain('5.0 MiB of 10.0 MiB · 1.0 MiB a second · 10 min left')
})

test('what is not known is not told', () => {
  expect(lineOf({ ...reading, total: null, ratePerSecond: null, secondsLeft: null })).toBe(
    'read       … 1,200,000 rows',
  )
  expect(lineOf({ ...reading, step: null, unit: null, done: 0, total: 0 })).toContain('begin')
})

test('the line never wraps, whatever the width of the terminal', () => {
  const { written, stream } = terminal(true)
  progressLine(stream, () => 0).show(reading)
  expect(written.join('').replace('\r\u001B[2K', '')).toHaveLength(59)
})

test('the line is drawn at most ten times a second', () => {
  const { written, stream } = terminal(true)
  let now = 0
  const line = progressLine(stream, () => now)
  for (; now < 1000; now += 10) line.report({ step: 'read', done: now, unit: 'rows' })
  expect(written).toHaveLength(10)
})

test('nothing is drawn where nobody watches', () => {
  const { written, stream } = terminal(false)
  const line = progressLine(stream, () => 0)
  line.show(reading)
  line.report({ step: 'read', done: 1, unit: 'rows' })
  line.clear()
  expect(written).toEqual([])
})

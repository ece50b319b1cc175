import { regularisedBetaComplement } from '#numerics/beta.ts'
import { logGamma } from '#numerics/gamma.ts'
import { describe, expect, test } from 'vitest'
import type { FutureTable } from './future-table.ts'
import { latestSpendTables, spendTables } from './spend-table.ts'
import { valueCurve, valueQuantile } from './value-curve.ts'

/** A negative binomial number of purchases. */
function countsOf(shape: number, mean: number): FutureTable {
  const odds = mean / (mean + shape)
  const line: number[] = []
  for (let n = 0, covered = 0; covered < 1 - 1e-9; n++) {
    const logMass = logGamma(shape + n) - logGamma(shape) - logGamma(n + 1) + n * Math.log(odds)
    line.push(Math.exp(logMass + shape * Math.log1p(-odds)))
    covered += line[n]
  }
  const survival = new Float64Array(line.length)
  for (let n = line.length - 1; n > 0; n--) survival[n - 1] = survival[n] + line[n]
  return { width: line.length, probability: Float64Array.from(line), survival }
}

/** P(value > v) by the definition: one incomplete beta integral for each number of purchases. */
function exceedance(future: FutureTable, { p, c }: { p: number; c: number }, value: number): number {
  return future.probability.reduce((sum, mass, n) => {
    if (n === 0) return sum
    return sum + mass * regularisedBetaComplement({ a: p * n, b: c }, value / (1 + value), 1 / (1 + value))
  }, 0)
}

describe('size', () => {
  const cases = [
    { p: 6.25, q: 3.74, m: 0, shape: 0.3, mean: 0.5 },
    { p: 6.25, q: 3.74, m: 7, shape: 7.3, mean: 4 },
    { p: 0.5, q: 1.3, m: 2, shape: 2.3, mean: 1.5 },
    { p: 2.1, q: 3.45, m: 300, shape: 300, mean: 100 },
    { p: 60, q: 30, m: 1000, shape: 1000, mean: 3 },
    { p: 6.25, q: 3.74, m: 100_000, shape: 100_000, mean: 10_000 },
  ]
  test.each(cases)('quantiles of value are right to a thousandth: $m spends seen, $mean to come', (row) => {
    const { p, q, m } = row
    const future = countsOf(row.shape, row.mean)
    const spends = spendTables([{ p, q, gamma: 15 }])(m, future.width - 1)
    const curve = valueCurve(future, spends, [[0]])
    for (const active of [1, 0.6]) {
      for (const wanted of [0.9, 0.5, 0.1]) {
        const value = valueQuantile(curve, Float64Array.of(active), wanted)
        const at = (v: number) => active * exceedance(future, { p, c: p * m + q }, v)
        if (value === 0) expect(active * future.survival[0]).toBeLessThanOrEqual(wanted)
        else {
          expect(at(value * 0.999)).toBeGreaterThan(wanted)
          expect(at(value * 1.001)).toBeLessThan(wanted)
        }
      }
    }
  })

  test('ten thousand expected purchases take thousands of numbers, not millions', () => {
    const table = spendTables([{ p: 6.25, q: 3.74, gamma: 15 }])(100_000, 16_000)
    expect(table.nodes.length).toBeLessThan(4_000)
    expect(table.length).toBeLessThan(10_000)
  })
})

test('a table serves every length up to the next power of two and is made once while there is room', () => {
  const tables = spendTables([{ p: 6.25, q: 3.74, gamma: 15 }])
  expect(tables(4, 17)).toBe(tables(4, 32))
  expect(tables(4, 17)).not.toBe(tables(5, 17))
  expect(tables(4, 0).nodes).toEqual(Float64Array.of(1))
})

test('tables are dropped when they would fill the memory', () => {
  const tables = spendTables([{ p: 6.25, q: 3.74, gamma: 15 }], 2_000)
  const first = tables(1, 128)
  expect(tables(1, 128)).toBe(first)
  valueCurve(countsOf(10, 20), first, [[0]])
  tables(2, 128)
  expect(tables(1, 128)).not.toBe(first)
})

test('tables are kept for who asks with the same spends next, and let go when others are asked for', () => {
  const [one, other] = [
    { p: 6.25, q: 3.74, gamma: 15 },
    { p: 6, q: 3.74, gamma: 15 },
  ].map((spend) => [spend])
  const make = latestSpendTables()
  const first = make(one)(4, 32)
  expect(make([...one])(4, 32)).toBe(first)
  expect(make(other)(4, 32)).not.toEqual(first)
  expect(make(one)(4, 32)).not.toBe(first)
})

test('a table that is too short for the counts is a mistake of the caller', () => {
  const short = spendTables([{ p: 6.25, q: 3.74, gamma: 15 }])(1, 16)
  expect(() => valueCurve(countsOf(10, 20), short, [[0]])).toThrow(/the spend table reaches/)
})

test('where nothing will be bought, the value is 0', () => {
  const future = { width: 1, probability: Float64Array.of(1), survival: Float64Array.of(0) }
  const spends = spendTables([{ p: 6.25, q: 3.74, gamma: 15 }])(2, 0)
  expect(valueQuantile(valueCurve(future, spends, [[0]]), Float64Array.of(1), 0.1)).toBe(0)
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pitShare } from './pit.ts'

const probability = fc.double({ min: 0, max: 1, noNaN: true })

test('the shares of ten parts sum to one', () => {
  fc.assert(
    fc.property(probability, probability, (one, other) => {
      const at = { below: Math.min(one, other), upTo: Math.max(one, other) }
      let sum = 0
      for (let part = 0; part < 10; part++) sum += pitShare(at, { from: part / 10, to: (part + 1) / 10 })
      expect(sum).toBeCloseTo(1, 9)
    }),
  )
})

test('a count that spreads over half of the middle counts half', () => {
  expect(pitShare({ below: 0, upTo: 0.2 }, { from: 0.1, to: 0.9 })).toBeCloseTo(0.5, 12)
  expect(pitShare({ below: 0.3, upTo: 0.4 }, { from: 0.1, to: 0.9 })).toBeCloseTo(1, 12)
  expect(pitShare({ below: 0.95, upTo: 1 }, { from: 0.1, to: 0.9 })).toBe(0)
})

test('a count without measurable probability counts where it lies', () => {
  expect(pitShare({ below: 1, upTo: 1 }, { from: 0.9, to: 1 })).toBe(1)
  expect(pitShare({ below: 1, upTo: 1 }, { from: 0.1, to: 0.9 })).toBe(0)
})

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { logUnitHypergeometric, unitHypergeometric } from './hypergeometric.ts'

const parameter = fc.double({ min: 0.6, max: 50, noNaN: true })
const inUnit = fc.double({ min: 1e-6, max: 0.9, noNaN: true })

test('₂F₁(1, 1; 2; z) is −ln(1 − z) / z', () => {
  fc.assert(
    fc.property(inUnit, (z) => {
      expect(unitHypergeometric({ a: 1, e: 1, z })! / (-Math.log1p(-z) / z)).toBeCloseTo(1, 13)
    }),
  )
})

test('₂F₁(½, 1; 3/2; z²) is artanh(z) / z', () => {
  fc.assert(
    fc.property(inUnit, (z) => {
      expect(unitHypergeometric({ a: 0.5, e: 1, z: z * z })! / (Math.atanh(z) / z)).toBeCloseTo(1, 13)
    }),
  )
})

test('the fraction equals the power series', () => {
  fc.assert(
    fc.property(parameter, parameter, fc.double({ min: 0, max: 0.5, noNaN: true }), (a, e, z) => {
      let term = 1
      let sum = 1
      for (let k = 0; k < 80; k++) {
        term *= ((a + k) / (a + e + k)) * z
        sum += term
      }
      expect(unitHypergeometric({ a, e, z })! / sum).toBeCloseTo(1, 13)
      expect(logUnitHypergeometric({ a, e, z })?.value).toBeCloseTo(Math.log(sum), 13)
    }),
  )
})

test('beside the singularity at one the fraction is given up', () => {
  expect(unitHypergeometric({ a: 2, e: 0.01, z: 1 - 1e-9 })).toBeUndefined()
  expect(logUnitHypergeometric({ a: 2, e: 0.01, z: 1 - 1e-9 })).toBeUndefined()
})

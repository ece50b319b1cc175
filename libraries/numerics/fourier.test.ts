import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  complexOnes,
  fourierTransform,
  inverseFourierTransform,
  multiplyByPower,
  unitRoots,
} from './fourier.ts'

const entries = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 16, maxLength: 16 })

test('the transform is the sum that defines it', () => {
  fc.assert(
    fc.property(entries, entries, (left, right) => {
      const vector = { real: Float64Array.from(left), imaginary: Float64Array.from(right) }
      fourierTransform(vector, unitRoots(16))
      for (let k = 0; k < 16; k++) {
        let [real, imaginary] = [0, 0]
        for (let j = 0; j < 16; j++) {
          const angle = (-2 * Math.PI * j * k) / 16
          real += left[j] * Math.cos(angle) - right[j] * Math.sin(angle)
          imaginary += left[j] * Math.sin(angle) + right[j] * Math.cos(angle)
        }
        expect(Math.hypot(vector.real[k] - real, vector.imaginary[k] - imaginary)).toBeLessThan(1e-12)
      }
      inverseFourierTransform(vector, unitRoots(16))
      expect(Math.max(...vector.real.map((value, j) => Math.abs(value - left[j])))).toBeLessThan(1e-12)
    }),
    { numRuns: 30 },
  )
})

test('three coins make a binomial', () => {
  const coin = { real: Float64Array.of(0.5, 0.5, 0, 0, 0, 0, 0, 0), imaginary: new Float64Array(8) }
  fourierTransform(coin, unitRoots(8))
  const [power, product] = [complexOnes(8), complexOnes(8)]
  multiplyByPower(power, coin, 3)
  for (let toss = 0; toss < 3; toss++) multiplyByPower(product, coin, 1)
  for (const sum of [power, product]) {
    inverseFourierTransform(sum, unitRoots(8))
    ;[1, 3, 3, 1, 0, 0, 0, 0].forEach((ways, n) => expect(sum.real[n]).toBeCloseTo(ways / 8, 14))
  }
})

import { expect, test } from 'vitest'
import { purchaseModel } from '../models.ts'
import { activeMeans } from './active-means.ts'
import { exampleFits } from './example-fits.ts'
import { smoothCurve } from './smooth-curve.ts'

test('a smooth function is followed to ten digits, also at its ends', () => {
  const at = (time: number) => Float64Array.of(1 / (5 + time), Math.exp(-time / 100) * (3 + time) ** 0.3)
  const curve = smoothCurve({ at, from: 0, to: 300, scale: 3 })
  for (const time of [0, 0.5, 17, 150, 299.9, 300]) {
    const [first, second] = curve?.(time) ?? []
    expect(first * (5 + time)).toBeCloseTo(1, 9)
    expect(second / at(time)[1]).toBeCloseTo(1, 9)
  }
})

test('a function with a corner is not followed', () => {
  const at = (time: number) => Float64Array.of(1 + Math.abs(time - 40))
  expect(smoothCurve({ at, from: 0, to: 300, scale: 3 })).toBeUndefined()
})

test.each(exampleFits)('from many ages the means are those of each single age: $model', (fitted) => {
  const model = purchaseModel(fitted)
  for (const repeatPurchases of [0, 3, 60, 3000]) {
    const asked = { model, fitted, repeatPurchases, horizon: 52, discountRate: 0.002 }
    const many = activeMeans(asked, { from: 0.1, to: 500, count: 3000 })
    const single = activeMeans(asked, { from: 0.1, to: 500, count: 1 })
    for (const age of [0.1, 3, 77, 333.3, 500]) {
      const [one, other] = [many(age), single(age)]
      expect(one.purchases / other.purchases).toBeCloseTo(1, 9)
      expect(one.discounted / other.discounted).toBeCloseTo(1, 9)
      expect(one.endless / other.endless).toBeCloseTo(1, 9)
    }
  }
})

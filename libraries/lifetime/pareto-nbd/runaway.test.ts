import { expect, test } from 'vitest'
import { purchaseProbabilitiesInWindow } from '../until-dropout/purchase-counts.ts'
import { LomaxLifetime } from './lomax-lifetime.ts'

test('a base without dropout, whose s and beta run off to billions, once made tables of a million counts', () => {
  const beliefs = { purchaseShape: 3.8, purchaseScale: 60, lifetime: new LomaxLifetime(6e9, 1.9e11) }
  const table = purchaseProbabilitiesInWindow(beliefs, {
    horizon: 52,
    coverage: 1 - 1e-9,
    maximum: 1e6,
  })
  expect(table.length).toBeLessThan(200)
  expect(table.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 8)
})

test('a coverage that rounding cannot reach ends the table where nothing more comes', () => {
  const beliefs = { purchaseShape: 3.8, purchaseScale: 60, lifetime: new LomaxLifetime(0.6, 12) }
  const table = purchaseProbabilitiesInWindow(beliefs, {
    horizon: 52,
    coverage: 1 - 2 ** -53,
    maximum: 1e6,
  })
  expect(table.length).toBeLessThan(500)
  expect(table.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 12)
})

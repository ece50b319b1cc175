import { expect, test } from 'vitest'
import { seededRandom } from '#numerics/random.ts'
import { commonHistories } from '../conformance-cases.ts'
import { rowsOf } from '../conformance-measures.ts'
import { exampleFits, exampleSpend } from './example-fits.ts'
import { fitSpend } from './fit-spend.ts'
import { simulateBase } from './simulated-base.ts'

const [, , bgNbd] = exampleFits

test('spends that vary are Gamma-Gamma', () => {
  const ages = new Float64Array(3000).fill(52)
  const random = seededRandom(3)
  const base = simulateBase({ fitted: bgNbd, spend: exampleSpend.parameters, ages, horizon: 1, random })
  const { spend, because } = fitSpend(base)
  expect(because).toBeNull()
  expect(spend).toMatchObject({ kind: 'gamma-gamma', fitted: { model: 'gamma-gamma' } })
})

const histories = rowsOf(commonHistories, [2, 3, 4])

test('spends that are all equal are their mean, and the reason is told', () => {
  const base = { histories, spendObservations: Float64Array.of(1, 2, 0), meanSpend: Float64Array.of(9, 9, 0) }
  expect(fitSpend(base)).toEqual({
    spend: { kind: 'mean-spend', meanSpend: 9 },
    because: 'LIFETIME_SPEND_ALL_EQUAL',
  })
})

test('spends without a mean are worth the mean of those observed, each spend counting as much', () => {
  // One spend dwarfs all others: the fitted tail is so heavy that it has no mean.
  const base = {
    histories: { ...histories, weight: Float64Array.of(40, 40, 1) },
    spendObservations: Float64Array.of(3, 3, 3),
    meanSpend: Float64Array.of(1, 1e3, 1e9),
  }
  const { spend, because } = fitSpend(base)
  expect(because).not.toBeNull()
  expect(spend).toMatchObject({ kind: 'mean-spend' })
  expect(spend.kind === 'mean-spend' && spend.meanSpend).toBeCloseTo((40 + 40e3 + 1e9) / 81, 0)
})

test('a base without spends is refused', () => {
  const nothing = new Float64Array(3)
  expect(() => fitSpend({ histories, spendObservations: nothing, meanSpend: nothing })).toThrow(
    expect.objectContaining({ code: 'LIFETIME_NO_CUSTOMERS' }),
  )
})

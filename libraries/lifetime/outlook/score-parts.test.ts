import { days } from '#kernel/time.ts'
import { seededRandom } from '#numerics/random.ts'
import { expect, test } from 'vitest'
import { codeOf } from '../conformance-measures.ts'
import { purchaseModels } from '../models.ts'
import { exampleFits, exampleSpend, withRelativeErrors } from './example-fits.ts'
import type { ScoreOptions } from './outlook.ts'
import { joinScores, scorePart, scoreParts } from './score-parts.ts'
import { scoreRows } from './score-rows.ts'
import { simulateBase } from './simulated-base.ts'

const ages = Float64Array.from({ length: 120 }, (_, i) => 20 + (i % 60) / 7)

function optionsFor(fitted: ScoreOptions['fitted'], discountRatePerYear = 0.1): ScoreOptions {
  const { parameters: spend } = exampleSpend
  const base = simulateBase({ fitted, spend, ages, horizon: 0, random: seededRandom(4) })
  return {
    fitted,
    spend: { kind: 'gamma-gamma', fitted: exampleSpend },
    rows: { histories: base.histories, spendObservations: base.spendObservations },
    horizon: days(365),
    discountRatePerYear,
  }
}

/** Sent to another thread and back, as a part would be. */
function scoredApart(options: ScoreOptions, count: number) {
  const parts = scoreParts(options, count)
  const scores = parts.map((part) => structuredClone(scorePart(structuredClone(part))))
  return { parts, joined: joinScores(parts, scores) }
}

test.each(purchaseModels.map((model) => model.withParameters(model.typicalParameters, 'week')))(
  'scored in parts every digit is that of one core: $model',
  (fitted) => {
    const options = optionsFor(fitted)
    const whole = scoreRows(options)
    for (const count of [1, 3]) expect(scoredApart(options, count).joined).toEqual(whole)
  },
)

test('doubt about the parameters is decided on all rows, and integrated in each part', () => {
  const options = optionsFor(withRelativeErrors(exampleFits[0], 0.2), 0)
  const whole = scoreRows(options)
  expect(whole.parameterUncertainty).toBe('integrated')
  expect(scoredApart(options, 3).joined).toEqual(whole)
  const certain = optionsFor(withRelativeErrors(exampleFits[0], 1e-6))
  expect(scoreRows(certain).parameterUncertainty).toBe('negligible')
  expect(scoredApart(certain, 3).joined).toEqual(scoreRows(certain))
})

test('parts are of about the same size, and no more than numbers of repeat purchases', () => {
  const options = optionsFor(exampleFits[0])
  const sizes = scoreParts(options, 2).map(({ places }) => places.length)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(120)
  expect(Math.abs(sizes[0] - sizes[1])).toBeLessThan(60)
  const counts = new Set(options.rows.histories.repeatPurchases).size
  expect(scoreParts(options, 1000)).toHaveLength(counts)
})

test('what cannot be scored is refused before it is cut', () => {
  const refused = () => scoreParts({ ...optionsFor(exampleFits[0]), horizon: days(0) }, 2)
  expect(codeOf(refused)).toBe('LIFETIME_HORIZON_INVALID')
})

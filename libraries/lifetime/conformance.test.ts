import { describe, expect, test } from 'vitest'
import { purchaseModelLaws } from './conformance.ts'
import type { PurchaseModel } from './model.ts'
import { purchaseModel, purchaseModels } from './models.ts'

describe.for(purchaseModels.map((model) => [model.name, model] as const))('%s', ([, model]) => {
  test.for(purchaseModelLaws.map((law) => [law.name, law] as const))('%s', ([, law]) => {
    expect(law.departure(model)).toBeLessThanOrEqual(law.allowed)
  })
})

const sound = purchaseModel('bg-nbd')

/** Models that answer wrongly in one respect, and a law that each must break. */
const spoilt: [string, Partial<PurchaseModel>][] = [
  [
    'probabilities of being active lie between 0 and 1',
    { probabilityActive: (_, histories) => histories.age.map(() => 1.1) },
  ],
  [
    'more is expected of a longer horizon, nothing of none',
    { expectedPurchases: (_, histories, horizon) => histories.age.map(() => 1 - horizon) },
  ],
  [
    'every answer is a finite number, also at the edges',
    { logLikelihood: (_, { age }) => age.map(() => NaN) },
  ],
  [
    'the fit is a summit: its log-likelihood is level there and curved as the covariance says',
    { fit: (histories) => ({ ...sound.fit(histories), covariance: null }) },
  ],
  [
    'the parameters that made simulated customers are found again, within four standard errors',
    { fit: (histories) => ({ ...sound.fit(histories), covariance: null }) },
  ],
  [
    'what cannot be fitted is refused with its code',
    { fit: () => sound.withParameters({ r: 1, alpha: 1, a: 1, b: 1 }, 'day') },
  ],
]

test.for(spoilt)('a model that breaks "%s" is caught', ([name, answers]) => {
  const law = purchaseModelLaws.find((candidate) => candidate.name === name)
  expect(law?.departure(sound)).toBeLessThanOrEqual(law?.allowed ?? NaN)
  expect(law?.departure({ ...sound, ...answers })).not.toBeLessThanOrEqual(law?.allowed ?? NaN)
})

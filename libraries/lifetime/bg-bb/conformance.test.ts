import { describe, expect, test } from 'vitest'
import { fitLaws } from '../fit-conformance.ts'
import { opportunityModelLaws, opportunityTrial } from './conformance.ts'
import { opportunityModels, type OpportunityModel } from './opportunity-model.ts'

describe.for(opportunityModels.map((model) => [model.name, model] as const))('%s', ([, model]) => {
  test.for(opportunityModelLaws.map((law) => [law.name, law] as const))('%s', ([, law]) => {
    expect(law.departure(model)).toBeLessThanOrEqual(law.allowed)
  })

  test.for(fitLaws.map((law) => [law.name, law] as const))('%s', ([, law]) => {
    expect(law.departure(opportunityTrial(model))).toBeLessThanOrEqual(law.allowed)
  })
})

const [sound] = opportunityModels as [OpportunityModel]

/** Models that answer wrongly in one respect, and a law that each must break. */
const spoilt: [string, Partial<OpportunityModel>][] = [
  [
    'probabilities of being active lie between 0 and 1, and fall from one opportunity to the next',
    { probabilityActive: (_, { opportunities }, ahead = 1) => opportunities.map(() => ahead / 2000) },
  ],
  [
    'where nobody is ever lost it is the beta-binomial',
    { expectedPurchases: (_, { opportunities }, { to }) => opportunities.map(() => to / 2) },
  ],
  [
    'probabilities of numbers of purchases sum to one, and their mean is the expectation',
    {
      purchaseProbabilities: (fitted, histories, window) =>
        sound.purchaseProbabilities(fitted, histories, { ...window, row: 0 }),
    },
  ],
  [
    'what cannot be fitted or answered is refused with its code',
    { fit: () => sound.withParameters({ alpha: 1, beta: 1, gamma: 1, delta: 1 }) },
  ],
]

test.for(spoilt)('a model that breaks "%s" is caught', ([name, answers]) => {
  const law = opportunityModelLaws.find((candidate) => candidate.name === name)
  expect(law?.departure(sound)).toBeLessThanOrEqual(law?.allowed ?? NaN)
  expect(law?.departure({ ...sound, ...answers })).not.toBeLessThanOrEqual(law?.allowed ?? NaN)
})

test('a fit that pretends to errors a quarter of what they are is caught by the law of the summit', () => {
  const trial = opportunityTrial({
    ...sound,
    fit: (histories, options) => {
      const fitted = sound.fit(histories, options)
      const pretended = fitted.covariance?.map((row) => row.map((entry) => entry / 16)) ?? null
      return { ...fitted, covariance: pretended }
    },
  })
  const law = fitLaws.find(({ name }) => name.startsWith('the fit is a summit'))
  expect(law?.departure(trial)).toBeGreaterThan(law?.allowed ?? NaN)
})

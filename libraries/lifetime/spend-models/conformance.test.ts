import { describe, expect, test } from 'vitest'
import { fitLaws } from '../fit-conformance.ts'
import { spendModelLaws, spendTrial } from './conformance.ts'
import { spendModels, type SpendModel } from './spend-model.ts'

describe.for(spendModels.map((model) => [model.name, model] as const))('%s', ([, model]) => {
  test.for(spendModelLaws.map((law) => [law.name, law] as const))('%s', ([, law]) => {
    expect(law.departure(model)).toBeLessThanOrEqual(law.allowed)
  })

  test.for(fitLaws.map((law) => [law.name, law] as const))('%s', ([, law]) => {
    expect(law.departure(spendTrial(model))).toBeLessThanOrEqual(law.allowed)
  })
})

const [, sound] = spendModels as [SpendModel, SpendModel]

/** Models that answer wrongly in one respect, and a law that each must break. */
const spoilt: [string, Partial<SpendModel>][] = [
  ['who spent more is expected to spend more', { expectedSpend: () => Float64Array.of(1, 1) }],
  [
    'expected spends are right on average, and those of new customers too',
    { expectedSpendOfNewCustomer: () => 28 },
  ],
  [
    'the currency does not matter: a hundred times the spend has a hundred times the scale',
    { densityPower: () => -1 },
  ],
]

test.for(spoilt)('a model that breaks "%s" is caught', ([name, answers]) => {
  const law = spendModelLaws.find((candidate) => candidate.name === name)
  expect(law?.departure(sound)).toBeLessThanOrEqual(law?.allowed ?? NaN)
  expect(law?.departure({ ...sound, ...answers })).not.toBeLessThanOrEqual(law?.allowed ?? NaN)
})

import { describe, expect, test } from 'vitest'
import { fitLaws } from '../fit-conformance.ts'
import { sbg } from '../sbg/sbg.ts'
import { contractModelLaws, contractTrial } from './conformance.ts'
import type { ContractModel } from './contract-model.ts'
import { contractModels } from './contract-models.ts'

describe.for(contractModels.map((model) => [model.name, model] as const))('%s', ([, model]) => {
  test.for(contractModelLaws.map((law) => [law.name, law] as const))('%s', ([, law]) => {
    expect(law.departure(model)).toBeLessThanOrEqual(law.allowed)
  })

  test.for(fitLaws.map((law) => [law.name, law] as const))('%s', ([, law]) => {
    expect(law.departure(contractTrial(model))).toBeLessThanOrEqual(law.allowed)
  })
})

const sound = sbg as ContractModel

/** Models that answer wrongly in one respect, and a law that each must break. */
const spoilt: [string, Partial<ContractModel>][] = [
  [
    'contracts that do not differ are geometric: α and β without end at one ratio',
    { withParameters: () => sound.withParameters({ alpha: 0.167, beta: 0.833 }) },
  ],
  [
    'cohorts of different ages are pooled: as rows, as tables, and with a late entry that tells nothing new',
    { fit: ({ renewals, ended }) => sound.fit({ renewals, ended }) },
  ],
  [
    'what cannot be fitted or answered is refused with its code',
    { fit: () => sound.withParameters({ alpha: 1, beta: 1 }) },
  ],
]

test.for(spoilt)('a model that breaks "%s" is caught', ([name, answers]) => {
  const law = contractModelLaws.find((candidate) => candidate.name === name)
  expect(law?.departure(sound)).toBeLessThanOrEqual(law?.allowed ?? NaN)
  expect(law?.departure({ ...sound, ...answers })).not.toBeLessThanOrEqual(law?.allowed ?? NaN)
})

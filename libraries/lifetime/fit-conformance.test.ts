import { expect, test } from 'vitest'
import { contractTrial } from './contractual/conformance.ts'
import type { ContractModel } from './contractual/contract-model.ts'
import { fitLaws, type AnyFit, type FitTrial } from './fit-conformance.ts'
import { sbg } from './sbg/sbg.ts'

const sound = contractTrial(sbg as ContractModel)

/** The sound trial with fits that are changed after the fact. */
function spoilt(change: (fitted: AnyFit, penalised: boolean) => AnyFit): FitTrial {
  return {
    ...sound,
    sample: (seed, customers) => {
      const drawn = sound.sample(seed, customers)
      return {
        ...drawn,
        fitRows: (rows, weight, options) =>
          change(drawn.fitRows(rows, weight, options), options?.penalty !== undefined),
      }
    },
  }
}

/** Wrong fits, and the law that catches each. */
const cases: [string, FitTrial][] = [
  ['within four standard errors', spoilt((fitted) => ({ ...fitted, covariance: null }))],
  ['eighty per cent hold the truth', spoilt((fitted) => ({ ...fitted, covariance: null }))],
  ['the fit is a summit', spoilt((fitted) => ({ ...fitted, covariance: null }))],
  [
    'a warm start ends at the same summit',
    spoilt((fitted) => ({ ...fitted, convergence: { ...fitted.convergence, iterations: 9 } })),
  ],
  [
    'a penalty draws the parameters in',
    spoilt((fitted, penalised) => ({ ...fitted, logLikelihood: penalised ? 0 : fitted.logLikelihood })),
  ],
  ['a fit survives being written as JSON', spoilt((fitted) => ({ ...fitted }))],
]

test.for(cases)('the law "%s" catches fits that break it', ([name, trial]) => {
  const law = fitLaws.find((candidate) => candidate.name.includes(name))
  expect(law?.departure(sound)).toBeLessThanOrEqual(law?.allowed ?? NaN)
  expect(law?.departure(trial)).not.toBeLessThanOrEqual(law?.allowed ?? NaN)
})

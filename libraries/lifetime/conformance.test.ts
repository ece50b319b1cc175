import { describe, expect, test } from 'vitest'
import { likelihoodLaws, purchaseTrial } from './conformance-likelihood.ts'
import { windowLaws } from './conformance-windows.ts'
import { purchaseModelLaws } from './conformance.ts'
import { fitLaws } from './fit-conformance.ts'
import type { PurchaseModel } from './model.ts'
import { purchaseModel, purchaseModels } from './models.ts'

const laws = [...purchaseModelLaws, ...windowLaws, ...likelihoodLaws]
const known = new Set(laws.map((law) => law.name))
const furtherFitLaws = fitLaws.filter((law) => !known.has(law.name))

/** Forty fits of this one take too long here: `bench/coverage.ts` counts what its intervals hold. */
const slowToFit: ReadonlySet<string> = new Set(['ggompertz-nbd'])
const coverageLaw = 'of many intervals that claim'

describe.for(purchaseModels.map((model) => [model.name, model] as const))('%s', ([, model]) => {
  test.for(laws.map((law) => [law.name, law] as const))('%s', ([, law]) => {
    expect(law.departure(model)).toBeLessThanOrEqual(law.allowed)
  })

  const own = furtherFitLaws.filter((law) => !(slowToFit.has(model.name) && law.name.startsWith(coverageLaw)))
  const trial = purchaseTrial(model)
  test.for(own.map((law) => [law.name, law] as const))('%s', ([, law]) => {
    expect(law.departure(trial)).toBeLessThanOrEqual(law.allowed)
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
    'the chance of still being active begins at one and only falls',
    { whileActive: { ...sound.whileActive, probabilityActive: (_, __, ahead) => 1 - ahead } },
  ],
  [
    'purchases of a later window are those until its end less those until its beginning',
    {
      whileActive: {
        ...sound.whileActive,
        purchaseProbabilities: (fitted, customer, window) =>
          sound.whileActive.purchaseProbabilities(fitted, customer, { ...window, from: 0 }),
      },
    },
  ],
  [
    'where a parameter is one, or two times are alike, nothing jumps',
    {
      expectedRepeatPurchases: (fitted, ages) => {
        const { a } = fitted.parameters as Readonly<Record<string, number>>
        return a === 1 ? ages.map(() => NaN) : sound.expectedRepeatPurchases(fitted, ages)
      },
    },
  ],
  [
    'the gradient is that of differences, and so is the Hessian',
    {
      likelihood: (fitted) => {
        const likelihood = sound.likelihood(fitted)
        return {
          ...likelihood,
          prepare: (rows) => {
            const { slopeAt } = likelihood.prepare(rows)
            return { slopeAt: (at) => ({ ...slopeAt(at), gradient: at.map(() => 0) }) }
          },
        }
      },
    },
  ],
  [
    'intervals hold what comes to simulated customers as often as they state, within four errors',
    {
      simulate: (fitted, options) => {
        const simulated = sound.simulate(fitted, options)
        return { ...simulated, futurePurchases: simulated.futurePurchases.map((count) => count + 2) }
      },
    },
  ],
  [
    'one history, however often, tells no parameters: it is refused, or fitted without standard errors',
    { fit: (histories, options) => ({ ...sound.fit(histories, options), covariance: [[1]] }) },
  ],
  [
    'what cannot be fitted is refused with its code',
    { fit: () => sound.withParameters({ r: 1, alpha: 1, a: 1, b: 1 }, 'day') },
  ],
]

test.for(spoilt)('a model that breaks "%s" is caught', ([name, answers]) => {
  const law = laws.find((candidate) => candidate.name === name)
  expect(law?.departure(sound)).toBeLessThanOrEqual(law?.allowed ?? NaN)
  expect(law?.departure({ ...sound, ...answers })).not.toBeLessThanOrEqual(law?.allowed ?? NaN)
})

import { describe, expect, test } from 'vitest'
import { simulated } from './conformance-cases.ts'
import { inDaysOf, rowsOf } from './conformance-measures.ts'
import { gammaGammaWithParameters } from './gamma-gamma/fit.ts'
import { purchaseModels } from './models.ts'
import { readFittedGammaGamma, readFittedPurchaseModel, refit } from './read-fit.ts'

const code = (name: string) => expect.objectContaining({ code: name })

describe.each(purchaseModels.map((model) => [model.name, model] as const))('%s', (_, model) => {
  const histories = rowsOf(simulated(model).histories, [...Array(600).keys()])
  const fitted = model.fit(histories)

  test('a fit comes back from its JSON to the last digit', () => {
    expect(readFittedPurchaseModel(JSON.stringify(fitted))).toEqual(fitted)
    expect(readFittedPurchaseModel(JSON.parse(JSON.stringify(fitted)))).toEqual(fitted)
  })

  test('a refit starts where the fit ended, and ends where one from scratch does', () => {
    expect(refit(fitted, histories).convergence.iterations).toBeLessThanOrEqual(2)
    const later = rowsOf(simulated(model).histories, [...Array(900).keys()])
    expect(refit(fitted, later).logLikelihood).toBeCloseTo(model.fit(later).logLikelihood, 6)
  })
})

const document = JSON.parse(
  JSON.stringify(
    purchaseModels[0].fit(rowsOf(simulated(purchaseModels[0]).histories, [...Array(600).keys()])),
  ),
) as object

test.each([
  ['LIFETIME_MODEL_UNKNOWN', { version: 2 }],
  ['LIFETIME_MODEL_UNKNOWN', { model: 'abacus' }],
  ['LIFETIME_DOCUMENT_INVALID', { model: undefined }],
  ['LIFETIME_DOCUMENT_INVALID', { version: '1' }],
  ['LIFETIME_DOCUMENT_INVALID', { timeUnit: 'year' }],
  ['LIFETIME_DOCUMENT_INVALID', { parameters: null }],
  ['LIFETIME_DOCUMENT_INVALID', { covariance: [[1]] }],
  ['LIFETIME_DOCUMENT_INVALID', { logLikelihood: null }],
  ['LIFETIME_DOCUMENT_INVALID', { warnings: null }],
  ['LIFETIME_DOCUMENT_INVALID', { convergence: null }],
  ['LIFETIME_PARAMETER_NOT_POSITIVE', { parameters: { r: 1 } }],
])('a document is refused as %s when it says %j', (refusal, change) => {
  expect(() => readFittedPurchaseModel({ ...document, ...change })).toThrow(code(refusal))
})

test('a regular model is one only with its regularity', () => {
  const regular = { ...document, model: 'bg-cnbd-k', parameters: { r: 1, alpha: 1, a: 1, b: 1 } }
  expect(readFittedPurchaseModel({ ...regular, regularity: 2 })).toMatchObject({ regularity: 2 })
  expect(() => readFittedPurchaseModel(regular)).toThrow(code('LIFETIME_DOCUMENT_INVALID'))
})

test('a refit in another unit begins afresh', () => {
  const model = purchaseModels[0]
  const histories = rowsOf(simulated(model).histories, [...Array(600).keys()])
  const inDays = inDaysOf(histories)
  const fitted = model.fit(histories)
  expect(refit(fitted, inDays)).toEqual(model.fit(inDays))
})

test('what is no document is refused', () => {
  expect(() => readFittedPurchaseModel('{')).toThrow(code('LIFETIME_DOCUMENT_INVALID'))
  expect(() => readFittedPurchaseModel(7)).toThrow(code('LIFETIME_DOCUMENT_INVALID'))
  expect(() => readFittedPurchaseModel('null')).toThrow(code('LIFETIME_DOCUMENT_INVALID'))
})

test('a spend model comes back too, and is not taken for a purchase model', () => {
  const spend = gammaGammaWithParameters({ p: 6.25, q: 3.74, gamma: 15.44 })
  expect(readFittedGammaGamma(JSON.stringify(spend))).toEqual(spend)
  expect(() => readFittedPurchaseModel(spend)).toThrow(code('LIFETIME_MODEL_UNKNOWN'))
  expect(() => readFittedGammaGamma(document)).toThrow(code('LIFETIME_MODEL_UNKNOWN'))
})

import { expect, test } from 'vitest'
import { seededRandom } from '#numerics/random.ts'
import { codeOf } from '../conformance-measures.ts'
import { purchaseHistories } from '../histories.ts'
import { purchaseModel } from '../models.ts'
import { independentColumns } from './design.ts'
import { fitTelling } from './fit-telling.ts'

const random = seededRandom(3)
const customers = 400
const start = { r: 0.7, alpha: 6, a: 0.8, b: 2 }
const half = Float64Array.from({ length: customers }, (_, i) => i % 2)
const ages = Float64Array.from({ length: customers }, (_, i) => 30 + (i % 40))
const { histories } = purchaseModel('mbg-nbd').simulate(
  purchaseModel('mbg-nbd').withParameters(start, 'week'),
  { ages, horizon: 0, random },
)
const options = { start, mustBeIdentified: true }
const known = [
  { name: 'half', values: half },
  { name: 'same', values: new Float64Array(customers).fill(2) },
  { name: 'other half', values: half.map((value) => 1 - value) },
]

test('columns that are constant, or made of others, are told from those that tell something', () => {
  expect(independentColumns(known)).toEqual({ kept: [0], constant: [1], collinear: [2] })
})

test('a fit takes the covariates that tell something, for both processes', () => {
  const fitted = fitTelling('mbg-nbd', { histories, known }, options)
  expect(fitted.coefficients).toEqual(['purchase.half', 'dropout.half'])
  expect(fitted.covariance).not.toBeNull()
  const weighted = { ...histories, weight: new Float64Array(customers).fill(2) }
  const twice = fitTelling('mbg-nbd', { histories: weighted, known }, options)
  expect(twice.parameters['purchase.half']).toBeCloseTo(fitted.parameters['purchase.half'], 2)
})

/** Customers of whom nobody drops out: the negative binomial, to whose edge MBG/NBD then goes. */
const faithful = purchaseHistories({
  timeUnit: 'week',
  repeatPurchases: half.map((_, i) => 5 + (i % 9)),
  lastPurchaseAge: ages.map((age) => age - 0.01),
  age: ages,
})

test('where the purchases do not tell how much it matters, a fit is refused or goes without covariance', () => {
  const given = { histories: faithful, known }
  expect(codeOf(() => fitTelling('mbg-nbd', given, options))).toBe('LIFETIME_COVARIATES_NOT_IDENTIFIED')
  const fitted = fitTelling('mbg-nbd', given, { start, mustBeIdentified: false })
  expect(fitted.coefficients).toEqual(['purchase.half'])
  expect(Object.values(fitted.parameters).every(Number.isFinite)).toBe(true)
})

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { hessianByDifferences } from '#numerics/optimise.ts'
import { seededRandom } from '#numerics/random.ts'
import { collapse } from '../collapse.ts'
import type { PurchaseHistories } from '../model.ts'
import { prepareObjective } from './objective.ts'
import { paretoNbd } from './pareto-nbd.ts'

/** Customers observed for whole numbers of weeks, so that some histories occur twice. */
function someHistories(customers: number): PurchaseHistories {
  const random = seededRandom(8)
  const ages = Float64Array.from({ length: customers }, () => Math.ceil(40 * random()))
  const fitted = paretoNbd.withParameters({ r: 0.8, alpha: 9, s: 0.7, beta: 12 }, 'week')
  return paretoNbd.simulate(fitted, { ages, horizon: 0, random }).histories
}

const histories = someHistories(200)
const logParameter = fc.double({ min: -3, max: 3, noNaN: true })
const point = fc.tuple(logParameter, logParameter, logParameter, logParameter)

test('the objective is minus the mean log-likelihood', () => {
  const { slopeAt } = prepareObjective(histories)
  fc.assert(
    fc.property(point, (logParameters) => {
      const [r, alpha, s, beta] = logParameters.map(Math.exp)
      const fitted = paretoNbd.withParameters({ r, alpha, s, beta }, 'week')
      const total = paretoNbd.logLikelihood(fitted, histories).reduce((sum, value) => sum + value, 0)
      expect(Math.abs(slopeAt(logParameters).value / (-total / 200) - 1)).toBeLessThan(1e-12)
    }),
    { numRuns: 30 },
  )
})

test('the gradient is that of finite differences, and so is the Hessian', () => {
  const { slopeAt, curvatureAt } = prepareObjective(histories)
  fc.assert(
    fc.property(point, (logParameters) => {
      const { gradient, hessian } = curvatureAt(logParameters)
      const differences = hessianByDifferences((at) => slopeAt(at).gradient, logParameters)
      const step = 1e-4
      gradient.forEach((slope, i) => {
        const moved = (by: number) =>
          slopeAt(logParameters.map((value, k) => value + (k === i ? by : 0))).value
        expect(Math.abs((moved(step) - moved(-step)) / (2 * step) - slope)).toBeLessThan(1e-6)
        hessian[i].forEach((entry, j) => expect(Math.abs(entry - differences[i][j])).toBeLessThan(1e-8))
      })
    }),
    { numRuns: 15 },
  )
})

test('joining identical histories changes nothing', () => {
  const { rows } = collapse(histories)
  expect(rows.age.length).toBeLessThan(200)
  fc.assert(
    fc.property(point, (logParameters) => {
      const apart = prepareObjective(histories).curvatureAt(logParameters)
      const joined = prepareObjective(rows).curvatureAt(logParameters)
      expect(Math.abs(joined.value - apart.value)).toBeLessThan(1e-12)
      joined.gradient.forEach((slope, i) => expect(Math.abs(slope - apart.gradient[i])).toBeLessThan(1e-12))
    }),
    { numRuns: 20 },
  )
})

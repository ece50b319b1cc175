import { describe, expect, test } from 'vitest'
import { hessianByDifferences, minimiseBfgs } from '#numerics/optimise.ts'
import { seededRandom } from '#numerics/random.ts'
import { goldenTable } from '../../../tests/golden-table.ts'
import { codeOf } from '../conformance-measures.ts'
import { akaike, standardErrors } from '../summary.ts'
import { fitBetaBinomial } from './beta-binomial.ts'
import { bgBbWithParameters, fitBgBb } from './fit.ts'
import { opportunityHistories, type OpportunityHistories } from './histories.ts'
import { certify, parametricBootstrap } from './inference.ts'
import { logLikelihood } from './likelihood.ts'
import { expectedPurchases } from './predict.ts'
import { simulateBgBb } from './simulate.ts'

const cells = goldenTable('bg-bb-donations')
const column = (name: string) => cells.map((cell) => Number(cell[name]))
const donations = opportunityHistories({
  opportunities: cells.map(() => 6),
  repeatPurchases: column('repeatPurchases'),
  lastOpportunity: column('lastOpportunity'),
  weight: column('customers'),
})
const fitted = fitBgBb(donations)

/** The likelihood of BG/BB where next to nobody is ever lost. */
function withoutLoss(alpha: number, beta: number): number {
  const loyal = bgBbWithParameters({ alpha, beta, gamma: 1e-12, delta: 1 })
  return logLikelihood(loyal, donations).reduce(
    (sum, value, row) => sum + value * (donations.weight?.[row] ?? 1),
    0,
  )
}

describe('certificate', () => {
  test('a sound fit is certified, and is far likelier than one in which nobody is lost', () => {
    const certificate = certify(fitted, donations)
    expect(certificate).toMatchObject({ holds: true, identified: true, atBoundary: false, onRidge: false })
    expect(certificate.gradientNorm).toBeLessThan(1e-9)
    const [nested] = certificate.nested
    expect(nested.model).toBe('beta-binomial')
    expect(nested.akaikeGain).toBeGreaterThan(1000)
    expect(nested.akaikeGain).toBeCloseTo((nested.statistic ?? NaN) - 4, 8)
  })

  test('the model without loss is the limit of BG/BB, at its maximum', () => {
    const inner = fitBetaBinomial(donations)
    const { alpha, beta } = inner.parameters
    expect(inner.logLikelihood).toBeCloseTo(withoutLoss(alpha, beta), 4)
    const lossAt = ([a, b]: readonly number[]) => -withoutLoss(Math.exp(a), Math.exp(b)) / 11_104
    const slopeAt = (point: readonly number[]) => ({
      value: lossAt(point),
      gradient: point.map((value, i) => {
        const moved = (by: number) => lossAt(point.with(i, value + by))
        return (moved(1e-4) - moved(-1e-4)) / 2e-4
      }),
    })
    const { point } = minimiseBfgs(slopeAt, { start: [0, 0], gradientTolerance: 1e-7 })
    expect(Math.log(alpha)).toBeCloseTo(point[0], 4)
    expect(Math.log(beta)).toBeCloseTo(point[1], 4)
    // Its standard errors are those of the same function's differences.
    const hessian = hessianByDifferences((at) => slopeAt(at).gradient, point)
    const determinant = hessian[0][0] * hessian[1][1] - hessian[0][1] ** 2
    const error = alpha * Math.sqrt(hessian[1][1] / determinant / 11_104)
    expect(Math.sqrt(inner.covariance?.[0][0] ?? NaN) / error).toBeCloseTo(1, 2)
    expect(akaike(inner)).toBeGreaterThan(akaike(fitted))
  })

  test('a fit that stopped too early is not certified', () => {
    const early = { ...fitted, logLikelihood: fitted.logLikelihood - 5000 }
    expect(certify(early, donations).holds).toBe(false)
  })

  test('where the nested model cannot be fitted nothing is held against the fit', () => {
    const nobody = opportunityHistories({ opportunities: [3], repeatPurchases: [0], lastOpportunity: [0] })
    expect(certify(fitted, nobody)).toMatchObject({
      holds: true,
      nested: [{ logLikelihood: null, statistic: null, akaikeGain: null, holds: true }],
    })
  })

  test('a document of another version is refused', () => {
    const other = { ...fitted, version: 2 as 1 }
    const options = { replicates: 2, random: seededRandom(1) }
    expect(codeOf(() => certify(other, donations))).toBe('LIFETIME_MODEL_UNKNOWN')
    expect(codeOf(() => parametricBootstrap(other, donations, options))).toBe('LIFETIME_MODEL_UNKNOWN')
  })
})

describe('parametric bootstrap', () => {
  test('standard errors are those of the curvature, and whatever follows from a fit has a spread too', () => {
    const { spreads, ...counts } = parametricBootstrap(fitted, donations, {
      replicates: 60,
      random: seededRandom(9),
      statistics: { 'gifts in five years': (again) => expectedPurchases(again, donations, { to: 5 })[0] },
    })
    expect(counts).toEqual({ fitted: 60, refused: 0, unidentified: 0 })
    const errors = standardErrors(fitted)
    for (const name of ['alpha', 'beta', 'gamma', 'delta'] as const) {
      // Sixty replicates know a standard error to about 9 %.
      expect(Math.abs(Math.log(spreads[name].standardError / (errors?.[name] ?? 0))), name).toBeLessThan(0.3)
    }
    expect(spreads['gifts in five years'].lower).toBeLessThan(spreads['gifts in five years'].estimate)
  })

  test('a row of weight two is two customers, and the seed decides', () => {
    const opportunities = Float64Array.from({ length: 60 }, (_, i) => 5 + (i % 3))
    const { histories } = simulateBgBb(fitted, { opportunities, horizon: 0, random: seededRandom(2) })
    const each = (values: Float64Array) => [...values].flatMap((value) => [value, value])
    const pairs = opportunityHistories({
      opportunities: each(histories.opportunities),
      repeatPurchases: each(histories.repeatPurchases),
      lastOpportunity: each(histories.lastOpportunity),
    })
    const weighted = opportunityHistories({ ...histories, weight: opportunities.map(() => 2) })
    const spread = (data: OpportunityHistories) =>
      parametricBootstrap(fitted, data, { replicates: 4, random: seededRandom(1) })
    expect(spread(pairs)).toEqual(spread(weighted))
  })

  test('refuses what cannot be drawn', () => {
    const random = seededRandom(1)
    const refusal = (data: OpportunityHistories, replicates: number) =>
      codeOf(() => parametricBootstrap(fitted, data, { replicates, random }))
    expect(refusal(donations, 1)).toBe('LIFETIME_OPTION_INVALID')
    const halves = opportunityHistories({ ...donations, weight: cells.map(() => 0.5) })
    expect(refusal(halves, 5)).toBe('LIFETIME_WEIGHT_NOT_WHOLE')
    const none = opportunityHistories({ opportunities: [0], repeatPurchases: [0], lastOpportunity: [0] })
    expect(refusal(none, 5)).toBe('LIFETIME_OPTION_INVALID')
  })
})

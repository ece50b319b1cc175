import { describe, expect, test } from 'vitest'
import { seededRandom } from '#numerics/random.ts'
import { bdw, fitBdw } from '../bdw/bdw.ts'
import { codeOf } from '../conformance-measures.ts'
import { likelihoodRatio } from '../likelihood-ratio.ts'
import { fitSbg, sbg } from '../sbg/sbg.ts'
import { akaike, standardErrors } from '../summary.ts'
import { parametricBootstrap } from './bootstrap.ts'
import { certify } from './certificate.ts'
import { dueRenewalsDrawer } from './due-renewals.ts'
import { contractHistories, contractHistoriesOfCohorts, type ContractHistories } from './histories.ts'
import { contractLogLikelihood, renewalRates } from './predict.ts'
import { simulateContracts } from './simulate.ts'

// Fader & Hardie (2007): contracts of the segment High End, of a thousand.
const highEnd = [1000, 869, 743, 653, 593, 551, 517, 491]
const histories = contractHistoriesOfCohorts([{ survivors: highEnd }])

/** The likelihood with one chance of loss for all, to which sBG tends where α and β grow together. */
function withOneChance(data: ContractHistories, loss: number): number {
  const same = sbg.withParameters({ alpha: 1e12 * loss, beta: 1e12 * (1 - loss) })
  return contractLogLikelihood(same, data).reduce(
    (sum, value, row) => sum + value * (data.weight?.[row] ?? 1),
    0,
  )
}

describe('certificate', () => {
  test.for([
    ['sbg', fitSbg, ['geometric']],
    ['bdw', fitBdw, ['geometric', 'sbg']],
  ] as const)('a sound fit of %s is certified, and no model within it beats it', ([, fit, within]) => {
    const certificate = certify(fit(histories), histories)
    expect(certificate).toMatchObject({ holds: true, identified: true, atBoundary: false, onRidge: false })
    expect(certificate.gradientNorm).toBeLessThan(1e-9)
    expect(certificate.nested.map(({ model }) => model)).toEqual(within)
    for (const { akaikeGain } of certificate.nested) expect(akaikeGain).toBeGreaterThan(0)
  })

  test('what is held against the fit is the likelihood ratio of sBG, and the limit of one chance for all', () => {
    const [simple, wide] = [fitSbg(histories), fitBdw(histories)]
    const [geometric, nested] = certify(wide, histories).nested
    expect(nested.statistic).toBeCloseTo(likelihoodRatio(simple, wide).statistic, 9)
    expect(nested.akaikeGain).toBeCloseTo(akaike(simple) - akaike(wide), 9)
    const lost = 1000 - 491
    const due = highEnd.slice(0, -1).reduce((sum, count) => sum + count, 0)
    expect(geometric.logLikelihood).toBeCloseTo(withOneChance(histories, lost / due), 4)
    // No other chance is likelier.
    for (const other of [0.99, 1.01]) {
      expect(withOneChance(histories, (other * lost) / due)).toBeLessThan(geometric.logLikelihood ?? NaN)
    }
  })

  test('contracts that came under observation late count from there', () => {
    const late = contractHistoriesOfCohorts([{ survivors: highEnd.slice(2), renewalsAtEntry: 2 }])
    const [geometric] = certify(fitSbg(late), late).nested
    const due = highEnd.slice(2, -1).reduce((sum, count) => sum + count, 0)
    const loss = (743 - 491) / due
    const independent = 252 * Math.log(loss) + (due - 252) * Math.log(1 - loss)
    expect(geometric.logLikelihood).toBeCloseTo(independent, 8)
  })

  test('a fit that stopped too early is not certified', () => {
    const fitted = fitBdw(histories)
    const early = { ...fitted, logLikelihood: fitted.logLikelihood - 500 }
    expect(certify(early, histories).holds).toBe(false)
  })

  test('where the nested model cannot be fitted nothing is held against the fit', () => {
    const nobodyLeft = contractHistories({ renewals: [1, 2], ended: [0, 0] })
    const { nested, holds } = certify(fitBdw(histories), nobodyLeft)
    expect(nested.map(({ logLikelihood }) => logLikelihood)).toEqual([null, null])
    expect(holds).toBe(true)
  })

  test('a fit whose parameters run off together says so', () => {
    const oneAge = contractHistories({ renewals: [0, 1], ended: [1, 0], weight: [40, 60] })
    const certificate = certify(fitSbg(oneAge, { allowUnconverged: true }), oneAge)
    expect(certificate.identified).toBe(false)
    expect(certificate.atBoundary || certificate.onRidge).toBe(true)
  })

  test('a document of another version is refused', () => {
    const other = { ...fitSbg(histories), version: 2 as 1 }
    expect(codeOf(() => certify(other, histories))).toBe('LIFETIME_MODEL_UNKNOWN')
    const options = { replicates: 2, random: seededRandom(1) }
    expect(codeOf(() => parametricBootstrap(other, histories, options))).toBe('LIFETIME_MODEL_UNKNOWN')
  })
})

describe('parametric bootstrap', () => {
  test.for([sbg, bdw])('standard errors of $name are those of the curvature', (model) => {
    const truth = fitSbg(histories).parameters
    const simulated = simulateContracts(
      model.name === 'sbg' ? sbg.withParameters(truth) : bdw.withParameters({ alpha: 0.5, beta: 2, c: 1.2 }),
      {
        due: Float64Array.from({ length: 3000 }, (_, i) => 6 + (i % 6)),
        horizon: 0,
        random: seededRandom(2),
      },
    )
    const fitted = model.name === 'sbg' ? fitSbg(simulated.histories) : fitBdw(simulated.histories)
    const bootstrap = parametricBootstrap(fitted, simulated.histories, {
      replicates: 150,
      random: seededRandom(5),
      statistics: { 'renewal rate after three': (again) => renewalRates(again, 4)[3] },
    })
    expect(bootstrap).toMatchObject({ fitted: 150, refused: 0, unidentified: 0 })
    const errors: Readonly<Record<string, number>> | null = standardErrors<string>(fitted)
    for (const name of model.parameterNames) {
      const { standardError, lower, upper, estimate } = bootstrap.spreads[name]
      // So many replicates know a standard error to about 6 %, and small samples scatter more than curvature says.
      expect(Math.abs(Math.log(standardError / (errors?.[name] ?? 0))), name).toBeLessThan(0.3)
      expect(lower).toBeLessThan(estimate)
      expect(upper).toBeGreaterThan(estimate)
    }
    const rate = bootstrap.spreads['renewal rate after three']
    expect(rate.estimate).toBe(renewalRates(fitted, 4)[3])
    expect(Math.abs(rate.mean - rate.estimate)).toBeLessThan(rate.standardError)
  })

  test('contracts that came under observation late are drawn as late', () => {
    const late = contractHistoriesOfCohorts([
      { survivors: highEnd.slice(0, 6) },
      { survivors: highEnd.slice(3), renewalsAtEntry: 3 },
    ])
    const fitted = fitSbg(late)
    const { spreads } = parametricBootstrap(fitted, late, { replicates: 80, random: seededRandom(3) })
    const errors = standardErrors(fitted)
    for (const name of ['alpha', 'beta'] as const) {
      expect(Math.abs(Math.log(spreads[name].standardError / (errors?.[name] ?? 0)))).toBeLessThan(0.4)
      expect(Math.abs(spreads[name].mean - spreads[name].estimate)).toBeLessThan(spreads[name].standardError)
    }
  })

  test('a row of weight two is two contracts, and the seed decides', () => {
    const columns = { renewals: [0, 3, 1, 2, 5], ended: [1, 0, 1, 1, 0] }
    const each = (values: readonly number[]) => values.flatMap((value) => [value, value])
    const pairs = contractHistories({ renewals: each(columns.renewals), ended: each(columns.ended) })
    const weighted = contractHistories({ ...columns, weight: columns.renewals.map(() => 2) })
    const fitted = fitSbg(histories)
    const spread = (data: ContractHistories) =>
      parametricBootstrap(fitted, data, { replicates: 6, random: seededRandom(1) })
    expect(spread(pairs)).toEqual(spread(weighted))
  })

  test('refuses what cannot be drawn', () => {
    const [fitted, random] = [fitSbg(histories), seededRandom(1)]
    const refusal = (data: ContractHistories, replicates: number) =>
      codeOf(() => parametricBootstrap(fitted, data, { replicates, random }))
    expect(refusal(histories, 1)).toBe('LIFETIME_OPTION_INVALID')
    const halves = contractHistories({ renewals: [1, 2], ended: [0, 1], weight: [0.5, 3] })
    expect(refusal(halves, 5)).toBe('LIFETIME_WEIGHT_NOT_WHOLE')
    expect(refusal(contractHistories({ renewals: [0], ended: [0] }), 5)).toBe('LIFETIME_OPTION_INVALID')
  })
})

describe('renewals due of contracts that ended', () => {
  test('are those of their cohort where there is one', () => {
    const one = contractHistories({ renewals: [0, 2, 7, 7], ended: [1, 1, 0, 0] })
    expect([...dueRenewalsDrawer(one)(seededRandom(1))]).toEqual([7, 7, 7, 7])
  })

  test('are one more than was made where nobody got further', () => {
    const all = contractHistories({ renewals: [0, 2], ended: [1, 1] })
    expect([...dueRenewalsDrawer(all)(seededRandom(1))]).toEqual([3, 3])
  })

  test('come as they were where cohorts are of several ages', () => {
    const due = Float64Array.from({ length: 20_000 }, (_, i) => 1 + (i % 8))
    const truth = sbg.withParameters({ alpha: 0.7, beta: 1.5 })
    const { histories: seen } = simulateContracts(truth, { due, horizon: 0, random: seededRandom(4) })
    const drawn = dueRenewalsDrawer(seen)(seededRandom(6))
    for (let age = 1; age <= 8; age++) {
      const share = drawn.filter((each) => each === age).length / due.length
      expect(Math.abs(share - 1 / 8)).toBeLessThan(0.01)
    }
  })
})

import { expect, test } from 'vitest'
import { isPerennialError } from '#kernel/errors.ts'
import { hessianByDifferences } from '#numerics/optimise.ts'
import { seededRandom } from '#numerics/random.ts'
import { goldenTable } from '../../../tests/golden-table.ts'
import { bdw, fitBdw } from '../bdw/bdw.ts'
import { codeOf } from '../conformance-measures.ts'
import { discountRatePerPeriod } from '../counts/window.ts'
import { likelihoodRatio } from '../likelihood-ratio.ts'
import { fitSbg, sbg } from '../sbg/sbg.ts'
import { confidenceIntervals } from '../summary.ts'
import { afterRenewal, contractHistories, contractHistoriesOfCohorts, newContracts } from './histories.ts'
import { discountedRenewals, renewalIntervals, totalRenewalInterval } from './intervals.ts'
import { prepareObjective, totalsByAge } from './objective.ts'
import {
  contractLogLikelihood,
  discountedExpectedRenewals,
  discountedLifetimeOfNewContract,
  renewalProbabilities,
  renewalRates,
  survivalCurve,
} from './predict.ts'
import { contractProfileIntervals, readFittedContractModel } from './profile.ts'
import { simulateContracts } from './simulate.ts'

/** Fader & Hardie (2007), Table 1 and appendix: survivors per 1,000 by year. */
const segments: Readonly<Record<string, readonly number[]>> = {
  regular: [1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173],
  high: [1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394],
}

function observed(segment: string, renewals: number) {
  return contractHistoriesOfCohorts([{ survivors: segments[segment].slice(0, renewals + 1) }])
}

/** Relative distance, absolute from 0. */
function distance(actual: number, expected: number): number {
  return Math.abs(actual - expected) / (Math.abs(expected) || 1)
}

test.for(goldenTable('contract-fits'))('$segment contracts after $renewals renewals', (row) => {
  const gold = Object.fromEntries(Object.entries(row).map(([name, text]) => [name, Number(text)]))
  const histories = observed(row['segment'] ?? '', gold.renewals)
  const [simple, wide] = [fitSbg(histories), fitBdw(histories)]
  // The table gives six decimals.
  expect(Math.abs(simple.parameters.alpha - gold.alpha)).toBeLessThan(5.1e-7)
  expect(Math.abs(simple.parameters.beta - gold.beta)).toBeLessThan(5.1e-7)
  expect(Math.abs(wide.parameters.alpha - gold.bdwAlpha)).toBeLessThan(5.1e-7)
  expect(Math.abs(wide.parameters.beta - gold.bdwBeta)).toBeLessThan(5.1e-7)
  expect(Math.abs(wide.parameters.c - gold.bdwC)).toBeLessThan(5.1e-7)
  expect(Math.abs(simple.logLikelihood - gold.logLikelihood)).toBeLessThan(5.1e-6)
  expect(Math.abs(wide.logLikelihood - gold.bdwLogLikelihood)).toBeLessThan(5.1e-6)
  expect(Math.abs(likelihoodRatio(simple, wide).statistic - gold.lr)).toBeLessThan(5.1e-4)
})

// Fader et al. (2018), as replicated: p = .553 and .029.
test('whether renewal depends on the age of a contract is told as published', () => {
  const ratio = (segment: string) =>
    likelihoodRatio(fitSbg(observed(segment, 4)), fitBdw(observed(segment, 4)))
  expect(ratio('regular').pValue).toBeCloseTo(0.553, 3)
  expect(ratio('high').pValue).toBeCloseTo(0.029, 3)
})

test.for([
  ['regular', 7, 0.3733, 0.3465],
  ['high', 7, 0.1493, 0.1827],
  ['regular', 4, 0.3708, 0.3269],
  ['high', 4, 0.1412, 0.0993],
] as const)(
  'mean chance of loss and polarisation of %s contracts, %i renewals',
  ([segment, renewals, mean, polarisation]) => {
    const { alpha, beta } = fitSbg(observed(segment, renewals)).parameters
    expect(alpha / (alpha + beta)).toBeCloseTo(mean, 4)
    expect(1 / (1 + alpha + beta)).toBeCloseTo(polarisation, 4)
  },
)

// As replicated from Fader et al. (2018): what would be lost by letting the chance depend on the age alone, or on the contract alone.
test('with four renewals BdW polarises less than it seems, and contracts that do not differ fit worse', () => {
  const polarisation = (segment: string) => {
    const { alpha, beta } = fitBdw(observed(segment, 4)).parameters
    return 1 / (1 + alpha + beta)
  }
  expect(polarisation('regular')).toBeCloseTo(0.414, 3)
  expect(polarisation('high')).toBeCloseTo(0.335, 2)
  // Discrete Weibull: BdW in the limit of contracts that are all alike.
  const alike = (chance: number, c: number) =>
    bdw.withParameters({ alpha: 1e9 * chance, beta: 1e9 * (1 - chance), c })
  const likelihood = (segment: string, fitted: ReturnType<typeof alike>) => {
    const histories = observed(segment, 4)
    return contractLogLikelihood(fitted, histories).reduce(
      (sum, value, row) => sum + value * (histories.weight?.[row] ?? 1),
      0,
    )
  }
  expect(likelihood('regular', alike(0.3739, 0.6359))).toBeCloseTo(-1404.0082, 3)
  expect(likelihood('high', alike(0.1384, 0.9101))).toBeCloseTo(-1226.5489, 3)
})

test.for([
  ['regular', 7, 'sbg', [100, 62.67, 47.38, 38.8, 33.21, 29.23, 26.25, 23.9, 22.01, 20.44, 19.12, 17.99, 17]],
  [
    'high',
    7,
    'sbg',
    [100, 85.07, 74.69, 66.98, 60.99, 56.18, 52.22, 48.89, 46.04, 43.58, 41.42, 39.51, 37.8],
  ],
  ['high', 4, 'bdw', [100, 86.91, 74.19, 65.48, 59.29, 54.66, 51.04, 48.1, 45.67, 43.6, 41.82, 40.27, 38.89]],
  [
    'regular',
    4,
    'bdw',
    [100, 63.1, 46.84, 38.12, 32.6, 28.75, 25.89, 23.66, 21.86, 20.38, 19.14, 18.07, 17.14],
  ],
] as const)(
  '%s contracts after %i renewals are projected by %s as published',
  ([segment, renewals, model, gold]) => {
    const fitted = model === 'sbg' ? fitSbg(observed(segment, renewals)) : fitBdw(observed(segment, renewals))
    survivalCurve(fitted, 12).forEach((share, year) =>
      expect(Math.abs(100 * share - gold[year])).toBeLessThan(0.0051),
    )
  },
)

test('renewal rates rise as published', () => {
  const gold = [0.8507, 0.878, 0.8968, 0.9106, 0.9212, 0.9295, 0.9362]
  renewalRates(fitSbg(observed('high', 7)), 7).forEach((rate, k) => expect(rate).toBeCloseTo(gold[k], 4))
})

// Fader & Hardie (2010), with d = .1 and the next renewal due now; the closed form equals the sum.
test.for([
  ['high', { alpha: 0.668088, beta: 3.806095 }, 7.529629405, 5.414480571, 5.922255],
  ['regular', { alpha: 0.704077, beta: 1.182043 }, 6.84231615, 2.964400489, 3.69491],
] as const)('residual and whole lifetime of %s contracts', ([, parameters, sevenTimes, justBegun, whole]) => {
  const fitted = sbg.withParameters(parameters)
  const histories = contractHistories({ renewals: [7, 0], ended: [0, 0] })
  const [old, young] = discountedExpectedRenewals(fitted, histories, { to: Infinity, discountRate: 0.1 })
  expect(distance(old, sevenTimes)).toBeLessThan(1e-9)
  expect(distance(young, justBegun)).toBeLessThan(1e-9)
  const lifetime = discountedLifetimeOfNewContract(fitted, { to: Infinity, discountRate: 0.1 })
  expect(distance(lifetime, whole)).toBeLessThan(1e-6)
})

// Fader, Hardie & Sen (2015) print $288, $394 and $568; note 024 prints $343.
test('the value of contracts that differ, and of contracts that do not, is the published one', () => {
  const fitted = sbg.withParameters({ alpha: 0.764, beta: 1.296 })
  const histories = contractHistories({ renewals: [0, 1, 2, 3, 4, 9], ended: [0, 0, 0, 0, 0, 0] })
  const values = discountedExpectedRenewals(fitted, histories, { to: Infinity, discountRate: 0.1 })
  const gold = [288.2211, 393.9422, 467.5303, 523.4922, 568.2489, 707.9411]
  gold.forEach((value, row) => expect(100 * values[row]).toBeCloseTo(value, 4))
  const lifetime = discountedLifetimeOfNewContract(fitted, { to: Infinity, discountRate: 0.1 })
  expect(lifetime).toBeCloseTo(3.6201922, 7)
  const rates = [0.6291, 0.7503, 0.8118, 0.849, 0.8739]
  renewalRates(fitted, 5).forEach((rate, k) => expect(rate).toBeCloseTo(rates[k], 4))
})

// Fader & Hardie, note 024, "Reconciling and Clarifying CLV Formulas": m = 100, r = .833, d = .1.
test('with one chance of renewal for all, every convention has its closed form', () => {
  const same = sbg.withParameters({ alpha: 0.167e14, beta: 0.833e14 })
  const endless = { to: Infinity, discountRate: 0.1 }
  const residual = (timeToNext: number) =>
    100 * discountedExpectedRenewals(same, newContracts(), { ...endless, timeToNext })[0]
  expect(residual(0)).toBeCloseTo(343.1835, 4)
  expect(distance(residual(0), (83.3 * 1.1) / 0.267)).toBeLessThan(1e-10)
  expect(distance(residual(1), 83.3 / 0.267)).toBeLessThan(1e-10)
  expect(distance(100 * discountedLifetimeOfNewContract(same, endless), 110 / 0.267)).toBeLessThan(1e-10)
  const atEnd = discountedLifetimeOfNewContract(same, { ...endless, paid: 'at-end' })
  expect(distance(100 * atEnd, 100 / 0.267)).toBeLessThan(1e-10)
})

test.for(goldenTable('contract-values'))(
  '$model of $alpha, $beta, $c after $renewals renewals at $discountRate agrees to eleven digits',
  (row) => {
    const gold = Object.fromEntries(Object.entries(row).map(([name, text]) => [name, Number(text)]))
    const { alpha, beta, c } = gold
    const fitted =
      row['model'] === 'sbg' ? sbg.withParameters({ alpha, beta }) : bdw.withParameters({ alpha, beta, c })
    const running = contractHistories({ renewals: [gold.renewals], ended: [0] })
    const ended = contractHistories({ renewals: [gold.renewals], ended: [1] })
    const [residual] = discountedExpectedRenewals(fitted, running, {
      to: Infinity,
      discountRate: gold.discountRate,
    })
    const [survives] = contractLogLikelihood(fitted, running)
    expect(distance(survives, gold.logSurvival)).toBeLessThan(1e-11)
    expect(distance(contractLogLikelihood(fitted, ended)[0] - survives, gold.logLoss)).toBeLessThan(1e-11)
    expect(distance(residual, gold.residual)).toBeLessThan(1e-11)
  },
)

// Fader et al. (2018): the discrete Weibull, to which BdW tends where contracts do not differ.
test.for([
  ['regular', 0.3739, 0.6359, -1404.0082],
  ['high', 0.1384, 0.9101, -1226.5489],
] as const)(
  'without differences %s contracts have the likelihood of the discrete Weibull',
  ([segment, loss, c, gold]) => {
    const same = bdw.withParameters({ alpha: 1e9 * loss, beta: 1e9 * (1 - loss), c })
    const histories = observed(segment, 4)
    const sum = contractLogLikelihood(same, histories).reduce(
      (total, value, row) => total + value * (histories.weight?.[row] ?? 1),
      0,
    )
    expect(sum).toBeCloseTo(gold, 3)
  },
)

test('BdW with c = 1 is sBG', () => {
  const simple = sbg.withParameters({ alpha: 0.7, beta: 1.2 })
  const wide = bdw.withParameters({ alpha: 0.7, beta: 1.2, c: 1 })
  const histories = contractHistories({ renewals: [0, 3, 50], ended: [1, 0, 1] })
  contractLogLikelihood(simple, histories).forEach((value, row) =>
    expect(distance(contractLogLikelihood(wide, histories)[row], value)).toBeLessThan(1e-13),
  )
  const table = (fitted: typeof simple | typeof wide) =>
    renewalProbabilities(fitted, histories, { row: 1, from: 2, to: 9 })
  table(simple).forEach((share, n) => expect(distance(table(wide)[n], share)).toBeLessThan(1e-12))
})

test('the better fit of the wider model is never worse, and a worse one is not compared', () => {
  const [simple, wide] = [fitSbg(observed('regular', 7)), fitBdw(observed('regular', 7))]
  expect(wide.logLikelihood).toBeGreaterThan(simple.logLikelihood)
  expect(codeOf(() => likelihoodRatio(wide, simple))).toBe('LIFETIME_OPTION_INVALID')
  expect(codeOf(() => likelihoodRatio(simple, { ...wide, customerCount: 7 }))).toBe('LIFETIME_OPTION_INVALID')
  expect(codeOf(() => likelihoodRatio(simple, { ...wide, logLikelihood: -1e4 }))).toBe(
    'LIFETIME_OPTION_INVALID',
  )
})

test('the tail of the likelihood ratio is that of the χ² tables', () => {
  const nested = fitSbg(observed('regular', 7))
  const wider = (degrees: number, statistic: number) => ({
    ...nested,
    parameters: Object.fromEntries(Array.from({ length: 2 + degrees }, (_, i) => [`p${i}`, 1])),
    logLikelihood: nested.logLikelihood + statistic / 2,
  })
  // Abramowitz & Stegun (1964), Table 26.8: the points exceeded with a probability of .05.
  const points = [3.84146, 5.99146, 7.81473, 9.48773, 11.0705]
  points.forEach((point, i) =>
    expect(likelihoodRatio(nested, wider(i + 1, point)).pValue).toBeCloseTo(0.05, 6),
  )
  expect(likelihoodRatio(nested, wider(3, 0)).pValue).toBe(1)
})

test.for([sbg, bdw])(
  'gradient and Hessian of $name are those of the value, away from the summit too',
  (model) => {
    const histories = contractHistoriesOfCohorts([
      { survivors: segments['regular'] },
      { survivors: [300, 270, 250], renewalsAtEntry: 3 },
    ])
    const size = model.parameterNames.length
    const objective = prepareObjective(model.curve, totalsByAge(histories), size)
    for (const start of [
      [-0.3, 0.2, 0.2],
      [2, -2, -1],
      [-3, 5, 0.7],
    ]) {
      const point = start.slice(0, size)
      const { gradient, hessian } = objective(point)
      const differences = hessianByDifferences((at) => objective(at).gradient, point)
      gradient.forEach((slope, i) => {
        const along = (step: number) => objective(point.with(i, point[i] + step)).value
        expect(distance((along(1e-4) - along(-1e-4)) / 2e-4, slope)).toBeLessThan(1e-5)
        hessian[i].forEach((curve, j) =>
          expect(Math.abs(differences[i][j] - curve)).toBeLessThan(1e-7 * (1 + Math.abs(curve))),
        )
      })
    }
  },
)

test('those who came under observation late do not make contracts look longer than they are', () => {
  const truth = sbg.withParameters({ alpha: 0.7, beta: 1.5 })
  const due = new Float64Array(20_000).fill(8)
  const { histories } = simulateContracts(truth, { due, horizon: 0, random: seededRandom(3) })
  const heard = [...due.keys()].filter((row) => histories.renewals[row] >= 3)
  const columns = {
    renewals: heard.map((row) => histories.renewals[row]),
    ended: heard.map((row) => histories.ended[row]),
  }
  const naive = fitSbg(contractHistories(columns))
  const right = fitSbg(contractHistories({ ...columns, renewalsAtEntry: heard.map(() => 3) }), {
    allowUnconverged: true,
  })
  const rate = (fitted: typeof naive) => renewalRates(fitted, 6)[5]
  expect(distance(rate(right), rate(truth))).toBeLessThan(0.02)
  expect(rate(naive)).toBeGreaterThan(rate(truth) + 0.02)
})

test('one more renewal moves a history as a new count would', () => {
  expect(afterRenewal({ renewals: 3, ended: 0 }, true)).toEqual({ renewals: 4, ended: 0 })
  expect(afterRenewal({ renewals: 3, ended: 0 }, false)).toEqual({ renewals: 3, ended: 1 })
})

test('intervals hold what happens to simulated contracts, one by one and together', () => {
  const truth = bdw.withParameters({ alpha: 0.5, beta: 2, c: 1.2 })
  const due = Float64Array.from({ length: 6000 }, (_, i) => 3 + (i % 4))
  const { histories, futureRenewals } = simulateContracts(truth, { due, horizon: 6, random: seededRandom(8) })
  const fitted = fitBdw(histories)
  const ages = [...new Set(histories.renewals)].toSorted((left, right) => left - right)
  const running = (age: number) =>
    [...due.keys()].filter((row) => histories.renewals[row] === age && histories.ended[row] === 0)
  const alive = ages.filter((age) => running(age).length > 0)
  const rows = contractHistories({
    renewals: alive,
    ended: alive.map(() => 0),
    weight: alive.map((age) => running(age).length),
  })
  const intervals = renewalIntervals(fitted, rows, { to: 6 })
  alive.forEach((age, place) => {
    const held = running(age).filter(
      (row) => futureRenewals[row] >= intervals.lower[place] && futureRenewals[row] <= intervals.upper[place],
    )
    expect(Math.abs(held.length / running(age).length - intervals.probability[place])).toBeLessThan(0.06)
  })
  const total = alive.flatMap(running).reduce((sum, row) => sum + futureRenewals[row], 0)
  const together = totalRenewalInterval(fitted, rows, { to: 6, level: 0.99 })
  expect(total).toBeGreaterThan(together.lower)
  expect(total).toBeLessThan(together.upper)
})

test('the value of a number of renewals is their discounted sum', () => {
  expect(discountedRenewals(3, { discountRate: 0.1 })).toBeCloseTo(1 + 1 / 1.1 + 1 / 1.21, 14)
  expect(discountedRenewals(3, { discountRate: 0.1, timeToNext: 1 })).toBeCloseTo(2.486851990984222, 13)
  expect(discountedRenewals(3, { discountRate: 0 })).toBe(3)
  expect(codeOf(() => discountedRenewals(1.5, { discountRate: 0.1 }))).toBe('LIFETIME_HORIZON_INVALID')
})

test('twelve monthly rates make the yearly one', () => {
  expect((1 + discountRatePerPeriod(0.1, 12)) ** 12).toBeCloseTo(1.1, 14)
})

test('profile intervals lie about those of the covariance, and a fit is read back to the last digit', () => {
  const histories = observed('high', 12)
  for (const fitted of [fitSbg(histories), fitBdw(histories)]) {
    const [profile, square] = [
      contractProfileIntervals(fitted, histories),
      confidenceIntervals<string>(fitted),
    ]
    for (const [name, { lower, upper }] of Object.entries(profile)) {
      expect(distance(lower, square?.[name].lower ?? NaN)).toBeLessThan(0.15)
      expect(distance(upper, square?.[name].upper ?? NaN)).toBeLessThan(0.15)
    }
    expect(readFittedContractModel(JSON.stringify(fitted))).toEqual(fitted)
    expect(codeOf(() => readFittedContractModel({ ...fitted, version: 2 }))).toBe('LIFETIME_MODEL_UNKNOWN')
  }
})

test('where the data cannot tell, the fit says so and pretends no errors', () => {
  const oneAge = contractHistories({ renewals: [0, 1], ended: [1, 0], weight: [40, 60] })
  for (const fit of [fitSbg, fitBdw]) {
    const fitted = fit(oneAge, { allowUnconverged: true })
    expect(fitted.covariance).toBeNull()
    expect(fitted.warnings.length).toBeGreaterThan(0)
    expect(renewalRates(fitted, 1)[0]).toBeCloseTo(0.6, 4)
  }
})

test('a search that finds no summit says so, and what to do about it', () => {
  const hintOf = (renewals: number[], weight: number[]) => {
    try {
      fitBdw(contractHistories({ renewals, ended: renewals.map(() => 1), weight }))
    } catch (error) {
      return isPerennialError(error, 'LIFETIME_FIT_NOT_CONVERGED') ? error.hint : 'another error'
    }
    return 'converged'
  }
  expect(hintOf([30], [40])).toContain('one or two ages only')
  expect(hintOf([4, 5, 6], [40, 3, 2])).toContain('the simpler model')
})

test('contracts given one by one have the intervals of contracts given by number', () => {
  const fitted = fitSbg(observed('high', 7))
  const one = contractHistories({ renewals: [2, 2, 5], ended: [0, 0, 0] })
  const counted = contractHistories({ renewals: [2, 5], ended: [0, 0], weight: [2, 1] })
  expect(totalRenewalInterval(fitted, one, { to: 4 }).upper).toBe(
    totalRenewalInterval(fitted, counted, { to: 4 }).upper,
  )
})

test('a million contracts are fitted in seconds on a busy machine', () => {
  const due = Float64Array.from({ length: 1_000_000 }, (_, i) => 1 + (i % 60))
  const ended = due.map((_, i) => Number(i % 3 === 0))
  const histories = contractHistories({ renewals: due, ended })
  const started = performance.now()
  expect(fitBdw(histories, { allowUnconverged: true }).customerCount).toBe(1_000_000)
  expect(performance.now() - started).toBeLessThan(20_000)
})

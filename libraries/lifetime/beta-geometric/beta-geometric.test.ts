import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { hessianByDifferences } from '#numerics/optimise.ts'
import { gaussLegendre } from '#numerics/quadrature.ts'
import { seededRandom } from '#numerics/random.ts'
import { goldenTable } from '../../../tests/golden-table.ts'
import { bgNbd, fitBgNbd, simulateBgNbd } from '../bg-nbd/bg-nbd.ts'
import { collapse } from '../collapse.ts'
import { purchaseHistories } from '../histories.ts'
import { mbgNbd, simulateMbgNbd } from '../mbg-nbd/mbg-nbd.ts'
import type { BetaGeometricVariant } from './likelihood.ts'
import { prepareObjective } from './objective.ts'
import { probabilitiesWhileActive } from './purchase-probabilities.ts'
import { purchasesWhileActive } from './while-active.ts'

const bgTypical = bgNbd.withParameters({ r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }, 'week')
const mbgTypical = mbgNbd.withParameters({ r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 }, 'week')

/** Relative distance, absolute from 0. */
function distance(actual: number, expected: number): number {
  return Math.abs(actual - expected) / (Math.abs(expected) || 1)
}

function numbersOf(row: Record<string, string>): Record<string, number> {
  return Object.fromEntries(Object.entries(row).map(([column, cell]) => [column, Number(cell)]))
}

for (const { file, model, fitted } of [
  { file: 'bg-nbd-customers', model: bgNbd, fitted: bgTypical },
  { file: 'mbg-nbd-customers', model: mbgNbd, fitted: mbgTypical },
] as const) {
  test.for(goldenTable(file).map(numbersOf))(`${file}: x = $repeatPurchases of age $age`, (gold) => {
    const histories = purchaseHistories({
      timeUnit: 'week',
      repeatPurchases: [gold.repeatPurchases],
      lastPurchaseAge: [gold.lastPurchaseAge],
      age: [gold.age],
    })
    const answers = {
      logLikelihood: [model.logLikelihood(fitted as never, histories)[0], gold.logLikelihood],
      probabilityActive: [model.probabilityActive(fitted as never, histories)[0], gold.probabilityActive],
      expected39: [model.expectedPurchases(fitted as never, histories, 39)[0], gold.expected39],
      expected52: [model.expectedPurchases(fitted as never, histories, 52)[0], gold.expected52],
    }
    for (const [name, [actual, expected]] of Object.entries(answers)) {
      expect(distance(actual, expected), name).toBeLessThan(1e-12)
    }
  })
}

test.for(goldenTable('beta-geometric-futures').map(numbersOf))(
  'an active customer of shape $shape, scale $scale, a $a, b $b within $horizon at $discountRate',
  ({ shape, scale, a, b, horizon, discountRate, value }) => {
    const expected = purchasesWhileActive({ shape, scale, a, b }, { horizon, discountRate })
    expect(distance(expected, value)).toBeLessThan(1e-12)
  },
)

test.for(goldenTable('beta-geometric-counts').map(numbersOf))(
  'P(N = $n) of an active customer of shape $shape, scale $scale, a $a, b $b within $horizon',
  ({ shape, scale, a, b, horizon, n, value }) => {
    const window = { horizon, coverage: Infinity, maximum: n }
    const probabilities = probabilitiesWhileActive({ shape, scale, a, b }, window)
    expect(distance(probabilities[n], value)).toBeLessThan(1e-10)
  },
)

test('expectations of a new customer are the published ones', () => {
  const ages = Float64Array.of(0.1429, 1, 39, 52, 78)
  const gold = [0.00782834751607216, 0.0532678911716583, 1.19672319332082, 1.4460505953964, 1.86051905794277]
  bgNbd.expectedRepeatPurchases(bgTypical, ages).forEach((value, i) => {
    expect(distance(value, gold[i])).toBeLessThan(1e-12)
  })
})

// Fader, Hardie & Lee (2005) and the tests of lifetimes, at the parameters of the fit to CDNOW, to three decimals.
test('expectations of a new customer at the fitted parameters are those of the paper', () => {
  const fitted = bgNbd.withParameters(
    { r: 0.2425945224, alpha: 4.413602019, a: 0.7929220172, b: 2.425906777 },
    'week',
  )
  const ages = Float64Array.of(0.1429, 1, 3, 31.8571, 32, 78)
  const published = [0.0078, 0.0532, 0.1506, 1.0405, 1.0437, 1.8576]
  bgNbd.expectedRepeatPurchases(fitted, ages).forEach((value, i) => {
    expect(Math.abs(value - published[i])).toBeLessThan(1e-3)
  })
  const one = { timeUnit: 'week', repeatPurchases: [2], lastPurchaseAge: [30.43], age: [38.86] } as const
  const [expected] = bgNbd.expectedPurchases(fitted, purchaseHistories(one), 39)
  expect(Math.abs(expected - 1.226)).toBeLessThan(1e-3)
})

// The tests of PyMC-Marketing, which count the same constants.
test('the log-likelihood at round parameters is that of PyMC-Marketing', () => {
  const fitted = bgNbd.withParameters({ r: 0.25, alpha: 4, a: 0.8, b: 2.5 }, 'week')
  const histories = purchaseHistories({
    timeUnit: 'week',
    repeatPurchases: [0, 200],
    lastPurchaseAge: [0, 38],
    age: [40, 40],
  })
  const [none, many] = bgNbd.logLikelihood(fitted, histories)
  expect(distance(none, -0.5994738182)).toBeLessThan(1e-9)
  expect(distance(many, 100.7956931)).toBeLessThan(1e-9)
})

// lifetimes and BTYD divide by a − 1.
test('nothing happens at a = 1', () => {
  const fitted = bgNbd.withParameters({ r: 0.243, alpha: 4.414, a: 1, b: 2.426 }, 'week')
  const [at39, at52] = bgNbd.expectedRepeatPurchases(fitted, Float64Array.of(39, 52))
  expect(distance(at39, 1.08427901059152)).toBeLessThan(1e-12)
  expect(distance(at52, 1.28998825248407)).toBeLessThan(1e-12)
  const histories = purchaseHistories({
    timeUnit: 'week',
    repeatPurchases: [2],
    lastPurchaseAge: [30.43],
    age: [38.86],
  })
  expect(distance(bgNbd.expectedPurchases(fitted, histories, 52)[0], 1.38774669079105)).toBeLessThan(1e-12)
})

test('a customer who may drop out often is finite too, as is one with a + b below 1', () => {
  const fitted = bgNbd.withParameters({ r: 0.243, alpha: 4.414, a: 0.4, b: 0.4 }, 'week')
  const [expected] = bgNbd.expectedPurchases(
    fitted,
    purchaseHistories({ timeUnit: 'week', repeatPurchases: [0], lastPurchaseAge: [0], age: [38.86] }),
    52,
  )
  expect(distance(expected, 0.2254066669)).toBeLessThan(1e-9)
})

// lifetimes 0.11.3 is silently 3.6 times too low at n = 171, and not a number from n = 180 on.
test('probabilities of many purchases are right far beyond 170!', () => {
  const out = new Float64Array(301)
  bgNbd.repeatPurchaseProbabilities(bgTypical, 500, out)
  const gold = {
    10: 0.0110914849946414,
    100: 8.44584958924796e-5,
    170: 1.77894531525316e-5,
    171: 1.74530471845318e-5,
    180: 1.4738011205586e-5,
    300: 2.12039132604633e-6,
  }
  for (const [n, value] of Object.entries(gold)) expect(distance(out[Number(n)], value)).toBeLessThan(1e-12)
})

test('probabilities of few purchases are the published ones', () => {
  const out = new Float64Array(21)
  bgNbd.repeatPurchaseProbabilities(bgTypical, 39, out)
  const gold = [
    0.573786352096009, 0.199395280835911, 0.0854297595390608, 0.0458603538479997, 0.0276714493357822,
    0.017965493866579,
  ]
  gold.forEach((value, n) => expect(distance(out[n], value)).toBeLessThan(1e-12))
  bgNbd.repeatPurchaseProbabilities(bgTypical, 2, out)
  expect(distance(out[10], 1.07868964036915e-7)).toBeLessThan(1e-12)
  // The manual of BTYD prints n = 11 … 20 in 30 weeks to ten decimals.
  const manual = [
    0.0019995214, 0.0015170236, 0.001163315, 0.0009003148, 0.0007023638, 0.0005517902, 0.0004361913,
    0.0003467171, 0.0002769613, 0.000222226,
  ]
  bgNbd.repeatPurchaseProbabilities(bgTypical, 30, out)
  manual.forEach((value, i) => expect(Math.abs(out[11 + i] - value)).toBeLessThan(5.1e-11))
})

// lifetimes 0.11.3 gives NaN.
test('MBG/NBD tells a customer of twenty thousand purchases what to expect', () => {
  const histories = purchaseHistories({
    timeUnit: 'week',
    repeatPurchases: [20_000],
    lastPurchaseAge: [364.9],
    age: [365],
  })
  expect(mbgNbd.expectedPurchases(mbgTypical, histories, 39)[0]).toBeCloseTo(1989.734237955265, 8)
})

test('with equal random numbers MBG/NBD loses customers whom BG/NBD keeps', () => {
  const options = () => ({ ages: new Float64Array(2000).fill(39), horizon: 0, random: seededRandom(6) })
  const idle = ({ histories }: ReturnType<typeof simulateBgNbd>) =>
    histories.repeatPurchases.filter((x) => x === 0).length / 2000
  expect(idle(simulateBgNbd(bgTypical, options()))).toBeCloseTo(0.574, 1)
  const early = 0.891 / (0.891 + 1.614)
  expect(idle(simulateMbgNbd(mbgTypical, options()))).toBeGreaterThan(early)
})

test('under MBG/NBD a share a / (a + b) never buys again', () => {
  const out = new Float64Array(50)
  mbgNbd.repeatPurchaseProbabilities(mbgTypical, 1e9, out)
  expect(out[0]).toBeGreaterThan(0.891 / (0.891 + 1.614))
  mbgNbd.repeatPurchaseProbabilities(mbgTypical, 0, out)
  expect(out[0]).toBe(1)
})

test('the sum of what is expected without end is 1 / p, where that has a mean', () => {
  const beliefs = { shape: 2, scale: 4, a: 3, b: 5 }
  const endless = purchasesWhileActive(beliefs, { horizon: Infinity, discountRate: 0 })
  expect(endless).toBeCloseTo(3.5, 12)
  expect(purchasesWhileActive(beliefs, { horizon: 1e9, discountRate: 0 })).toBeCloseTo(3.5, 6)
  expect(purchasesWhileActive({ ...beliefs, a: 1 }, { horizon: Infinity, discountRate: 0 })).toBe(Infinity)
})

test('every expectation is finite and grows with the horizon, whatever the parameters', () => {
  const magnitude = fc.double({ min: -6, max: 6, noNaN: true }).map((exponent) => 10 ** exponent)
  const rate = fc.constantFrom(0, 1e-6, 1e-3, 0.1)
  fc.assert(
    fc.property(
      magnitude,
      magnitude,
      magnitude,
      magnitude,
      magnitude,
      rate,
      (shape, scale, a, b, horizon, discountRate) => {
        const beliefs = { shape, scale, a, b }
        const near = purchasesWhileActive(beliefs, { horizon, discountRate })
        const far = purchasesWhileActive(beliefs, { horizon: 2 * horizon, discountRate })
        expect(near).toBeGreaterThan(0)
        expect(far).toBeLessThan(Infinity)
        expect(far).toBeGreaterThanOrEqual(near * (1 - 1e-9))
        expect(near).toBeLessThanOrEqual((shape / scale) * horizon * (1 + 1e-9))
      },
    ),
    { numRuns: 300 },
  )
})

// A panel too wide for the few who leave at once, and a series whose terms cancel, once gave 1e-7 and 1e45 here.
test('expectations equal the means of the distributions, whatever the parameters', () => {
  const magnitude = fc.double({ min: -5, max: 5, noNaN: true }).map((exponent) => 10 ** exponent)
  fc.assert(
    fc.property(magnitude, magnitude, magnitude, magnitude, magnitude, (shape, scale, a, b, horizon) => {
      fc.pre((shape / scale) * horizon > 1e-2 && (shape / scale) * horizon < 1e4)
      const beliefs = { shape, scale, a, b }
      const window = { horizon, coverage: 1 - 1e-14, maximum: 20_000 }
      const table = probabilitiesWhileActive(beliefs, window)
      fc.pre(table.length < 20_000)
      const expected = purchasesWhileActive(beliefs, { horizon, discountRate: 0 })
      const mean = table.reduce((sum, probability, n) => sum + n * probability, 0)
      expect(Math.abs(mean - expected)).toBeLessThan(1e-9 * expected + 1e-12 * table.length)
    }),
    { numRuns: 500 },
  )
})

// Panels too wide for a fast first decay once cost five digits where the series fails.
test('what is discounted is the undiscounted expectation, summed by parts', () => {
  const beliefs = { shape: 790, scale: 1.3, a: 30, b: 77 }
  const window = { horizon: 2000, discountRate: 0.0026 }
  const { nodes, weights } = gaussLegendre(24)
  const plain = (time: number) =>
    Math.exp(-window.discountRate * time) * purchasesWhileActive(beliefs, { horizon: time, discountRate: 0 })
  let sum = plain(window.horizon)
  for (
    let from = 0, to = 1e-6;
    from < window.horizon;
    [from, to] = [to, Math.min(window.horizon, 1.7 * to)]
  ) {
    nodes.forEach((node, i) => {
      sum += window.discountRate * (to - from) * weights[i] * plain(from + (to - from) * node)
    })
  }
  expect(distance(purchasesWhileActive(beliefs, window), sum)).toBeLessThan(1e-11)
})

test.for<BetaGeometricVariant>([
  { model: 'bg-nbd', earlyDropouts: 0 },
  { model: 'mbg-nbd', earlyDropouts: 1 },
])('gradient and Hessian of $model are those of the value, away from the summit too', (variant) => {
  const ages = Float64Array.from({ length: 300 }, (_, i) => (10 + (i % 30)) / 20)
  const { histories } = bgNbd.simulate(bgNbd.withParameters({ r: 0.8, alpha: 0.2, a: 0.8, b: 2.4 }, 'week'), {
    ages,
    horizon: 0,
    random: seededRandom(5),
  })
  const { curvatureAt } = prepareObjective(variant, collapse(histories).rows)
  for (const point of [
    [0, -1.5, -0.2, 0.9],
    [1, 0.5, -2, -1],
  ]) {
    const { gradient, hessian } = curvatureAt(point)
    const differences = hessianByDifferences((at) => curvatureAt(at).gradient, point)
    gradient.forEach((slope, i) => {
      const along = (step: number) => curvatureAt(point.with(i, point[i] + step)).value
      expect((along(1e-4) - along(-1e-4)) / 2e-4).toBeCloseTo(slope, 6)
      hessian[i].forEach((curve, j) => expect(differences[i][j]).toBeCloseTo(curve, 8))
    })
  }
})

// CLVTools 0.12.1 returns r = 5e25 and a log-likelihood of +1e18 on a million simulated customers.
test('a million customers simulated from BG/NBD are fitted as well as ten', () => {
  const ages = Float64Array.from({ length: 100_000 }, (_, i) => (189 + (i % 84)) / 7)
  const truth = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }
  const { histories } = bgNbd.simulate(bgNbd.withParameters(truth, 'week'), {
    ages,
    horizon: 0,
    random: seededRandom(1),
  })
  // A hundred thousand histories, each of ten customers.
  const wholeDays = purchaseHistories({
    ...histories,
    lastPurchaseAge: histories.lastPurchaseAge.map((age) => Math.ceil(age * 7) / 7),
    weight: ages.map(() => 10),
  })
  const fitted = fitBgNbd(wholeDays)
  expect(fitted.convergence.converged).toBe(true)
  expect(fitted.customerCount).toBe(1_000_000)
  expect(fitted.logLikelihood).toBeLessThan(0)
  expect(fitted.distinctRows).toBeLessThan(50_000)
  for (const [name, value] of Object.entries(truth)) {
    expect(Math.abs(Math.log(fitted.parameters[name as 'r'] / value))).toBeLessThan(0.1)
  }
})

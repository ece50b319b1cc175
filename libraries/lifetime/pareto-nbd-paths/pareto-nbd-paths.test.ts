import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { days, weeks } from '#kernel/time.ts'
import { hessianByDifferences } from '#numerics/optimise.ts'
import { seededRandom } from '#numerics/random.ts'
import { readApparel, readApparelWeeks } from '../../../tests/apparel.ts'
import { datasetPath, testWithDataset } from '../../../tests/datasets.ts'
import { goldenTable } from '../../../tests/golden-table.ts'
import { codeOf } from '../conformance-measures.ts'
import { customerCovariates } from '../covariates/covariates.ts'
import { effectsOf } from '../covariates/effects.ts'
import { fitWithCovariates } from '../covariates/fit.ts'
import { expectedPurchasesGiven, probabilityActiveGiven } from '../covariates/predict.ts'
import { fitParetoNbd } from '../pareto-nbd/fit.ts'
import { paretoNbd } from '../pareto-nbd/pareto-nbd.ts'
import { expectedPurchases, purchaseProbabilities } from '../predict.ts'
import { standardErrors } from '../summary.ts'
import { certifyOnPaths } from './certificate.ts'
import { chosen, pathColumns, simulated, truth } from './customers.test-data.ts'
import { pathCurvature } from './curvature.ts'
import { fitParetoNbdOnPaths } from './fit.ts'
import { customersOnPaths, type CustomersOnPaths, type PathColumns } from './paths.ts'
import {
  discountedExpectedPurchasesOnPaths,
  expectedPurchasesOnPaths,
  logLikelihoodOnPaths,
  probabilityActiveOnPaths,
  purchaseProbabilitiesOnPaths,
} from './predict.ts'
import { asGiven, pathRows } from './rows.ts'
import { simulateOnPaths } from './simulate.ts'

const sum = (column: Float64Array) => column.reduce((total, value) => total + value, 0)

const coefficientsOfNothing = {
  'purchase.campaign': 0,
  'purchase.region': 0,
  'dropout.campaign': 0,
  'dropout.region': 0,
}

// Published numbers.

let read: CustomersOnPaths | undefined

/** Read once: it is the larger part of the work. */
function apparel(path: string): CustomersOnPaths {
  read ??= readCustomers(path)
  return read
}

function readCustomers(path: string): CustomersOnPaths {
  const read = readApparel(path, datasetPath('apparel/apparelStaticCov.csv') ?? '')
  const byWeek = readApparelWeeks(datasetPath('apparel/apparelDynCov.csv.gz') ?? '', read.ids)
  const repeated = (column: Float64Array) => byWeek.flatMap(({ from }, i) => from.map(() => column[i]))
  const columns = {
    season: byWeek.flatMap(({ highSeason }) => highSeason),
    gender: repeated(read.gender),
    channel: repeated(read.channel),
  }
  return customersOnPaths({
    timeUnit: 'week',
    age: read.histories.age,
    purchases: {
      customer: read.purchaseAges.flatMap((ages, i) => [...ages].map(() => i)),
      age: read.purchaseAges.flatMap((ages) => [...ages]),
    },
    periods: {
      customer: byWeek.flatMap(({ from }, i) => from.map(() => i)),
      from: byWeek.flatMap(({ from }) => from),
      purchase: columns,
      dropout: columns,
    },
    until: byWeek.map(({ from }) => (from.at(-1) ?? 0) + 1),
  })
}

const figures = Object.fromEntries(
  goldenTable('apparel-fits')
    .filter((row) => row['fit'] === 'paths')
    .map(({ quantity, value }) => [quantity, Number(value)]),
)

testWithDataset(
  'at the published parameters log-likelihood and predictions on paths are the published ones',
  'apparel/apparelTrans.csv',
  (path) => {
    const customers = apparel(path)
    const fitted = chosen(customers, figures)
    expect(Math.abs(logLikelihoodOnPaths(fitted, customers) - figures['logLikelihood'])).toBeLessThan(1e-6)
    // The parameters were printed with six digits.
    const active = sum(probabilityActiveOnPaths(fitted, customers))
    expect(Math.abs(active / figures['probabilityActive'] - 1)).toBeLessThan(1e-5)
    const expected = sum(expectedPurchasesOnPaths(fitted, customers, { horizon: days(1450) }))
    expect(Math.abs(expected / figures['purchases'] - 1)).toBeLessThan(1e-5)
  },
)

// CLVTools 0.12.1 stops at −5752.9367, where the gradient is not zero: nothing in the data keeps anybody from staying
// through every high season, and the likelihood rises as that coefficient falls without end.
testWithDataset(
  'the search goes beyond the published end, and says that a coefficient has none',
  'apparel/apparelTrans.csv',
  (path) => {
    const customers = apparel(path)
    const fitted = fitParetoNbdOnPaths(customers)
    expect(fitted.logLikelihood).toBeCloseTo(-5752.623172, 5)
    expect(fitted.parameters['dropout.season']).toBeLessThan(-10)
    expect(fitted.covariance).toBeNull()
    expect(fitted.warnings).toHaveLength(1)
    const held = fitParetoNbdOnPaths(customers, { coefficientPenalty: 1e-4 })
    expect(held.covariance).not.toBeNull()
    expect(held.parameters['purchase.season']).toBeCloseTo(0.7188, 3)
  },
)

// Laws.

test('what made simulated customers is found again, within four standard errors', () => {
  const { customers } = simulated(1000)
  const fitted = fitParetoNbdOnPaths(customers)
  const errors = standardErrors(fitted)
  for (const [name, value] of Object.entries(truth)) {
    expect(Math.abs(fitted.parameters[name] - value) / (errors?.[name] ?? 0), name).toBeLessThan(4)
  }
  expect(fitted.convergence.gradientNorm).toBeLessThan(1e-8)
  expect(JSON.parse(JSON.stringify(fitted))).toEqual(fitted)
  const { holds, nested } = certifyOnPaths(fitted, customers)
  expect(holds).toBe(true)
  // The model without covariates is the plain one, and four coefficients tell more than chance would: 18 is one in a thousand.
  const plain = fitParetoNbd(customers.histories)
  expect(nested[0].logLikelihood).toBeCloseTo(plain.logLikelihood, 6)
  expect(nested[0].statistic).toBeGreaterThan(18)
})

test('gradient and Hessian are those of the log-likelihood', () => {
  const { customers } = simulated(40)
  const effects = effectsOf('pareto-nbd', customers.covariates ?? customerCovariates({}), {
    sameOnBoth: ['region'],
  })
  const rows = pathRows(customers, effects, { measure: asGiven(effects), unit: 10 })
  const point = [0.2, -0.3, -0.4, 0.6, 0.5, -0.3, 0.2]
  const at = pathCurvature(rows, point)
  const differences = hessianByDifferences((moved) => pathCurvature(rows, moved).gradient, point)
  const step = 1e-4
  point.forEach((value, i) => {
    const ahead = pathCurvature(rows, point.with(i, value + step)).value
    const behind = pathCurvature(rows, point.with(i, value - step)).value
    expect(at.gradient[i]).toBeCloseTo((ahead - behind) / (2 * step), 6)
    point.forEach((_, j) => expect(at.hessian[i][j]).toBeCloseTo(differences[i][j], 8))
  })
})

test('covariates that never change are those of the model without paths', () => {
  const { customers } = simulated(400)
  const region = customers.histories.age.map((_, i) => i % 2)
  const fixed = customersOnPaths({
    ...simulated(400).columns,
    periods: {
      customer: customers.histories.age.map((_, i) => i),
      from: new Float64Array(400),
      purchase: { region },
      dropout: { region },
    },
  })
  const onPaths = fitParetoNbdOnPaths(fixed)
  const given = {
    histories: customers.histories,
    covariates: customerCovariates({ purchase: { region }, dropout: { region } }),
  }
  const plain = fitWithCovariates('pareto-nbd', given)
  expect(onPaths.logLikelihood).toBeCloseTo(plain.logLikelihood, 8)
  for (const [name, value] of Object.entries(plain.parameters)) {
    expect(onPaths.parameters[name] / value, name).toBeCloseTo(1, 7)
    expect((standardErrors(onPaths)?.[name] ?? NaN) / (standardErrors(plain)?.[name] ?? NaN)).toBeCloseTo(
      1,
      5,
    )
  }
  const [one, other] = [probabilityActiveOnPaths(onPaths, fixed), probabilityActiveGiven(plain, given)]
  one.forEach((value, i) => expect(value).toBeCloseTo(other[i], 7))
  const window = { from: weeks(4), horizon: weeks(30) }
  const [ours, theirs] = [
    expectedPurchasesOnPaths(onPaths, fixed, window),
    expectedPurchasesGiven(plain, given, window),
  ]
  ours.forEach((value, i) => expect(value).toBeCloseTo(theirs[i], 6))
})

test('with no covariate, or with coefficients of zero, it is the plain model', () => {
  const { columns, customers } = simulated(500)
  const { customer, from } = columns.periods
  const bare = customersOnPaths({ ...columns, periods: { customer, from } })
  const plain = fitParetoNbd(customers.histories)
  const onPaths = fitParetoNbdOnPaths(bare)
  expect(onPaths.logLikelihood).toBeCloseTo(plain.logLikelihood, 8)
  expect(onPaths.parameters.beta / plain.parameters.beta).toBeCloseTo(1, 6)
  const zero = chosen(customers, { ...plain.parameters, ...coefficientsOfNothing })
  const expected = expectedPurchases(plain, customers.histories, { horizon: weeks(40) })
  expectedPurchasesOnPaths(zero, customers, { horizon: weeks(40) }).forEach((value, i) =>
    expect(value).toBeCloseTo(expected[i], 9),
  )
})

test('a search goes on from where another ended', () => {
  const { customers } = simulated(300)
  const once = fitParetoNbdOnPaths(customers)
  const again = fitParetoNbdOnPaths(customers, { start: once.parameters })
  expect(again.convergence.iterations).toBeLessThan(3)
  expect(again.logLikelihood).toBeCloseTo(once.logLikelihood, 8)
})

test('who came today is active, and has bought nothing more', () => {
  const today = customersOnPaths({
    timeUnit: 'week',
    age: [0],
    until: [20],
    purchases: { customer: [], age: [] },
    periods: { customer: [0, 0], from: [0, 5] },
  })
  const made = simulateOnPaths(chosen(today, { r: 1, alpha: 8, s: 0.8, beta: 20 }), today, seededRandom(1))
  expect(made.active[0]).toBe(1)
  expect(made.customer).toHaveLength(0)
})

test('a period cut in three changes nothing', () => {
  const { columns, customers } = simulated(60)
  const finer = customersOnPaths({ ...pathColumns(60, { cut: 3 }), purchases: columns.purchases })
  const fitted = chosen(customers, truth)
  expect(logLikelihoodOnPaths(fitted, finer)).toBeCloseTo(logLikelihoodOnPaths(fitted, customers), 8)
})

test('weight 2 is two customers, and a time unit is but a unit', () => {
  const { columns, customers } = simulated(200)
  const once = fitParetoNbdOnPaths(customers)
  const twice = fitParetoNbdOnPaths(customersOnPaths({ ...columns, weight: new Float64Array(200).fill(2) }))
  expect(twice.logLikelihood).toBeCloseTo(2 * once.logLikelihood, 6)
  expect(twice.parameters['purchase.campaign']).toBeCloseTo(once.parameters['purchase.campaign'], 7)
  const sevenfold = (column: ArrayLike<number>) => Float64Array.from(column, (value) => 7 * value)
  const inDays = customersOnPaths({
    timeUnit: 'day',
    age: sevenfold(columns.age),
    until: sevenfold(columns.until),
    purchases: { ...columns.purchases, age: sevenfold(columns.purchases.age) },
    periods: { ...columns.periods, from: sevenfold(columns.periods.from) },
  })
  const daily = fitParetoNbdOnPaths(inDays)
  expect(daily.parameters.alpha / once.parameters.alpha).toBeCloseTo(7, 5)
  expect(daily.parameters['dropout.region']).toBeCloseTo(once.parameters['dropout.region'], 6)
})

test('purchases of two windows add up, discounted ones are fewer, and simulated futures come out as expected', () => {
  const { columns, made, customers } = simulated(1000, { seed: 9, spread: 1 })
  const fitted = chosen(customers, truth)
  const all = expectedPurchasesOnPaths(fitted, customers, { horizon: weeks(40) })
  fc.assert(
    fc.property(fc.double({ min: 0, max: 40, noNaN: true }), (cut) => {
      const first = expectedPurchasesOnPaths(fitted, customers, { horizon: weeks(cut) })
      const rest = expectedPurchasesOnPaths(fitted, customers, { from: weeks(cut), horizon: weeks(40) })
      expect(sum(first) + sum(rest)).toBeCloseTo(sum(all), 6)
    }),
    { numRuns: 5 },
  )
  const discounted = { horizon: weeks(40), discountRatePerYear: 0.2 }
  const worth = sum(discountedExpectedPurchasesOnPaths(fitted, customers, discounted))
  expect(worth).toBeLessThan(sum(all))
  expect(worth).toBeGreaterThan(sum(all) * 1.2 ** (-280 / 365.25))
  const ahead = customersOnPaths({ ...columns, until: columns.age })
  expect(codeOf(() => expectedPurchasesOnPaths(fitted, ahead, { horizon: weeks(1) }))).toBe(
    'LIFETIME_PATH_TOO_SHORT',
  )
  // All are observed for 60 weeks, and simulated until week 120.
  const untilTheEnd = expectedPurchasesOnPaths(fitted, customers, { horizon: weeks(60) })
  const error = Math.sqrt(sum(made.futurePurchases.map((count, i) => (count - untilTheEnd[i]) ** 2)))
  expect(Math.abs(sum(made.futurePurchases) - sum(untilTheEnd)) / error).toBeLessThan(4)
  const active = probabilityActiveOnPaths(fitted, customers)
  const chance = Math.sqrt(sum(active.map((p) => p * (1 - p))))
  expect(Math.abs(sum(Float64Array.from(made.active)) - sum(active)) / chance).toBeLessThan(4)
})

test('the distribution of purchases sums to one, has the mean that is expected, and is the plain one where nothing changes', () => {
  const { customers } = simulated(60)
  const fitted = chosen(customers, truth)
  const window = { from: weeks(7), horizon: weeks(40) }
  const tables = purchaseProbabilitiesOnPaths(fitted, customers, window)
  const expected = expectedPurchasesOnPaths(fitted, customers, window)
  tables.forEach((table, i) => {
    expect(Math.abs(sum(table) - 1)).toBeLessThan(1e-9)
    expect(Math.abs(sum(table.map((share, n) => n * share)) - expected[i])).toBeLessThan(1e-6)
  })
  const zero = chosen(customers, { ...truth, ...coefficientsOfNothing })
  const { r, alpha, s, beta } = truth
  const plain = paretoNbd.withParameters({ r, alpha, s, beta }, 'week')
  const own = purchaseProbabilitiesOnPaths(zero, customers, window)
  purchaseProbabilities(plain, customers.histories, window).forEach((table, i) => {
    // One may stop some counts before the other, where all but a billionth is told.
    expect(sum(table.subarray(own[i].length))).toBeLessThan(1e-9)
    const both = table.subarray(0, own[i].length)
    both.forEach((share, n) => expect(Math.abs(own[i][n] - share)).toBeLessThan(1e-11))
  })
})

test('as many customers come back so often as the distributions say', () => {
  const { made, customers } = simulated(1200, { seed: 12, spread: 1 })
  const tables = purchaseProbabilitiesOnPaths(chosen(customers, truth), customers, { horizon: weeks(60) })
  for (const count of [0, 1, 2, 5]) {
    const shares = tables.map((table) => table[count] ?? 0)
    const expected = shares.reduce((total, share) => total + share, 0)
    const spread = Math.sqrt(shares.reduce((total, share) => total + share * (1 - share), 0))
    const seen = made.futurePurchases.filter((purchases) => purchases === count).length
    expect(Math.abs(seen - expected) / spread, `${count} purchases`).toBeLessThan(4)
  }
})

// Refusals.

test('paths that do not hold together are refused, each with its code', () => {
  const sound: PathColumns = {
    timeUnit: 'week',
    age: [10, 10],
    until: [20, 20],
    purchases: { customer: [0, 0, 1], age: [2, 5, 7] },
    periods: { customer: [0, 0, 1, 1], from: [0, 5, -1, 5], purchase: { z: [0, 1, 0, 1] } },
  }
  const withPeriods = (changes: Partial<PathColumns['periods']>) => ({
    ...sound,
    periods: { ...sound.periods, ...changes },
  })
  const code = (columns: PathColumns) => codeOf(() => customersOnPaths(columns))
  expect(code(sound)).toBe('')
  expect(code({ ...sound, until: [20] })).toBe('LIFETIME_LENGTHS_DIFFER')
  expect(code(withPeriods({ purchase: { z: [0, 1] } }))).toBe('LIFETIME_LENGTHS_DIFFER')
  expect(code({ ...sound, purchases: { customer: [0, 1], age: [2] } })).toBe('LIFETIME_LENGTHS_DIFFER')
  expect(code(withPeriods({ purchase: { z: [0, NaN, 0, 1] } }))).toBe('LIFETIME_VALUE_NOT_FINITE')
  expect(code(withPeriods({ logMultiplier: [0, 0, Infinity, 0] }))).toBe('LIFETIME_VALUE_NOT_FINITE')
  expect(code(withPeriods({ customer: [0, 1, 0, 1] }))).toBe('LIFETIME_PATH_INVALID')
  expect(code(withPeriods({ customer: [0, 0, 1, 2] }))).toBe('LIFETIME_PATH_INVALID')
  expect(code(withPeriods({ from: [0, 5, 5, 5] }))).toBe('LIFETIME_PATH_INVALID')
  expect(code({ ...sound, purchases: { customer: [0, 0, 1], age: [5, 2, 7] } })).toBe('LIFETIME_PATH_INVALID')
  expect(code(withPeriods({ from: [1, 5, -1, 5] }))).toBe('LIFETIME_PATH_TOO_SHORT')
  expect(code(withPeriods({ customer: [0, 0, 0, 0], from: [0, 1, 2, 3] }))).toBe('LIFETIME_PATH_TOO_SHORT')
  expect(code({ ...sound, until: [20, 9] })).toBe('LIFETIME_PATH_TOO_SHORT')
  const constant = customersOnPaths(withPeriods({ purchase: { z: [1, 1, 1, 1] } }))
  expect(codeOf(() => fitParetoNbdOnPaths(constant))).toBe('LIFETIME_COVARIATE_CONSTANT')
  const twice = customersOnPaths(withPeriods({ purchase: { z: [0, 1, 0, 1], y: [1, 3, 1, 3] } }))
  expect(codeOf(() => fitParetoNbdOnPaths(twice))).toBe('LIFETIME_COVARIATES_COLLINEAR')
  const bare = customersOnPaths(withPeriods({ purchase: {} }))
  const withoutTheirs = { ...bare, covariates: null }
  const window = { from: weeks(3), horizon: weeks(2) }
  const fitted = chosen(customersOnPaths(sound), { r: 1, alpha: 1, s: 1, beta: 1, 'purchase.z': 0 })
  expect(codeOf(() => expectedPurchasesOnPaths(fitted, customersOnPaths(sound), window))).toBe(
    'LIFETIME_HORIZON_INVALID',
  )
  expect(codeOf(() => probabilityActiveOnPaths(fitted, withoutTheirs))).toBe('LIFETIME_COVARIATE_MISSING')
})

// Size.

test('a customer of a hundred thousand purchases keeps a finite likelihood', () => {
  const age = Float64Array.from({ length: 100_000 }, (_, i) => (i + 1) / 1000)
  const customers = customersOnPaths({
    timeUnit: 'week',
    age: [150],
    until: [150],
    purchases: { customer: new Float64Array(100_000), age },
    periods: { customer: [0, 0], from: [0, 50], purchase: { z: [0, 1] } },
  })
  const fitted = chosen(customers, { r: 1, alpha: 8, s: 0.8, beta: 20, 'purchase.z': 0.2 })
  expect(Number.isFinite(logLikelihoodOnPaths(fitted, customers))).toBe(true)
  expect(probabilityActiveOnPaths(fitted, customers)[0]).toBe(0)
})

test('a table ends where it is asked to, that of no time at nobody, and that of very many purchases in the end', () => {
  const age = Float64Array.from({ length: 2000 }, (_, i) => (i + 1) / 20)
  const customers = customersOnPaths({
    timeUnit: 'week',
    age: [100],
    until: [160],
    purchases: { customer: new Float64Array(2000), age },
    periods: { customer: [0, 0], from: [0, 120], purchase: { z: [0, 1] } },
  })
  const fitted = chosen(customers, { r: 1, alpha: 8, s: 0.01, beta: 20, 'purchase.z': 0.2 })
  const [long] = purchaseProbabilitiesOnPaths(fitted, customers, { horizon: weeks(60) })
  const [expected] = expectedPurchasesOnPaths(fitted, customers, { horizon: weeks(60) })
  expect(sum(long)).toBeCloseTo(1, 8)
  expect(sum(long.map((share, n) => n * share)) / expected).toBeCloseTo(1, 6)
  const [short] = purchaseProbabilitiesOnPaths(fitted, customers, { horizon: weeks(60), mostPurchases: 3 })
  expect([...short]).toEqual([...long.subarray(0, 4)])
  const [none] = purchaseProbabilitiesOnPaths(fitted, customers, { horizon: weeks(0) })
  expect([...none]).toEqual([1])
})

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, type Day, days, numberOfDay, weeks } from '#kernel/time.ts'
import { hessianByDifferences } from '#numerics/optimise.ts'
import { seededRandom } from '#numerics/random.ts'
import { codeOf } from '../conformance-measures.ts'
import type { CovariateModelName } from '../covariates/effects.ts'
import { purchaseHistories } from '../histories.ts'
import { purchaseModel } from '../models.ts'
import { expectedPurchases } from '../predict.ts'
import { standardErrors } from '../summary.ts'
import { operationalClock, purchaseCalendar, seasonCalendar, withMultipliers } from './calendar.ts'
import { certifyOnCalendar } from './certificate.ts'
import { begin, chosen, flat, multipliers, quarters, seasons, simulated } from './customers.test-data.ts'
import { customersOnCalendar, type CustomersOnCalendar, distinctOnCalendar } from './customers.ts'
import { fitOnCalendar, fitSeasons } from './fit.ts'
import { operationalCurvature } from './operational-curvature.ts'
import {
  expectedPurchasesOnCalendar,
  plainFitOf,
  probabilityActiveOnCalendar,
  purchaseProbabilitiesOnCalendar,
} from './predict.ts'
import { purchasesBySeason, seasonRows } from './seasons.ts'
import { simulateOnCalendar } from './simulate.ts'

const models: readonly CovariateModelName[] = ['bg-nbd', 'mbg-nbd', 'pareto-nbd']
const sum = (column: Float64Array) => column.reduce((total, value) => total + value, 0)

// Laws.

test.each(models)(
  '%s: seasons that made simulated customers are found again, within four standard errors',
  (model) => {
    const { customers } = simulated(model)
    const fitted = fitSeasons(model, { customers, calendar: quarters })
    const errors = standardErrors(fitted)
    const { holds, nested } = certifyOnCalendar(fitted, customers)
    expect(holds).toBe(true)
    // Three seasons more or less than chance: far beyond the 16 that it passes in one case of a thousand.
    expect(nested).toMatchObject([{ model, holds: true }])
    expect(nested[0].statistic).toBeGreaterThan(16)
    const known = fitOnCalendar(model, { customers, calendar: seasons })
    expect(certifyOnCalendar(known, customers)).toMatchObject({ holds: true, nested: [] })
    for (const [name, value] of Object.entries(multipliers).slice(1)) {
      const parameter = `season.${name}`
      const gap = fitted.parameters[parameter] - Math.log(value / multipliers.q1)
      expect(Math.abs(gap) / (errors?.[parameter] ?? 0), parameter).toBeLessThan(4)
    }
    // Over these two years the true multipliers are 1 on average, as the fitted ones are.
    for (const { name, multiplier, standardError } of fitted.seasons ?? []) {
      const value = Object.entries(multipliers).find(([season]) => season === name)?.[1] ?? NaN
      expect(Math.abs(multiplier - value) / (standardError ?? 0), name).toBeLessThan(4)
    }
    for (const [name, value] of Object.entries(purchaseModel(model).typicalParameters)) {
      expect(Math.abs(fitted.parameters[name] - value) / (errors?.[name] ?? 0), name).toBeLessThan(4)
    }
    expect(JSON.parse(JSON.stringify(fitted))).toEqual(fitted)
  },
)

test.each(models)(
  '%s: with the multipliers that were found, a fit on the known calendar is the same fit',
  (model) => {
    const { customers } = simulated(model, { customers: 400 })
    const found = fitSeasons(model, { customers, calendar: quarters })
    const known = fitOnCalendar(model, { customers, calendar: found.calendar })
    expect(known.logLikelihood).toBeCloseTo(found.logLikelihood, 6)
    for (const [name, value] of Object.entries(known.parameters)) {
      expect(found.parameters[name] / value, name).toBeCloseTo(1, 5)
    }
    const other = fitOnCalendar(model, { customers, calendar: flat })
    expect(other.logLikelihood).toBeLessThan(known.logLikelihood - 5)
  },
)

test.each(models)('%s: a calendar of ones is no calendar', (model) => {
  const { customers } = simulated(model, { customers: 400 })
  const plain = purchaseModel(model).fit(customers.histories)
  const fitted = fitOnCalendar(model, {
    customers,
    calendar: withMultipliers(quarters, { q1: 1, q2: 1, q3: 1, q4: 1 }),
  })
  expect(fitted.logLikelihood).toBeCloseTo(plain.logLikelihood, 7)
  for (const [name, value] of Object.entries(plain.parameters)) {
    expect(fitted.parameters[name] / value, name).toBeCloseTo(1, 6)
  }
  const window = { from: weeks(3), horizon: weeks(30) }
  const expected = expectedPurchases(plain, customers.histories, window)
  const onCalendar = { ...fitted, parameters: plain.parameters }
  expectedPurchasesOnCalendar(onCalendar, customers, window).forEach((value, i) =>
    expect(value).toBeCloseTo(expected[i], 8),
  )
  const active = purchaseModel(model).probabilityActive(plain, customers.histories)
  probabilityActiveOnCalendar(onCalendar, customers).forEach((value, i) =>
    expect(value).toBeCloseTo(active[i], 9),
  )
})

test.each(models)('%s: twice the multipliers are twice the time α, and nothing else', (model) => {
  const { customers } = simulated(model, { customers: 300 })
  const double = Object.fromEntries(Object.entries(multipliers).map(([name, value]) => [name, 2 * value]))
  const once = fitOnCalendar(model, { customers, calendar: seasons })
  const twice = fitOnCalendar(model, { customers, calendar: withMultipliers(quarters, double) })
  expect(twice.logLikelihood).toBeCloseTo(once.logLikelihood, 6)
  expect(twice.parameters.alpha / once.parameters.alpha).toBeCloseTo(2, 6)
  const ahead = { horizon: weeks(26) }
  const [one, other] = [once, twice].map((fitted) =>
    sum(expectedPurchasesOnCalendar(fitted, customers, ahead)),
  )
  expect(other / one).toBeCloseTo(1, 6)
})

test.each(models)('%s: what simulated customers do in each quarter ahead is what was expected', (model) => {
  const { customers, futurePurchases, active } = simulated(model, { customers: 1500, seed: 8 })
  const truth = chosen(model, seasons)
  const expected = expectedPurchasesOnCalendar(truth, customers, { horizon: weeks(52) })
  const error = Math.sqrt(sum(futurePurchases.map((count, i) => (count - expected[i]) ** 2)))
  expect(Math.abs(sum(futurePurchases) - sum(expected)) / error).toBeLessThan(4)
  const quarter = (from: number) =>
    sum(
      expectedPurchasesOnCalendar(truth, customers, {
        from: days(91 * from),
        horizon: days(91 * (from + 1)),
      }),
    )
  expect([0, 1, 2, 3].reduce((total, from) => total + quarter(from), 0)).toBeCloseTo(sum(expected), 6)
  // The fourth quarter of the year comes fourth: customers fade, yet it is the best.
  expect(quarter(3)).toBeGreaterThan(quarter(2))
  const probable = probabilityActiveOnCalendar(truth, customers)
  const chance = Math.sqrt(sum(probable.map((p) => p * (1 - p))))
  expect(Math.abs(sum(Float64Array.from(active)) - sum(probable)) / chance).toBeLessThan(4)
})

test.each(models)(
  '%s: the distribution of purchases has the mean that is expected, and comes true',
  (model) => {
    const { customers, futurePurchases } = simulated(model, { customers: 600, seed: 21 })
    const fitted = chosen(model, seasons)
    const window = { from: weeks(5), horizon: weeks(30) }
    const tables = purchaseProbabilitiesOnCalendar(fitted, customers, window)
    const expected = expectedPurchasesOnCalendar(fitted, customers, window)
    tables.forEach((table, i) => {
      expect(Math.abs(sum(table) - 1)).toBeLessThan(1e-8)
      expect(Math.abs(sum(table.map((share, n) => n * share)) - expected[i])).toBeLessThan(1e-6)
    })
    const year = purchaseProbabilitiesOnCalendar(fitted, customers, { horizon: weeks(52) })
    for (const count of [0, 1, 2]) {
      const shares = year.map((table) => table[count] ?? 0)
      const spread = Math.sqrt(shares.reduce((total, share) => total + share * (1 - share), 0))
      const seen = futurePurchases.filter((purchases) => purchases === count).length
      const stated = shares.reduce((total, share) => total + share, 0)
      expect(Math.abs(seen - stated) / spread, `${count} purchases`).toBeLessThan(4)
    }
    const [short] = purchaseProbabilitiesOnCalendar(fitted, customers, {
      horizon: weeks(52),
      mostPurchases: 1,
    })
    expect(short.length).toBeLessThanOrEqual(2)
  },
)

test('gradient and Hessian in parameters and seasons together are those of the log-likelihood', () => {
  for (const model of ['bg-nbd', 'mbg-nbd'] as const) {
    const { customers } = simulated(model, { customers: 60 })
    const purchases = purchasesBySeason(quarters, customers.repeatPurchases)
    const rows = seasonRows(distinctOnCalendar(customers), quarters, { purchases, unit: 50 })
    const curvatureAt = operationalCurvature({ model, earlyDropouts: model === 'bg-nbd' ? 0 : 1 }, rows)
    const point = [-0.4, -1.2, -0.3, 0.7, 0.4, -0.2, 0.6]
    const at = curvatureAt(point)
    const differences = hessianByDifferences((moved) => curvatureAt(moved).gradient, point)
    const step = 1e-4
    point.forEach((value, i) => {
      const rise =
        curvatureAt(point.with(i, value + step)).value - curvatureAt(point.with(i, value - step)).value
      expect(at.gradient[i]).toBeCloseTo(rise / (2 * step), 6)
      point.forEach((_, j) => expect(at.hessian[i][j]).toBeCloseTo(differences[i][j], 8))
    })
  }
})

test('order does not matter, and weight 2 is two customers', () => {
  for (const model of models) {
    const { customers } = simulated(model, { customers: 300 })
    const { histories, firstPurchase, repeatPurchases } = customers
    const once = fitSeasons(model, { customers, calendar: quarters })
    const backwards = (column: Float64Array) => column.toReversed()
    const turned = customersOnCalendar({
      histories: purchaseHistories({
        timeUnit: 'week',
        repeatPurchases: backwards(histories.repeatPurchases),
        lastPurchaseAge: backwards(histories.lastPurchaseAge),
        age: backwards(histories.age),
      }),
      firstPurchase: backwards(firstPurchase),
      repeatPurchases: backwards(repeatPurchases),
    })
    const doubled = customersOnCalendar({
      histories: purchaseHistories({ ...histories, weight: histories.age.map(() => 2) }),
      firstPurchase,
      repeatPurchases: [...repeatPurchases, ...repeatPurchases],
    })
    const other = fitSeasons(model, { customers: turned, calendar: quarters })
    const twice = fitSeasons(model, { customers: doubled, calendar: quarters })
    expect(twice.logLikelihood).toBeCloseTo(2 * once.logLikelihood, 5)
    for (const [name, value] of Object.entries(once.parameters)) {
      expect(other.parameters[name], name).toBeCloseTo(value, 5)
      expect(twice.parameters[name], name).toBeCloseTo(value, 5)
    }
  }
})

test('a new customer on the eve of the high season buys sooner than one after it', () => {
  const newcomer = (day: Day) =>
    customersOnCalendar({
      histories: purchaseHistories({
        timeUnit: 'week',
        repeatPurchases: [0],
        lastPurchaseAge: [0],
        age: [0],
      }),
      firstPurchase: [numberOfDay(day)],
      repeatPurchases: [],
    })
  for (const model of models) {
    const fitted = chosen(model, seasons)
    const ahead = (day: Day) => expectedPurchasesOnCalendar(fitted, newcomer(day), { horizon: weeks(12) })[0]
    expect(ahead('2022-10-01' as Day)).toBeGreaterThan(1.5 * ahead('2022-01-01' as Day))
    const plain = expectedPurchases(plainFitOf(fitted), newcomer(begin).histories, { horizon: weeks(12) })[0]
    expect(ahead('2022-10-01' as Day)).toBeGreaterThan(plain)
  }
})

test('operational time runs forwards and backwards alike', () => {
  const clock = operationalClock(seasons)
  const first = numberOfDay(begin)
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1460, noNaN: true }), (passed) => {
      expect(clock.dayAt(clock.at(first + passed))).toBeCloseTo(first + passed, 7)
    }),
  )
  expect(clock.at(first + 365) / 365).toBeCloseTo((90 * 0.7 + 91 * 0.9 + 92 * 0.8 + 92 * 1.6) / 365, 12)
  // Beyond the calendar's end time goes on as in its last period.
  expect(clock.dayAt(clock.at(first + 1461) + 1.6)).toBeCloseTo(first + 1462, 7)
})

test('where the parameters cannot be told, neither can the errors of the seasons', () => {
  const { alpha } = chosen('bg-nbd', seasons).parameters
  const loyal = { ...chosen('bg-nbd', seasons), parameters: { r: 1, alpha, a: 1e-6, b: 10 } }
  const firstPurchase = new Float64Array(200).fill(numberOfDay(begin))
  const ages = new Float64Array(200).fill(104)
  const random = seededRandom(4)
  const { customers } = simulateOnCalendar(loyal, { firstPurchase, ages, horizon: 0, random })
  const fitted = fitSeasons('bg-nbd', { customers, calendar: quarters })
  expect(fitted.covariance).toBeNull()
  expect(fitted.seasons?.map(({ standardError }) => standardError)).toEqual([null, null, null, null])
  expect(fitted.seasons?.[3]?.multiplier).toBeGreaterThan(1.3)
})

test('a customer so long gone that the odds of it overflow keeps the derivatives finite', () => {
  const day = numberOfDay(begin)
  const busy = Float64Array.from({ length: 2000 }, (_, i) => day + Math.floor(i / 10) + 1)
  const customers = customersOnCalendar({
    histories: purchaseHistories({
      timeUnit: 'day',
      repeatPurchases: [2000],
      lastPurchaseAge: [200],
      age: [1400],
    }),
    firstPurchase: [day],
    repeatPurchases: busy,
  })
  const purchases = purchasesBySeason(quarters, customers.repeatPurchases)
  const rows = seasonRows(distinctOnCalendar(customers), quarters, { purchases, unit: 50 })
  const at = operationalCurvature({ model: 'bg-nbd', earlyDropouts: 0 }, rows)([0, 0, 0, 1, 0, 0, 0])
  expect(Number.isFinite(at.value)).toBe(true)
  for (const value of [...at.gradient, ...at.hessian.flat()]) expect(Number.isFinite(value)).toBe(true)
})

// Refusals.

const oneCustomer: CustomersOnCalendar = customersOnCalendar({
  histories: purchaseHistories({ timeUnit: 'day', repeatPurchases: [2], lastPurchaseAge: [30], age: [100] }),
  firstPurchase: [numberOfDay(begin)],
  repeatPurchases: [numberOfDay(begin) + 10, numberOfDay(begin) + 30],
})

test('calendars that are none are refused, each with its code', () => {
  const code = (from: readonly string[], until: string, multiplier: readonly number[]) =>
    codeOf(() => purchaseCalendar({ from: from as readonly Day[], until: until as Day, multiplier }))
  expect(code(['2021-01-01'], '2021-02-01', [1])).toBe('')
  expect(code([], '2021-02-01', [])).toBe('LIFETIME_CALENDAR_INVALID')
  expect(code(['2021-01-01'], '2021-02-01', [1, 2])).toBe('LIFETIME_LENGTHS_DIFFER')
  expect(code(['2021-01-01'], '2021-01-01', [1])).toBe('LIFETIME_CALENDAR_INVALID')
  expect(code(['2021-01-05', '2021-01-01'], '2021-02-01', [1, 1])).toBe('LIFETIME_CALENDAR_INVALID')
  for (const wrong of [0, -1, NaN, Infinity]) {
    expect(code(['2021-01-01'], '2021-02-01', [wrong])).toBe('LIFETIME_CALENDAR_INVALID')
  }
  expect(codeOf(() => withMultipliers(quarters, { q1: 1 }))).toBe('LIFETIME_CALENDAR_INVALID')
  const nowhere = { from: begin, until: begin, seasonOf: (day: Day) => day }
  expect(codeOf(() => seasonCalendar(nowhere))).toBe('LIFETIME_CALENDAR_INVALID')
})

test('a calendar must cover the data and the horizon, and every season a purchase', () => {
  const short = purchaseCalendar({
    from: [addDays(begin, days(1))],
    until: '2025-01-01' as Day,
    multiplier: [1],
  })
  const early = purchaseCalendar({ from: [begin], until: addDays(begin, days(99)), multiplier: [1] })
  for (const calendar of [short, early]) {
    for (const model of models) {
      const data = { customers: oneCustomer, calendar }
      expect(codeOf(() => fitOnCalendar(model, data))).toBe('LIFETIME_CALENDAR_TOO_SHORT')
      expect(codeOf(() => fitSeasons(model, data))).toBe('LIFETIME_CALENDAR_TOO_SHORT')
    }
  }
  const { customers } = simulated('bg-nbd', { customers: 50 })
  const fitted = chosen('bg-nbd', seasons)
  expect(codeOf(() => expectedPurchasesOnCalendar(fitted, customers, { horizon: weeks(52 * 9) }))).toBe(
    'LIFETIME_CALENDAR_TOO_SHORT',
  )
  const further = withMultipliers(
    seasonCalendar({
      from: begin,
      until: '2040-01-01' as Day,
      seasonOf: (day) => `q${Math.ceil(Number(day.slice(5, 7)) / 3)}`,
    }),
    multipliers,
  )
  expect(
    codeOf(() =>
      expectedPurchasesOnCalendar(fitted, customers, { horizon: weeks(52 * 9), calendar: further }),
    ),
  ).toBe('')
  const data = { customers: oneCustomer, calendar: quarters }
  expect(codeOf(() => fitSeasons('bg-nbd', data))).toBe('LIFETIME_CALENDAR_INVALID')
  const backwards = { from: weeks(2), horizon: weeks(1) }
  expect(codeOf(() => expectedPurchasesOnCalendar(fitted, customers, backwards))).toBe(
    'LIFETIME_HORIZON_INVALID',
  )
})

test('customers whose days do not go with their histories are refused', () => {
  const { histories, firstPurchase, repeatPurchases } = oneCustomer
  const code = (changes: Partial<CustomersOnCalendar>) =>
    codeOf(() => customersOnCalendar({ histories, firstPurchase, repeatPurchases, ...changes }))
  expect(code({ firstPurchase: new Float64Array(2) })).toBe('LIFETIME_LENGTHS_DIFFER')
  expect(code({ repeatPurchases: repeatPurchases.slice(1) })).toBe('LIFETIME_LENGTHS_DIFFER')
  expect(code({ firstPurchase: Float64Array.of(NaN) })).toBe('LIFETIME_VALUE_NOT_FINITE')
  const { customers } = simulated('bg-nbd', { customers: 20 })
  const inDays = { ...chosen('bg-nbd', seasons), timeUnit: 'day' as const }
  expect(codeOf(() => probabilityActiveOnCalendar(inDays, customers))).toBe('LIFETIME_TIME_UNIT_MISMATCH')
})

// Size.

test('seasons of twenty thousand customers take a few plain fits', () => {
  const { customers } = simulated('bg-nbd', { customers: 20_000 })
  const start = performance.now()
  const fitted = fitSeasons('bg-nbd', { customers, calendar: quarters })
  expect(performance.now() - start).toBeLessThan(5000)
  expect(fitted.convergence.iterations).toBeLessThan(12)
  expect(fitted.convergence.gradientNorm).toBeLessThan(1e-9)
})

import { expect, test } from 'vitest'
import { type Day, days, numberOfDay, weeks } from '#kernel/time.ts'
import { seededRandom } from '#numerics/random.ts'
import { codeOf } from '../conformance-measures.ts'
import { purchaseModel } from '../models.ts'
import { customerOutlook } from '../outlook/customer-outlook.ts'
import { exampleSpend, withRelativeErrors } from '../outlook/example-fits.ts'
import { groupOutlook } from '../outlook/group-outlook.ts'
import { discountedExpectedPurchases } from '../predict.ts'
import { purchaseCalendar, seasonCalendar, withMultipliers } from './calendar.ts'
import { begin, chosen, flat, quarters, seasons, simulated } from './customers.test-data.ts'
import { observedSpan } from './customers.ts'
import { fitOnCalendar, fitSeasons, type FittedOnCalendar } from './fit.ts'
import { customerOutlookOnCalendar, groupOutlookOnCalendar } from './outlook.ts'
import { calendarPoints, calendarUnder } from './points.ts'
import {
  discountedExpectedPurchasesOnCalendar,
  expectedPurchasesOnCalendar,
  probabilityActiveOnCalendar,
  purchaseProbabilitiesOnCalendar,
} from './predict.ts'
import { daysBySeason } from './seasons.ts'
import { simulateOnCalendar } from './simulate.ts'

const models = ['bg-nbd', 'mbg-nbd', 'pareto-nbd'] as const
const sum = (column: ArrayLike<number>) => Array.from(column).reduce((total, value) => total + value, 0)
const spend = { kind: 'gamma-gamma', fitted: withRelativeErrors(exampleSpend, 0.1) } as const
const meanSpend = { kind: 'mean-spend', meanSpend: 30 } as const

test.each(models)(
  '%s: without seasons all figures are those of the plain model, of customers and of groups',
  (name) => {
    const { customers } = simulated(name, { customers: 60, calendar: flat })
    const { histories } = customers
    const sure = purchaseModel(name).withParameters(purchaseModel(name).typicalParameters, 'week')
    // Unlike errors: of like ones any turned axes are principal.
    const errors = Object.values(sure.parameters).map((value, i) => (0.1 + 0.05 * i) * value)
    const covariance = errors.map((error, i) => errors.map((_, j) => (i === j ? error * error : 0)))
    const plain = { ...sure, covariance }
    const fitted = { ...chosen(name, flat), covariance }
    const known = {
      spendObservations: histories.repeatPurchases,
      meanSpend: histories.age.map((_, i) => 20 + (i % 30)),
    }
    const common = { spend, horizon: weeks(39), discountRatePerYear: 0.1 }
    const mine = customerOutlookOnCalendar({ ...common, ...known, fitted, customers })
    const theirs = customerOutlook({ ...common, fitted: plain, base: { histories, ...known } })
    expect(mine.uncertainty).toBe('integrated')
    const close = (one: Float64Array, other: Float64Array, digits: number) =>
      one.forEach((value, i) => expect((1 + value) / (1 + other[i])).toBeCloseTo(1, digits))
    close(mine.probabilityActive, theirs.probabilityActive, 9)
    close(mine.probabilityBuys, theirs.probabilityBuys, 8)
    for (const side of ['mean', 'lower', 'upper', 'probability'] as const) {
      close(mine.purchases[side], theirs.purchases[side], 7)
      close(mine.value[side], theirs.value[side], 5)
    }
    for (const members of [[3, 17, 4, 4], [5]]) {
      const [own, usual] = [groupOutlookOnCalendar(mine, { members }), groupOutlook(theirs, { members })]
      expect(own.active).toBeCloseTo(usual.active, 8)
      expect(own.activeCannotTell).toBe(usual.activeCannotTell)
      for (const side of ['mean', 'lower', 'upper'] as const) {
        expect(own.purchases[side]).toBeCloseTo(usual.purchases[side], 7)
        expect((1 + own.value[side]) / (1 + usual.value[side])).toBeCloseTo(1, 6)
      }
    }
  },
)

test.each(models)('%s: means are those of the fit, and probabilities are mixed by hand', (name) => {
  const { customers } = simulated(name, { customers: 150 })
  const fitted = fitSeasons(name, { customers, calendar: quarters })
  const asked = { horizon: weeks(30) }
  const outlook = customerOutlookOnCalendar({ ...asked, fitted, customers, spend: meanSpend, level: 0.5 })
  const points = calendarPoints(fitted)
  // Four parameters and three seasons more than the first, each on both sides.
  expect(points).toHaveLength(14)
  expect(outlook.uncertainty).toBe('integrated')
  const active = probabilityActiveOnCalendar(fitted, customers)
  const expected = expectedPurchasesOnCalendar(fitted, customers, asked)
  const tables = points.map((point) => purchaseProbabilitiesOnCalendar(point, customers, asked))
  expected.forEach((mean, i) => {
    expect(outlook.probabilityActive[i]).toBeCloseTo(active[i], 12)
    expect(outlook.purchases.mean[i]).toBeCloseTo(mean, 9)
    const cumulative = (n: number) => sum(tables.map((own) => sum(own[i].subarray(0, n + 1)))) / 14
    const quantile = (share: number) => {
      let n = 0
      while (cumulative(n) < share) n++
      return n
    }
    expect(outlook.purchases.lower[i]).toBe(quantile(0.25))
    expect(outlook.purchases.upper[i]).toBe(quantile(0.75))
    expect(outlook.probabilityBuys[i]).toBeCloseTo(1 - cumulative(0), 7)
  })
  const alone = groupOutlookOnCalendar(outlook, { members: [11] })
  expect(alone.purchases.lower).toBe(outlook.purchases.lower[11])
  expect(alone.purchases.upper).toBe(outlook.purchases.upper[11])
  expect(alone.purchases.mean).toBeCloseTo(outlook.purchases.mean[11], 12)
  expect(groupOutlookOnCalendar(outlook).purchases.mean).toBeCloseTo(sum(expected), 7)
})

test('the points have the errors of the fit, and their seasons are 1 on average over its data', () => {
  const { customers } = simulated('mbg-nbd', { customers: 600 })
  const fitted = fitSeasons('mbg-nbd', { customers, calendar: quarters })
  const points = calendarPoints(fitted)
  const spread = (valueOf: (fit: FittedOnCalendar) => number) =>
    Math.sqrt(sum(points.map((point) => (valueOf(point) - valueOf(fitted)) ** 2)) / points.length)
  Object.entries(fitted.parameters).forEach(([name, value], i) => {
    const error = Math.sqrt(fitted.covariance?.[i][i] ?? NaN)
    const ratio = fitted.coefficients.includes(name)
      ? spread(({ parameters }) => parameters[name]) / error
      : spread(({ parameters }) => Math.log(parameters[name])) / (error / value)
    expect(ratio, name).toBeCloseTo(1, 1)
  })
  fitted.seasons?.forEach(({ multiplier, standardError }, k) => {
    const moved = spread(({ seasons: found }) => Math.log(found?.[k].multiplier ?? NaN))
    expect(moved / (Number(standardError) / multiplier)).toBeCloseTo(1, 1)
  })
  const { first, last } = observedSpan(customers)
  const time = daysBySeason(quarters, first, last)
  for (const { seasons: found } of points) {
    expect(sum((found ?? []).map(({ multiplier }, k) => multiplier * time[k])) / sum(time)).toBeCloseTo(1, 8)
  }
})

test('it does not matter which season is the first', () => {
  const { customers } = simulated('mbg-nbd', { customers: 200 })
  const turned = {
    ...quarters,
    names: ['q3', 'q4', 'q1', 'q2'],
    season: quarters.season.map((place) => (place + 2) % 4),
  }
  const [one, other] = [quarters, turned].map((calendar) =>
    customerOutlookOnCalendar({
      fitted: fitSeasons('mbg-nbd', { customers, calendar }),
      customers,
      spend: meanSpend,
      horizon: weeks(30),
    }),
  )
  one.probabilityBuys.forEach((share, i) => expect(other.probabilityBuys[i]).toBeCloseTo(share, 6))
  expect(other.purchases.upper).toEqual(one.purchases.upper)
})

test('seasons of the fit move in a further calendar, multipliers that were given stay', () => {
  const { customers } = simulated('bg-nbd', { customers: 150 })
  const fitted = fitSeasons('bg-nbd', { customers, calendar: quarters })
  const found = Object.fromEntries((fitted.seasons ?? []).map(({ name, multiplier }) => [name, multiplier]))
  const longer = seasonCalendar({
    from: begin,
    until: '2026-01-01' as Day,
    seasonOf: (day) => (day >= '2025' ? 'fair' : `q${Math.ceil(Number(day.slice(5, 7)) / 3)}`),
  })
  const calendar = withMultipliers(longer, { ...found, fair: 3 })
  for (const point of calendarPoints(fitted)) {
    const under = calendarUnder(calendar, fitted, point)
    expect(under.multipliers[longer.names.indexOf('fair')]).toBe(3)
    point.seasons?.forEach(({ name, multiplier }) =>
      expect(under.multipliers[longer.names.indexOf(name)]).toBeCloseTo(multiplier, 12),
    )
  }
  const known = fitOnCalendar('bg-nbd', { customers, calendar: fitted.calendar })
  const asked = { customers, spend: meanSpend, horizon: weeks(20) }
  const sure = customerOutlookOnCalendar({ ...asked, fitted: known })
  expect(calendarPoints(known)).toHaveLength(8)
  const unsure = customerOutlookOnCalendar({ ...asked, fitted, calendar })
  expect(unsure.purchases.mean[0]).toBeCloseTo(sure.purchases.mean[0], 5)
  expect(unsure.probabilityBuys).not.toEqual(sure.probabilityBuys)
})

test.each(models)('%s: purchases are discounted by the clock on the wall', (name) => {
  const { customers } = simulated(name, { customers: 20 })
  const fitted = chosen(name, seasons)
  const rate = { discountRatePerYear: 0.3 }
  const worth = discountedExpectedPurchasesOnCalendar(fitted, customers, {
    from: weeks(5),
    horizon: weeks(45),
    ...rate,
  })
  // By hand: day by day, each at its middle.
  const byDay = Array.from({ length: 280 }, (_, day) =>
    expectedPurchasesOnCalendar(fitted, customers, { from: days(35 + day), horizon: days(36 + day) }).map(
      (mean) => mean * 1.3 ** (-(35.5 + day) / 365.25),
    ),
  )
  worth.forEach((value, i) => {
    const whole = sum(byDay.map((column) => column[i]))
    expect(Math.abs(value - whole)).toBeLessThan(1e-6 * whole + 1e-12)
  })
  const plain = purchaseModel(name).withParameters(purchaseModel(name).typicalParameters, 'week')
  const usual = discountedExpectedPurchases(plain, customers.histories, { horizon: weeks(52), ...rate })
  const flatly = discountedExpectedPurchasesOnCalendar(chosen(name, flat), customers, {
    horizon: weeks(52),
    ...rate,
  })
  flatly.forEach((value, i) => expect(value / usual[i]).toBeCloseTo(1, 9))
  const undiscounted = { horizon: weeks(30), discountRatePerYear: 0 }
  discountedExpectedPurchasesOnCalendar(fitted, customers, undiscounted).forEach((value, i) =>
    expect(value).toBeCloseTo(expectedPurchasesOnCalendar(fitted, customers, undiscounted)[i], 12),
  )
})

test.each(['mbg-nbd', 'pareto-nbd'] as const)(
  '%s: intervals hold what comes as often as they say, and the PIT is uniform',
  (name) => {
    // A few customers teach the fit, so that it is unsure; more of the same kind are foretold.
    const { customers: few } = simulated(name, { customers: 200, seed: 31 })
    const fitted = fitSeasons(name, { customers: few, calendar: quarters })
    const first = numberOfDay(begin)
    const firstPurchase = Float64Array.from({ length: 1000 }, (_, i) => first + (i % 365))
    const ages = firstPurchase.map((day) => (first + 730 - day) / 7)
    const { customers, futurePurchases } = simulateOnCalendar(chosen(name, seasons), {
      firstPurchase,
      ages,
      horizon: 39,
      random: seededRandom(32),
    })
    const horizon = weeks(39)
    const { purchases } = customerOutlookOnCalendar({ fitted, customers, spend: meanSpend, horizon })
    const held = futurePurchases.filter(
      (count, i) => purchases.lower[i] <= count && count <= purchases.upper[i],
    ).length
    expect(Math.abs(held - sum(purchases.probability)) / 1000).toBeLessThan(0.03)
    const tables = calendarPoints(fitted).map((point) =>
      purchaseProbabilitiesOnCalendar(point, customers, { horizon }),
    )
    const upTo = (n: number, i: number) =>
      sum(tables.map((table) => sum(table[i].subarray(0, n)))) / tables.length
    const random = seededRandom(33)
    const pit = futurePurchases.map((count, i) => {
      const [below, until] = [upTo(count, i), upTo(count + 1, i)]
      return below + random() * (until - below)
    })
    expect(Math.abs(pit.filter((share) => share >= 0.1 && share < 0.9).length / 1000 - 0.8)).toBeLessThan(
      0.03,
    )
  },
)

test('without a covariance chance alone is told, and what cannot be said is refused', () => {
  const { customers } = simulated('bg-nbd', { customers: 50 })
  const asked = { fitted: chosen('bg-nbd', seasons), customers, spend: meanSpend, horizon: weeks(20) }
  const outlook = customerOutlookOnCalendar(asked)
  expect(outlook.uncertainty).toBe('unknown')
  const refused = (change: object) => codeOf(() => customerOutlookOnCalendar({ ...asked, ...change }))
  const short = purchaseCalendar({ from: [begin], until: '2023-02-01' as Day, multiplier: [1] })
  expect(refused({ horizon: days(0) })).toBe('LIFETIME_HORIZON_INVALID')
  expect(refused({ calendar: short })).toBe('LIFETIME_CALENDAR_TOO_SHORT')
  expect(refused({ level: 0 })).toBe('LIFETIME_OPTION_INVALID')
  expect(refused({ discountRatePerYear: Infinity })).toBe('LIFETIME_OPTION_INVALID')
  expect(refused({ spendObservations: new Float64Array(3) })).toBe('LIFETIME_LENGTHS_DIFFER')
  expect(refused({ fitted: { ...asked.fitted, timeUnit: 'day' } })).toBe('LIFETIME_TIME_UNIT_MISMATCH')
  expect(refused({ fitted: { ...asked.fitted, model: 'bg-nbd' } })).toBe('LIFETIME_MODEL_UNKNOWN')
  const group = (options: object) => codeOf(() => groupOutlookOnCalendar(outlook, options))
  expect(group({ members: [] })).toBe('LIFETIME_NO_CUSTOMERS')
  expect(group({ members: [50] })).toBe('LIFETIME_OPTION_INVALID')
  expect(group({ level: 1 })).toBe('LIFETIME_OPTION_INVALID')
})

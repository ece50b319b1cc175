import { expect, test } from 'vitest'
import { days, weeks } from '#kernel/time.ts'
import { seededRandom } from '#numerics/random.ts'
import { codeOf } from '../conformance-measures.ts'
import { customerOutlook } from '../outlook/customer-outlook.ts'
import { exampleSpend, withRelativeErrors } from '../outlook/example-fits.ts'
import { groupOutlook, type GroupOutlook } from '../outlook/group-outlook.ts'
import { fitParetoNbd } from '../pareto-nbd/fit.ts'
import { chosen, pathColumns, simulated, truth } from './customers.test-data.ts'
import { fitParetoNbdOnPaths } from './fit.ts'
import { customerOutlookOnPaths, groupOutlookOnPaths } from './outlook.ts'
import { customersOnPaths, type PathColumns } from './paths.ts'
import { pathPoints } from './points.ts'
import {
  discountedExpectedPurchasesOnPaths,
  expectedPurchasesOnPaths,
  probabilityActiveOnPaths,
  purchaseProbabilitiesOnPaths,
} from './predict.ts'
import { simulateOnPaths } from './simulate.ts'

const sum = (column: ArrayLike<number>) => Array.from(column).reduce((total, value) => total + value, 0)
const spend = { kind: 'gamma-gamma', fitted: withRelativeErrors(exampleSpend, 0.1) } as const
const meanSpend = { kind: 'mean-spend', meanSpend: 30 } as const

const { columns, customers } = simulated(100)
const fitted = fitParetoNbdOnPaths(customers)
const asked = { fitted, customers, spend: meanSpend, horizon: weeks(40) }
/** What most tests look at, told once. */
const foretold = customerOutlookOnPaths(asked)
const known = {
  spendObservations: customers.histories.repeatPurchases,
  meanSpend: customers.histories.age.map((_, i) => 20 + (i % 30)),
}

/** The same customers, of whom no covariate is known. */
function withoutCovariates({ periods, ...others }: PathColumns) {
  const { customer, from } = periods
  return customersOnPaths({ ...others, periods: { customer, from } })
}

test('without covariates all figures are those of the plain model, of customers and of groups', () => {
  const bare = withoutCovariates(columns)
  const plain = fitParetoNbd(bare.histories)
  const { r, alpha, s, beta } = plain.parameters
  const same = { ...chosen(bare, { r, alpha, s, beta }), covariance: plain.covariance }
  const common = { spend, horizon: weeks(40), discountRatePerYear: 0.1 }
  const onPaths = customerOutlookOnPaths({ ...common, ...known, fitted: same, customers: bare })
  const base = { histories: bare.histories, ...known }
  const usual = customerOutlook({ ...common, fitted: plain, base })
  expect(onPaths.uncertainty).toBe('integrated')
  const close = (mine: Float64Array, theirs: Float64Array, digits: number) =>
    mine.forEach((value, i) => expect(value / (theirs[i] || 1)).toBeCloseTo(theirs[i] === 0 ? 0 : 1, digits))
  close(onPaths.probabilityActive, usual.probabilityActive, 9)
  close(onPaths.probabilityBuys, usual.probabilityBuys, 8)
  close(onPaths.purchases.mean, usual.purchases.mean, 8)
  expect(onPaths.purchases.lower).toEqual(usual.purchases.lower)
  expect(onPaths.purchases.upper).toEqual(usual.purchases.upper)
  close(onPaths.purchases.probability, usual.purchases.probability, 8)
  for (const side of ['mean', 'lower', 'upper', 'probability'] as const) {
    close(onPaths.value[side], usual.value[side], 5)
  }
  const many = Array.from({ length: 300 }, (_, i) => i % 100)
  for (const members of [[3, 17, 4, 4], [5], many]) {
    const mine = groupOutlookOnPaths(onPaths, { members })
    const theirs = groupOutlook(usual, { members })
    expect(mine.customers).toBe(theirs.customers)
    expect(mine.active / theirs.active).toBeCloseTo(1, 8)
    expect(mine.probabilityBuys / theirs.probabilityBuys).toBeCloseTo(1, 7)
    for (const side of ['mean', 'lower', 'upper'] as const) {
      expect(Math.abs(mine.purchases[side] - theirs.purchases[side])).toBeLessThan(1e-6)
      expect(Math.abs(mine.value[side] - theirs.value[side])).toBeLessThan(1e-6 * theirs.value.mean)
    }
  }
})

test('means are those of the fit, and probabilities are mixed over the points by hand', () => {
  const outlook = customerOutlookOnPaths({ ...asked, discountRatePerYear: 0.2 })
  const points = pathPoints(fitted)
  // Four parameters and four coefficients, each on both sides.
  expect(points).toHaveLength(16)
  expect(outlook.uncertainty).toBe('integrated')
  expect(outlook.probabilityActive).toEqual(probabilityActiveOnPaths(fitted, customers))
  const expected = expectedPurchasesOnPaths(fitted, customers, asked)
  const worth = discountedExpectedPurchasesOnPaths(fitted, customers, { ...asked, discountRatePerYear: 0.2 })
  const tables = points.map((point) => purchaseProbabilitiesOnPaths(point, customers, asked))
  expected.forEach((mean, i) => {
    expect(outlook.purchases.mean[i]).toBeCloseTo(mean, 9)
    expect(outlook.value.mean[i]).toBeCloseTo(30 * worth[i], 8)
    const cumulative = (n: number) => sum(tables.map((own) => sum(own[i].subarray(0, n + 1)))) / 16
    const quantile = (share: number) => {
      let n = 0
      while (cumulative(n) < share) n++
      return n
    }
    const [lower, upper] = [quantile(0.1), quantile(0.9)]
    expect(outlook.purchases.lower[i]).toBe(lower)
    expect(outlook.purchases.upper[i]).toBe(upper)
    expect(outlook.purchases.probability[i]).toBeCloseTo(
      cumulative(upper) - (lower === 0 ? 0 : cumulative(lower - 1)),
      7,
    )
    expect(outlook.probabilityBuys[i]).toBeCloseTo(1 - cumulative(0), 7)
  })
})

test('a group is mixed over the points only after summing, by hand', () => {
  const members = [1, 6, 40]
  const { purchases, probabilityBuys } = groupOutlookOnPaths(foretold, { members, level: 0.9 })
  const points = pathPoints(fitted)
  const mixed = new Float64Array(400)
  for (const point of points) {
    const tables = purchaseProbabilitiesOnPaths(point, customers, asked)
    let sums = [1]
    for (const member of members) {
      const next = new Float64Array(400)
      sums.forEach((mass, k) =>
        tables[member].forEach((share, n) => {
          if (k + n < 400) next[k + n] += mass * share
        }),
      )
      sums = [...next]
    }
    sums.forEach((mass, n) => (mixed[n] += mass / points.length))
  }
  const quantile = (share: number) => {
    let covered = 0
    return mixed.findIndex((mass) => (covered += mass) >= share)
  }
  expect(purchases.lower).toBe(quantile(0.05))
  expect(purchases.upper).toBe(quantile(0.95))
  expect(probabilityBuys).toBeCloseTo(1 - mixed[0], 7)
})

test('a group of one is the customer; groups add up; a large group is summed by its moments', () => {
  const outlook = customerOutlookOnPaths({ ...asked, ...known, spend })
  for (const place of [0, 7, 91]) {
    const alone = groupOutlookOnPaths(outlook, { members: [place] })
    expect(alone.purchases.mean).toBeCloseTo(outlook.purchases.mean[place], 12)
    expect(alone.purchases.lower).toBe(outlook.purchases.lower[place])
    expect(alone.purchases.upper).toBe(outlook.purchases.upper[place])
    expect(alone.probabilityBuys).toBeCloseTo(outlook.probabilityBuys[place], 9)
    expect(Math.abs(alone.value.upper - outlook.value.upper[place])).toBeLessThan(
      0.03 * (alone.value.mean + alone.value.upper),
    )
  }
  const counted = foretold
  const everybody = Array.from({ length: 257 }, (_, i) => i % 100)
  // On both sides of the largest group that is summed exactly.
  const [exact, larger] = [256, 257].map((size) =>
    groupOutlookOnPaths(counted, { members: everybody.slice(0, size) }),
  )
  expect(larger.value.mean).toBeCloseTo(sum(everybody.map((place) => counted.value.mean[place])), 6)
  for (const side of ['lower', 'upper'] as const) {
    const relative = (said: typeof exact) => said.purchases[side] / said.purchases.mean
    expect(Math.abs(relative(larger) - relative(exact))).toBeLessThan(0.02)
  }
})

test('origins and units of covariates do not matter', () => {
  const other = (name: 'region' | 'campaign') =>
    Array.from(columns.periods.purchase?.[name] ?? [], (value) => 10 * value + (name === 'region' ? 300 : 0))
  const measured = { region: other('region'), campaign: other('campaign') }
  const again = customersOnPaths({
    ...columns,
    periods: { ...columns.periods, purchase: measured, dropout: measured },
  })
  const [mine, theirs] = [
    foretold,
    customerOutlookOnPaths({ ...asked, customers: again, fitted: fitParetoNbdOnPaths(again) }),
  ]
  mine.probabilityBuys.forEach((share, i) => expect(theirs.probabilityBuys[i]).toBeCloseTo(share, 5))
  mine.purchases.upper.forEach((upper, i) => expect(theirs.purchases.upper[i]).toBe(upper))
})

test('without a covariance chance alone is told, and that it is; with one intervals are wider', () => {
  const sure = customerOutlookOnPaths({ ...asked, fitted: { ...fitted, covariance: null } })
  expect(sure.uncertainty).toBe('unknown')
  const unsure = foretold
  // By hand: how the total moves from point to point, over chance alone.
  const width = ({ purchases }: Pick<GroupOutlook, 'purchases'>) => purchases.upper - purchases.lower
  const totals = pathPoints(fitted).map((point) => sum(expectedPurchasesOnPaths(point, customers, asked)))
  const whole = sum(unsure.purchases.mean)
  const doubt = sum(totals.map((total) => (total - whole) ** 2)) / totals.length
  const [chance, both] = [sure, unsure].map((outlook) => width(groupOutlookOnPaths(outlook)))
  expect(both / Math.sqrt(chance ** 2 + doubt * (2 * 1.2815515) ** 2)).toBeGreaterThan(0.95)
  expect(both / Math.sqrt(chance ** 2 + doubt * (2 * 1.2815515) ** 2)).toBeLessThan(1.05)
})

test('intervals hold what comes as often as they say, and the PIT is uniform', () => {
  // A few customers teach the fit, so that it is unsure; more of the same kind are foretold.
  const few = simulated(150, { seed: 21 })
  const own = fitParetoNbdOnPaths(few.customers)
  const empty = { ...pathColumns(800, { spread: 1 }), until: new Float64Array(800).fill(90) }
  const paths = customersOnPaths(empty)
  const made = simulateOnPaths(chosen(paths, truth), paths, seededRandom(22))
  const base = customersOnPaths({ ...empty, purchases: { customer: made.customer, age: made.age } })
  const { purchases } = customerOutlookOnPaths({ ...asked, fitted: own, customers: base, horizon: weeks(30) })
  const held = made.futurePurchases.filter(
    (count, i) => purchases.lower[i] <= count && count <= purchases.upper[i],
  ).length
  expect(Math.abs(held - sum(purchases.probability)) / 800).toBeLessThan(0.03)
  const tables = pathPoints(own).map((point) =>
    purchaseProbabilitiesOnPaths(point, base, { horizon: weeks(30) }),
  )
  const upTo = (n: number, i: number) =>
    sum(tables.map((table) => sum(table[i].subarray(0, n)))) / tables.length
  const random = seededRandom(23)
  const pit = made.futurePurchases.map((count, i) => {
    const [below, until] = [upTo(count, i), upTo(count + 1, i)]
    return below + random() * (until - below)
  })
  expect(Math.abs(pit.filter((share) => share >= 0.1 && share < 0.9).length / 800 - 0.8)).toBeLessThan(0.03)
})

test('what cannot be said is refused', () => {
  const refused = (change: object) => codeOf(() => customerOutlookOnPaths({ ...asked, ...change }))
  expect(refused({ horizon: days(0) })).toBe('LIFETIME_HORIZON_INVALID')
  expect(refused({ horizon: days(Infinity) })).toBe('LIFETIME_HORIZON_INVALID')
  expect(refused({ horizon: weeks(200) })).toBe('LIFETIME_PATH_TOO_SHORT')
  expect(refused({ level: 1 })).toBe('LIFETIME_OPTION_INVALID')
  expect(refused({ discountRatePerYear: -0.1 })).toBe('LIFETIME_OPTION_INVALID')
  expect(refused({ spendObservations: new Float64Array(3) })).toBe('LIFETIME_LENGTHS_DIFFER')
  expect(refused({ meanSpend: new Float64Array(3) })).toBe('LIFETIME_LENGTHS_DIFFER')
  expect(refused({ spendObservations: new Float64Array(100).fill(0.5) })).toBe('LIFETIME_COUNT_NOT_WHOLE')
  expect(refused({ fitted: { ...fitted, timeUnit: 'day' } })).toBe('LIFETIME_TIME_UNIT_MISMATCH')
  expect(refused({ fitted: { ...fitted, version: 2 } })).toBe('LIFETIME_MODEL_UNKNOWN')
  expect(refused({ customers: withoutCovariates(columns) })).toBe('LIFETIME_COVARIATE_MISSING')
  const group = (options: object) => codeOf(() => groupOutlookOnPaths(foretold, options))
  expect(group({ members: [] })).toBe('LIFETIME_NO_CUSTOMERS')
  expect(group({ members: [100] })).toBe('LIFETIME_OPTION_INVALID')
  expect(group({ level: 0 })).toBe('LIFETIME_OPTION_INVALID')
})

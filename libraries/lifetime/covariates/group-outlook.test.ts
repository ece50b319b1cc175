import { describe, expect, test } from 'vitest'
import { weeks } from '#kernel/time.ts'
import { cholesky } from '#numerics/linear-algebra.ts'
import { seededRandom } from '#numerics/random.ts'
import { normalVariate } from '#numerics/variates.ts'
import { codeOf } from '../conformance-measures.ts'
import { selectRows } from '../history-rows.ts'
import { customerOutlook } from '../outlook/customer-outlook.ts'
import { exampleSpend, withRelativeErrors } from '../outlook/example-fits.ts'
import { groupOutlook } from '../outlook/group-outlook.ts'
import type { SpendModel } from '../outlook/outlook.ts'
import { purchaseProbabilities } from '../predict.ts'
import { type CustomerCovariates, customerCovariates } from './covariates.ts'
import { type CovariateModelName, covariateModelNames } from './effects.ts'
import { chosen } from './example-fits.ts'
import type { FittedWithCovariates } from './fit.ts'
import { groupOutlookGiven } from './group-outlook.ts'
import { jointFrame, jointMixture } from './joint-points.ts'
import { customerOutlookGiven } from './outlook.ts'
import { plainFitAt, plainFitFor } from './profile.ts'
import { selectCovariates } from './select.ts'
import { simulateWithCovariates } from './simulate.ts'

const horizon = weeks(39)
const gammaGamma = { kind: 'gamma-gamma', fitted: withRelativeErrors(exampleSpend, 0.1) } as const
const worth = { kind: 'mean-spend', meanSpend: 30 } as const
const sure = { coefficients: [0, 0], error: 0 }
const doubtful = { coefficients: [0.5, 0.3], error: 0.3 }

function baseOf(fitted: FittedWithCovariates, covariates: CustomerCovariates) {
  const ages = Float64Array.from({ length: covariates.customers }, (_, i) => 20 + (i % 7))
  const { histories } = simulateWithCovariates(fitted, covariates, {
    ages,
    horizon: 39,
    random: seededRandom(3),
  })
  return {
    histories,
    spendObservations: histories.repeatPurchases,
    meanSpend: histories.age.map((_, i) => 20 + (i % 5)),
  }
}

/** Customers of three kinds in turn, or all of one. */
function madeOf(
  model: CovariateModelName,
  {
    customers,
    kindOf = (i: number) => i % 3,
    known = doubtful,
    worth: spend = worth,
  }: {
    customers: number
    kindOf?: (i: number) => number
    known?: typeof doubtful
    worth?: SpendModel
  },
) {
  const z = Float64Array.from({ length: customers }, (_, i) => kindOf(i))
  const covariates = customerCovariates({ purchase: { z }, dropout: { z } })
  const fitted = chosen(model, covariates, known)
  const base = baseOf(fitted, covariates)
  const asked = { spend, base, horizon, discountRatePerYear: 0.1 }
  const plainOf = (value: number) => plainFitFor(fitted, { purchase: { z: value }, dropout: { z: value } })
  return {
    fitted,
    covariates,
    base,
    asked,
    plainOf,
    outlook: customerOutlookGiven({ ...asked, fitted, covariates }),
  }
}

describe.each(covariateModelNames)('groups under %s', (model) => {
  test.each([8, 300])('of one kind, %i customers, are groups of the plain base of that kind', (customers) => {
    const { outlook, asked, plainOf } = madeOf(model, {
      customers,
      kindOf: () => 1,
      worth: gammaGamma,
    })
    const plain = customerOutlook({ ...asked, fitted: plainOf(1) })
    const [given, own] = [groupOutlookGiven(outlook), groupOutlook(plain)]
    expect(given.purchases.mean).toBeCloseTo(own.purchases.mean, 9)
    expect(given.value.mean).toBeCloseTo(own.value.mean, 6)
    expect(given.value.upper / own.value.upper).toBeCloseTo(1, 8)
    expect(given.purchases.lower).toBeCloseTo(own.purchases.lower, 6)
    expect(given.probabilityBuys).toBeCloseTo(own.probabilityBuys, 12)
    expect(given.valueInfinite).toBeCloseTo(own.valueInfinite ?? 0, 6)
  })

  test('of kinds that do not differ are groups of the plain base', () => {
    const { outlook, asked, plainOf } = madeOf(model, { customers: 8, known: sure, worth: gammaGamma })
    const own = groupOutlook(customerOutlook({ ...asked, fitted: plainOf(0) }), { level: 0.95 })
    const given = groupOutlookGiven(outlook, { level: 0.95 })
    expect(given.purchases.mean).toBeCloseTo(own.purchases.mean, 9)
    expect(given.purchases.lower).toBe(own.purchases.lower)
    expect(given.purchases.upper).toBe(own.purchases.upper)
    // Corners of the spend parameters may go with other directions of the purchase parameters.
    expect(given.value.upper / own.value.upper).toBeCloseTo(1, 1)
    expect(given.probabilityBuys).toBeCloseTo(own.probabilityBuys, 9)
  })
})

test('a group of one is the customer', () => {
  const { outlook } = madeOf('pareto-nbd', { customers: 6, worth: gammaGamma })
  for (let place = 0; place < 6; place++) {
    const alone = groupOutlookGiven(outlook, { members: [place] })
    expect(alone.purchases.mean).toBeCloseTo(outlook.purchases.mean[place], 12)
    expect(alone.purchases.lower).toBe(outlook.purchases.lower[place])
    expect(alone.purchases.upper).toBe(outlook.purchases.upper[place])
    expect(alone.value.mean).toBeCloseTo(outlook.value.mean[place], 9)
    expect(alone.probabilityBuys).toBeCloseTo(outlook.probabilityBuys[place], 9)
  }
})

test('the parts of a group add up to it in their means, of few customers and of many', () => {
  for (const customers of [60, 600]) {
    const { outlook } = madeOf('mbg-nbd', { customers })
    const every = (rest: number) => Array.from({ length: customers / 2 }, (_, i) => 2 * i + rest)
    const [even, odd] = [0, 1].map((rest) => groupOutlookGiven(outlook, { members: every(rest) }))
    const all = groupOutlookGiven(outlook)
    expect(even.value.mean + odd.value.mean).toBeCloseTo(all.value.mean, 6)
    expect(even.purchases.mean + odd.purchases.mean).toBeCloseTo(all.purchases.mean, 8)
    expect((even.valueInfinite ?? 0) + (odd.valueInfinite ?? 0)).toBeCloseTo(all.valueInfinite ?? 0, 6)
    expect(even.customers + odd.customers).toBe(all.customers)
    expect(all.value.mean).toBeCloseTo(
      outlook.value.mean.reduce((sum, mean) => sum + mean, 0),
      6,
    )
  }
})

test('members count in any order, and as often as they are named', () => {
  const { outlook } = madeOf('bg-nbd', { customers: 9 })
  const members = [7, 2, 2, 0, 5]
  const group = groupOutlookGiven(outlook, { members })
  expect(groupOutlookGiven(outlook, { members: members.toReversed() })).toEqual(group)
  expect(group.customers).toBe(5)
  const [two, once] = [[2], [7, 2, 0, 5]].map((some) => groupOutlookGiven(outlook, { members: some }))
  expect(group.value.mean).toBeCloseTo(two.value.mean + once.value.mean, 8)
})

test('the doubt that all kinds share does not even out between them; without covariance chance alone is left', () => {
  const { fitted, covariates, asked, outlook } = madeOf('pareto-nbd', { customers: 600 })
  const unknown = customerOutlookGiven({ ...asked, covariates, fitted: { ...fitted, covariance: null } })
  const chance = groupOutlookGiven(unknown)
  expect(chance.purchases.mean).toBeCloseTo(groupOutlookGiven(outlook).purchases.mean, 9)
  const wide = ({ purchases }: typeof chance) => (purchases.upper - purchases.lower) / purchases.mean
  const often = Array.from({ length: 20 * 600 }, (_, i) => i % 600)
  const narrowing = [unknown, outlook].map(
    (each) => wide(groupOutlookGiven(each, { members: often })) / wide(groupOutlookGiven(each)),
  )
  expect(narrowing[0] * Math.sqrt(20)).toBeCloseTo(1, 1)
  expect(narrowing[1]).toBeGreaterThan(0.7)
  const members = [...Array(60).keys()]
  const [few, alone] = [outlook, unknown].map((each) => groupOutlookGiven(each, { members, level: 0.99 }))
  expect(wide(alone)).toBeLessThan(wide(few))
})

/** ψ of the joint frame: a fit's mean log-parameters and standardised coefficients, away from those of the middle. */
test.each([1, 2, 3])('the points of %i covariates have the covariance of the joint fit', (count) => {
  const random = seededRandom(8)
  const columns = Object.fromEntries(
    ['z', 'y', 'w']
      .slice(0, count)
      .map((name) => [name, Array.from({ length: 50 }, () => normalVariate(random))]),
  )
  const covariates = customerCovariates({ purchase: columns, dropout: columns })
  const known = { coefficients: Array<number>(2 * count).fill(0.2), error: 0.1 }
  const fitted = chosen('pareto-nbd', covariates, known)
  const { covariance } = jointFrame(fitted, covariates)
  const points = jointMixture(fitted, covariates)
  const deviation = (name: string) => {
    const { values } = covariates.purchase.find((each) => each.name === name) ?? {
      values: new Float64Array(),
    }
    const mean = values.reduce((sum, value) => sum + value, 0) / 50
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 50)
  }
  const { coefficients, effects, parameters } = fitted
  const steps = points.map((point) =>
    coefficients.map(
      (name, j) => (point.parameters[name] - parameters[name]) * deviation(effects[j].covariate),
    ),
  )
  coefficients.forEach((_, j) => {
    const at = (step: readonly number[]) => step[j]
    expect(steps.reduce((sum, step) => sum + at(step), 0)).toBeCloseTo(0, 10)
    coefficients.forEach((__, k) => {
      const moment = steps.reduce((sum, step) => sum + step[j] * step[k], 0) / steps.length
      expect(moment).toBeCloseTo(covariance?.[4 + j][4 + k] ?? Number.NaN, 10)
    })
  })
})

/** P(N = n) of a group under one fit, customer after customer. */
function convolved(
  fitted: FittedWithCovariates,
  made: ReturnType<typeof madeOf>,
  members: readonly number[],
) {
  return members.reduce((sum, place) => {
    const rows = Int32Array.of(place)
    const values = fitted.effects.map(() => place % 3)
    const [table] = purchaseProbabilities(plainFitAt(fitted, values), selectRows(made.base.histories, rows), {
      horizon,
    })
    const next = new Float64Array(sum.length + table.length - 1)
    sum.forEach((left, n) => table.forEach((right, m) => (next[n + m] += left * right)))
    return next
  }, Float64Array.of(1))
}

const quantile = (table: ArrayLike<number>, level: number) => {
  let covered = 0
  return Array.from(table).findIndex((mass) => (covered += mass) >= level)
}

test.each(covariateModelNames)('a sum is the convolution at the joint points, mixed: %s', (model) => {
  const made = madeOf(model, { customers: 12 })
  const members = [0, 1, 2, 4, 8]
  const points = jointMixture(made.fitted, selectCovariates(made.covariates, Int32Array.from(members)))
  const tables = points.map((point) => convolved(point, made, members))
  const longest = Math.max(...tables.map(({ length }) => length))
  const mixed = Array.from(
    { length: longest },
    (_, n) => tables.reduce((sum, table) => sum + (table[n] ?? 0), 0) / points.length,
  )
  for (const level of [0.5, 0.8, 0.95]) {
    const { purchases, probabilityBuys } = groupOutlookGiven(made.outlook, { members, level })
    expect(purchases.lower).toBe(quantile(mixed, (1 - level) / 2))
    expect(purchases.upper).toBe(quantile(mixed, (1 + level) / 2))
    expect(probabilityBuys).toBeCloseTo(1 - mixed[0], 8)
  }
})

test('intervals hold what comes as often as they say, when parameters and coefficients are drawn from their doubt', () => {
  const made = madeOf('mbg-nbd', { customers: 12 })
  const members = [...Array(12).keys()]
  const { purchases } = groupOutlookGiven(made.outlook, { members })
  const { covariance, moved } = jointFrame(made.fitted, made.covariates)
  const root = cholesky(covariance ?? [])
  const random = seededRandom(12)
  let [expected, draws] = [0, 0]
  for (; draws < 150; draws++) {
    const normal = (root ?? []).map(() => normalVariate(random))
    const step = (root ?? []).map((row) => row.reduce((sum, entry, i) => sum + entry * normal[i], 0))
    const table = convolved(moved(step), made, members)
    for (let n = purchases.lower; n <= purchases.upper; n++) expected += table[n] ?? 0
  }
  // Whole counts hold a little more than they are asked to.
  expect(expected / draws).toBeGreaterThan(0.78)
  expect(expected / draws).toBeLessThan(0.9)
})

test('nobody, somebody who is not there, and a level that is none are refused', () => {
  const { outlook } = madeOf('bg-nbd', { customers: 3 })
  expect(codeOf(() => groupOutlookGiven(outlook, { members: [] }))).toBe('LIFETIME_NO_CUSTOMERS')
  expect(codeOf(() => groupOutlookGiven(outlook, { members: [3] }))).toBe('LIFETIME_OPTION_INVALID')
  expect(codeOf(() => groupOutlookGiven(outlook, { level: 1 }))).toBe('LIFETIME_OPTION_INVALID')
})

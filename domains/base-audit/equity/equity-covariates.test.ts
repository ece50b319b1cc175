import { expect, test } from 'vitest'
import { customerCovariates } from '#lifetime/covariates/covariates.ts'
import { effectsOf } from '#lifetime/covariates/effects.ts'
import type { FittedWithCovariates } from '#lifetime/covariates/fit.ts'
import { plainFitFor } from '#lifetime/covariates/profile.ts'
import { bridge } from './equity-bridge.ts'
import { modelDraws, valuesUnder } from './equity-draws.ts'
import { fittedModel } from './equity-fit.ts'
import { groupValues } from './equity-group-values.ts'
import { equityTasks } from './equity-tasks.ts'
import { simulatedBase, trueModel } from './equity-world.test-data.ts'
import { activeOf, statesAt, valuesOf, type CustomerStates, type EquityModel } from './equity-values.ts'

const window = { horizonDays: 364, discountRatePerYear: 0.1 }
const base = simulatedBase({
  customers: 300,
  openingDay: 300,
  closingDay: 600,
  discountRatePerYear: 0.1,
  seed: 4,
})

/** Every third customer is of one kind, the others of another. */
function known<Customers extends CustomerStates>(customers: Customers): Customers {
  const z = Float64Array.from(customers.customer, (customer) => Number(customer % 3 === 0))
  return { ...customers, covariates: customerCovariates({ purchase: { z }, dropout: { z } }) }
}

const [opening, closing] = [known(base.opening), known(base.closing)]

/** The true model with coefficients that are known but for `error`. */
function modelWith(coefficients: readonly [number, number], error: number): EquityModel {
  const model = trueModel(0.1)
  const { covariates } = closing
  if (covariates === undefined) throw new Error('customers are known')
  const effects = effectsOf('pareto-nbd', covariates, {})
  const names = effects.map(({ coefficient }) => coefficient)
  const plain = model.purchases.covariance ?? []
  const covariance = [...plain, ...names].map((_, i) =>
    [...plain, ...names].map((__, j) => (i < 4 || j < 4 ? (plain[i]?.[j] ?? 0) : i === j ? error ** 2 : 0)),
  )
  const given = {
    ...model.purchases,
    model: 'pareto-nbd-covariates',
    plainModel: 'pareto-nbd',
    parameters: {
      ...model.purchases.parameters,
      ...Object.fromEntries(names.map((name, i) => [name, coefficients[i]])),
    },
    covariance,
    coefficients: names,
    effects,
  } as FittedWithCovariates
  return { ...model, given }
}

const sum = (column: Float64Array) => column.reduce((total, value) => total + value, 0)
const everyone = { group: new Int32Array(closing.customer.length), groups: 1, groupOfRemoved: 0 }

test('customers are worth what the plain model of their kind says', () => {
  const model = modelWith([0.5, 0.3], 0.1)
  const values = valuesOf(model, closing, window)
  const active = activeOf(model, closing)
  for (const z of [0, 1]) {
    const purchases = plainFitFor(model.given as FittedWithCovariates, { purchase: { z }, dropout: { z } })
    const places = Int32Array.from(closing.customer.keys()).filter(
      (place) => Number((closing.customer[place] ?? 0) % 3 === 0) === z,
    )
    const theirs = statesAt(base.closing, places)
    const [value, probability] = [
      valuesOf({ ...model, purchases, given: null }, theirs, window),
      activeOf({ purchases }, theirs),
    ]
    places.forEach((place, row) => {
      expect(values[place]).toBeCloseTo(value[row] ?? 0, 8)
      expect(active[place]).toBeCloseTo(probability[row] ?? 0, 10)
    })
  }
})

test('coefficients of 0 that are sure change no line of the bridge, nor its interval', () => {
  const [without, given] = [trueModel(0.1), modelWith([0, 0], 0)].map((model) =>
    bridge({
      opening: { model, customers: opening },
      closing: { model, customers: closing },
      days: 300,
      groupings: [everyone],
      backtestReach: null,
      ...window,
      draws: 40,
    }),
  )
  given?.whole.parts.forEach(({ amount }, place) => {
    const other = without?.whole.parts[place]?.amount
    expect(amount.mean).toBeCloseTo(other?.mean ?? NaN, 6)
    expect(amount.low === null).toBe(other?.low === null)
  })
})

test('the bridge closes with covariates, and groups sum up to what all are worth', () => {
  const model = modelWith([0.5, 0.3], 0.1)
  const { whole } = bridge({
    opening: { model, customers: opening },
    closing: { model, customers: closing },
    days: 300,
    groupings: [everyone],
    backtestReach: null,
    ...window,
    draws: 40,
  })
  const amountOf = (line: string) => whole.parts.find((part) => part.line === line)?.amount.mean ?? NaN
  const total = sum(valuesOf(model, closing, window))
  expect(amountOf('closing')).toBeCloseTo(total, 6)
  const grouping = { group: closing.customer.map((customer) => customer % 2), groups: 2 }
  const [groups = []] = groupValues({
    model,
    customers: closing,
    groupings: [grouping],
    backtestReach: null,
    ...window,
    draws: 40,
  })
  expect(groups.reduce((value, group) => value + group.value.mean, 0)).toBeCloseTo(total, 6)
  for (const { value } of groups) {
    expect(value.low).toBeLessThan(value.mean)
    expect(value.high).toBeGreaterThan(value.mean)
  }
})

test('values under a draw are those of the model at it, nearly', () => {
  const model = modelWith([0.5, 0.3], 0.1)
  const models = modelDraws({
    opening: model,
    closing: model,
    customers: closing,
    backtestReach: null,
    draws: 10,
  })
  if (models === null) throw new Error('the model has a covariance')
  const { closing: drawn } = models
  const unit = { ...model, spend: { kind: 'mean-spend', meanSpend: 1 }, margin: 1 } as const
  valuesUnder({ ...drawn, model: unit, spends: drawn.spends.map(() => ({})) }, closing, window).forEach(
    (values, k) => {
      const fits = drawn.parameters.at(drawn.purchases[k] ?? {})
      const direct = valuesOf({ ...unit, ...fits }, closing, window)
      expect(sum(values) / sum(direct)).toBeCloseTo(1, 2)
    },
  )
})

test('a model that is fitted on what is known by a day finds what tells customers apart, and sums up with doubt', () => {
  const wish = { families: ['pareto-nbd'], unit: 'week', margin: 0.4 } as const
  const fitted = fittedModel({ ...wish, withCovariates: true }, closing)
  expect(fitted.given?.coefficients).toEqual(['purchase.z', 'dropout.z'])
  expect(fittedModel(wish, closing).given).toBeNull()
  const result = equityTasks.bridge({
    opening: { model: { ...wish, withCovariates: true }, customers: opening, total: null },
    closing: { model: fitted, customers: closing, total: null },
    days: 300,
    groupings: [everyone],
    backtestReach: null,
    ...window,
    draws: 20,
  })
  expect(result.to.total.value).toBeCloseTo(sum(valuesOf(fitted, closing, window)), 6)
  expect(result.to.total.low).toBeLessThan(result.to.total.value)
})

test('the next customer is one of the kinds that came so far', () => {
  const first = { mean: 20, standardError: 1 }
  const next = (model: EquityModel, customers: CustomerStates) =>
    equityTasks.newcomers({
      model,
      customers,
      channel: new Int32Array(customers.customer.length),
      first: { whole: first, channels: [] },
      backtestReach: null,
      ...window,
      draws: 20,
    }).whole.allowableCost.mean
  const model = modelWith([0.5, 0.3], 0.1)
  const ofKind = (z: number) => {
    const purchases = plainFitFor(model.given as FittedWithCovariates, { purchase: { z }, dropout: { z } })
    return next({ ...model, purchases, given: null }, base.closing)
  }
  const share = sum(closing.covariates?.purchase[0]?.values ?? new Float64Array()) / closing.customer.length
  expect(next(model, closing)).toBeCloseTo((1 - share) * ofKind(0) + share * ofKind(1), 6)
})

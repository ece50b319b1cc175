import { describe, expect, test } from 'vitest'
import { weeks } from '#kernel/time.ts'
import { seededRandom } from '#numerics/random.ts'
import { purchaseHistories } from '../histories.ts'
import type { AnyFittedPurchaseModel } from '../model.ts'
import { purchaseModel } from '../models.ts'
import { customerOutlook } from './customer-outlook.ts'
import { exampleSpend, withRelativeErrors } from './example-fits.ts'
import { groupOutlook } from './group-outlook.ts'
import type { SpendModel } from './outlook.ts'
import { simulateBase } from './simulated-base.ts'

const gammaGamma = { kind: 'gamma-gamma', fitted: withRelativeErrors(exampleSpend, 0.1) } as const

function typical(name: AnyFittedPurchaseModel['model']): AnyFittedPurchaseModel {
  const model = purchaseModel(name)
  return model.withParameters(model.typicalParameters, 'week')
}

function baseOf(fitted: AnyFittedPurchaseModel, customers: number) {
  const ages = Float64Array.from({ length: customers }, (_, i) => 27 + (i % 12))
  const spend = exampleSpend.parameters
  return simulateBase({ fitted, spend, ages, horizon: 39, random: seededRandom(5) })
}

function outlookOf(fitted: AnyFittedPurchaseModel, spend: SpendModel = gammaGamma, customers = 6) {
  return customerOutlook({ fitted, spend, base: baseOf(fitted, customers), horizon: weeks(39) })
}

// Their parameters have four, four and five directions; the corners of the spend parameters are shared out accordingly.
describe.each(['bg-nbd', 'pareto-nbd', 'ggompertz-nbd'] as const)('a small group under %s', (name) => {
  test('is as doubtful as its parameters are, and keeps its mean', () => {
    const [sure, unsure] = [typical(name), withRelativeErrors(typical(name), 0.3)].map((fitted) =>
      groupOutlook(outlookOf(fitted), { level: 0.95 }),
    )
    expect(unsure.value.upper - unsure.value.lower).toBeGreaterThan(sure.value.upper - sure.value.lower)
    expect(unsure.purchases.upper).toBeGreaterThanOrEqual(sure.purchases.upper)
    expect(unsure.value.mean / sure.value.mean).toBeGreaterThan(0.8)
    expect(unsure.value.mean / sure.value.mean).toBeLessThan(1.25)
  })

  test('of one is the customer, with their doubt', () => {
    const outlook = outlookOf(withRelativeErrors(typical(name), 0.2))
    for (let place = 0; place < 6; place++) {
      const alone = groupOutlook(outlook, { members: [place] })
      expect(alone.value.mean).toBeCloseTo(outlook.value.mean[place], 9)
      expect(alone.purchases.upper).toBe(outlook.purchases.upper[place])
      expect(Math.abs(alone.value.upper - outlook.value.upper[place])).toBeLessThan(
        0.04 * (alone.value.mean + alone.value.upper),
      )
    }
  })
})

test('regular customers are looked at one by one, and each as in a crowd', () => {
  const regular = purchaseModel('mbg-cnbd-k').atRegularity?.(3) ?? purchaseModel('mbg-cnbd-k')
  const fitted = regular.withParameters({ r: 0.9, alpha: 1.5, a: 0.8, b: 2.5 }, 'week')
  const base = baseOf(fitted, 40)
  const options = { fitted, spend: gammaGamma, horizon: weeks(39) }
  const all = customerOutlook({ ...options, base })
  for (const place of [0, 7, 39]) {
    const { histories } = base
    const own = {
      histories: {
        timeUnit: 'week' as const,
        repeatPurchases: histories.repeatPurchases.slice(place, place + 1),
        lastPurchaseAge: histories.lastPurchaseAge.slice(place, place + 1),
        age: histories.age.slice(place, place + 1),
      },
      spendObservations: base.spendObservations.slice(place, place + 1),
      meanSpend: base.meanSpend.slice(place, place + 1),
    }
    const alone = customerOutlook({ ...options, base: own })
    expect(alone.purchases.mean[0]).toBeCloseTo(all.purchases.mean[place], 10)
    expect(alone.value.mean[0]).toBeCloseTo(all.value.mean[place], 8)
  }
})

test('where purchases are rare but then very many, the farthest sums are cut and the quantiles stay', () => {
  const rare = purchaseModel('bg-nbd').withParameters({ r: 0.05, alpha: 0.02, a: 0.01, b: 5 }, 'week')
  const newcomer = {
    histories: purchaseHistories({
      timeUnit: 'week',
      repeatPurchases: [0],
      lastPurchaseAge: [0],
      age: [1],
    }),
    spendObservations: Float64Array.of(0),
    meanSpend: Float64Array.of(0),
  }
  const outlook = customerOutlook({
    fitted: rare,
    spend: { kind: 'mean-spend', meanSpend: 30 },
    base: newcomer,
    horizon: weeks(39),
  })
  const { purchases, value } = groupOutlook(outlook, { level: 0.99 })
  expect(value.mean).toBeCloseTo(30 * purchases.mean, 6)
  expect(value.upper / (30 * purchases.upper)).toBeCloseTo(1, 1)
})

test('at the highest level an interval ends where the distribution does', () => {
  const outlook = outlookOf(typical('bg-nbd'))
  const { purchases } = groupOutlook(outlook, { level: 1 - Number.EPSILON / 2 })
  expect(purchases.upper).toBeGreaterThan(groupOutlook(outlook, { level: 0.999 }).purchases.upper)
  expect(Number.isFinite(purchases.upper)).toBe(true)
  expect(() => groupOutlook(outlook, { level: 1 })).toThrow(
    expect.objectContaining({ code: 'LIFETIME_OPTION_INVALID' }),
  )
})

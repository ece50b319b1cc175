import { expect, test } from 'vitest'
import { days, weeks } from '#kernel/time.ts'
import { seededRandom } from '#numerics/random.ts'
import { codeOf } from '../conformance-measures.ts'
import { selectRows } from '../history-rows.ts'
import { purchaseModel } from '../models.ts'
import { customerOutlook } from '../outlook/customer-outlook.ts'
import { exampleSpend } from '../outlook/example-fits.ts'
import { purchaseHistories } from '../histories.ts'
import { customerCovariates } from './covariates.ts'
import { fitWithCovariates } from './fit.ts'
import { customerOutlookGiven, purchaseProbabilitiesGiven } from './outlook.ts'
import { expectedPurchasesGiven } from './predict.ts'
import { plainFitFor } from './profile.ts'

const spend = { kind: 'gamma-gamma', fitted: exampleSpend } as const
const sum = (column: Float64Array) => column.reduce((total, value) => total + value, 0)

/** Customers of a shop, who buy twice as often as others, followed for half a year after the fit. */
function shopAndOthers(customers: number) {
  const mbgNbd = purchaseModel('mbg-nbd')
  const random = seededRandom(17)
  const [others, shop] = [7, 3.5].map((alpha) => {
    const kind = mbgNbd.withParameters({ r: 0.6, alpha, a: 0.9, b: 2.4 }, 'week')
    const ages = new Float64Array(customers).fill(40)
    return mbgNbd.simulate(kind, { ages, horizon: 26, random })
  })
  const both = (column: (made: typeof shop) => Float64Array) => [...column(others), ...column(shop)]
  const histories = purchaseHistories({
    timeUnit: 'week',
    repeatPurchases: both(({ histories: { repeatPurchases } }) => repeatPurchases),
    lastPurchaseAge: both(({ histories: { lastPurchaseAge } }) => lastPurchaseAge),
    age: both(({ histories: { age } }) => age),
  })
  const inShop = Array.from({ length: 2 * customers }, (_, i) => Number(i >= customers))
  return {
    histories,
    covariates: customerCovariates({ purchase: { inShop }, dropout: { inShop } }),
    future: Float64Array.from(both(({ futurePurchases }) => futurePurchases)),
  }
}

const { histories, covariates, future } = shopAndOthers(400)
const fitted = fitWithCovariates('mbg-nbd', { histories, covariates }, { dropoutLink: 'odds' })
const base = {
  histories,
  spendObservations: histories.repeatPurchases,
  meanSpend: histories.age.map(() => 30),
}
const asked = { fitted, spend, base, covariates, horizon: weeks(26), discountRatePerYear: 0.1 }

test('each kind of customer has the outlook of its plain fit, put back in the order of all', () => {
  const { purchases, value, valueInfinite, probabilityBuys, level } = customerOutlookGiven(asked)
  expect(level).toBe(0.8)
  for (const inShop of [0, 1]) {
    const rows = Int32Array.from({ length: 400 }, (_, i) => 400 * inShop + i)
    const some = selectRows(histories, rows)
    const own = customerOutlook({
      ...asked,
      fitted: plainFitFor(fitted, { purchase: { inShop }, dropout: { inShop } }),
      base: {
        histories: some,
        spendObservations: some.repeatPurchases,
        meanSpend: new Float64Array(400).fill(30),
      },
    })
    rows.forEach((row, i) => {
      expect(purchases.upper[row]).toBe(own.purchases.upper[i])
      expect(value.lower[row]).toBe(own.value.lower[i])
      expect(valueInfinite?.[row]).toBe(own.valueInfinite?.[i])
      expect(probabilityBuys[row]).toBe(own.probabilityBuys[i])
    })
  }
  expect(customerOutlookGiven({ ...asked, discountRatePerYear: 0 }).valueInfinite).toBeNull()
})

test('intervals hold what comes as often as they state', () => {
  const { lower, upper, probability, mean } = customerOutlookGiven(asked).purchases
  const held = future.filter((count, i) => lower[i] <= count && count <= upper[i]).length
  expect(held / 800).toBeGreaterThan(sum(probability) / 800 - 0.035)
  expect(held / 800).toBeLessThan(sum(probability) / 800 + 0.035)
  expect(sum(mean) / sum(future)).toBeCloseTo(1, 0)
})

test('distributions sum to one and have the mean that is expected', () => {
  const window = { from: weeks(3), horizon: weeks(20) }
  const tables = purchaseProbabilitiesGiven(fitted, { histories, covariates }, window)
  const expected = expectedPurchasesGiven(fitted, { histories, covariates }, window)
  tables.forEach((table, row) => {
    expect(Math.abs(sum(table) - 1)).toBeLessThan(1e-8)
    expect(Math.abs(sum(table.map((share, n) => n * share)) - expected[row])).toBeLessThan(1e-6)
  })
})

test('covariates of other customers, and a horizon that is none, are refused', () => {
  const few = customerCovariates({ purchase: { inShop: [0, 1] }, dropout: { inShop: [0, 1] } })
  expect(codeOf(() => customerOutlookGiven({ ...asked, covariates: few }))).toBe('LIFETIME_LENGTHS_DIFFER')
  expect(codeOf(() => purchaseProbabilitiesGiven(fitted, { histories, covariates: few }, asked))).toBe(
    'LIFETIME_LENGTHS_DIFFER',
  )
  expect(codeOf(() => customerOutlookGiven({ ...asked, horizon: days(0) }))).toBe('LIFETIME_HORIZON_INVALID')
  const unlike = { ...base, spendObservations: new Float64Array(3) }
  expect(codeOf(() => customerOutlookGiven({ ...asked, base: unlike }))).toBe('LIFETIME_LENGTHS_DIFFER')
})

/** What other packages print of the same data: see `tests/golden/peer-fits.csv`. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { weeks } from '#kernel/time.ts'
import { type PurchaseLine, readPurchaseLines } from '../../tests/cdnow.ts'
import { testWithDataset } from '../../tests/datasets.ts'
import { goldenTable } from '../../tests/golden-table.ts'
import { fitGammaGamma } from './gamma-gamma/fit.ts'
import { spendHistories } from './histories.ts'
import type { AnyFittedPurchaseModel, Fitted, PurchaseModelName } from './model.ts'
import { purchaseModel } from './models.ts'
import { expectedSpend } from './outlook/expected-spend.ts'
import { expectedPurchases } from './predict.ts'
import { type CustomerBase, purchaseLog, summariseLog } from './purchase-log.ts'
import { akaike, bayesianInformation, standardErrors } from './summary.ts'

const sources = {
  sample: { file: 'cdnow/CDNOW_sample.txt', read: readPurchaseLines, ahead: 39 },
  master: { file: 'cdnow/CDNOW_master.txt.gz', read: readPurchaseLines, ahead: 39 },
  apparel: { file: 'apparel/apparelTrans.csv', read: readApparelLines, ahead: 207 + 1 / 7 },
} as const

function readApparelLines(path: string): PurchaseLine[] {
  const [, ...lines] = readFileSync(path, 'utf8').trim().replaceAll('"', '').split('\n')
  return lines.map((line) => {
    const [customer = '', day, amount] = line.split(',')
    return { customer, day: day as PurchaseLine['day'], amount: Number(amount) }
  })
}

function sum(column: Float64Array): number {
  return column.reduce((total, value) => total + value, 0)
}

function spendOf({ spendObservations, meanSpend }: CustomerBase) {
  const at = [...spendObservations.keys()].filter((place) => spendObservations[place] > 0)
  const column = (values: Float64Array) => at.map((place) => values[place])
  return fitGammaGamma(
    spendHistories({ observations: column(spendObservations), meanSpend: column(meanSpend) }),
  )
}

/** One quantity of a fit, or of what it predicts of the base. */
function quantityOf(
  quantity: string,
  fitted: Fitted<string, string>,
  { base, ahead }: { readonly base: CustomerBase; readonly ahead: number },
): number {
  const [kind, first = '', second = ''] = quantity.split(' ')
  const names = Object.keys(fitted.parameters)
  const purchases = fitted as AnyFittedPurchaseModel
  const { histories } = base
  const residual = () =>
    purchaseModel(purchases).discountedExpectedPurchases(purchases, histories, Infinity, Math.log(1.1))
  switch (kind) {
    case 'logLikelihood':
      return fitted.logLikelihood
    case 'error':
      return standardErrors(fitted)?.[first] ?? NaN
    case 'covariance':
      return fitted.covariance?.[names.indexOf(first)][names.indexOf(second)] ?? NaN
    case 'akaike':
      return akaike(fitted)
    case 'bayesian':
      return bayesianInformation(fitted)
    case 'purchases':
      return sum(expectedPurchases(purchases, histories, { horizon: weeks(ahead) }))
    case 'active':
      return sum(purchaseModel(purchases).probabilityActive(purchases, histories))
    case 'discounted':
      return sum(residual())
    case 'value': {
      const spend = { kind: 'gamma-gamma', fitted: spendOf(base) } as const
      const scaleOf = (row: number) =>
        expectedSpend(spend, { observations: base.spendObservations[row], meanSpend: base.meanSpend[row] })
      return sum(residual().map((value, row) => value * scaleOf(row)))
    }
    case 'newcomer':
      return 1 + purchaseModel(purchases).expectedRepeatPurchases(purchases, Float64Array.of(52))[0]
    default:
      return fitted.parameters[kind]
  }
}

/** How far off a figure may be, by how far the peers carry it. */
function allowed(quantity: string, value: number): number {
  if (quantity === 'logLikelihood') return 3e-5
  if (quantity === 'akaike' || quantity === 'bayesian') return 1e-5
  return Math.abs(value) * (/^(purchases|active|discounted|value|newcomer)$/.test(quantity) ? 5e-5 : 2e-3)
}

for (const [data, { file, read, ahead }] of Object.entries(sources)) {
  testWithDataset(`${data}: other packages find the same, as far as they go`, file, (path) => {
    const lines = read(path)
    const log = purchaseLog({
      customer: lines.map(({ customer }) => customer),
      day: lines.map(({ day }) => day),
      amount: lines.map(({ amount }) => amount),
    })
    const rows = goldenTable('peer-fits').filter((row) => row.data === data)
    for (const [key, group] of Map.groupBy(rows, ({ until, model }) => `${until} ${model}`)) {
      const [until, model = ''] = key.split(' ')
      const base = summariseLog(log, { until })
      const fitted =
        model === 'gamma-gamma'
          ? spendOf(base)
          : purchaseModel(model as PurchaseModelName).fit(base.histories)
      for (const { quantity, value } of group) {
        const actual = quantityOf(quantity, fitted, { base, ahead })
        const far = Math.abs(actual - Number(value)) / allowed(quantity, Number(value))
        expect(far, `${key} ${quantity} is ${actual}, not ${value}`).toBeLessThan(1)
        // Nobody finds a higher summit.
        if (quantity === 'logLikelihood') expect(actual).toBeGreaterThan(Number(value) - 2e-6)
      }
    }
  })
}

// Customers 1, 2, 3 and 6 of the CDNOW sample at 15 % a year, and the value of all of them (CLVTools 0.12.1).
testWithDataset(
  'residual purchases and value at 15 % a year are those of CLVTools',
  sources.sample.file,
  (path) => {
    const lines = readPurchaseLines(path)
    const base = summariseLog(
      purchaseLog({
        customer: lines.map(({ customer }) => customer),
        day: lines.map(({ day }) => day),
        amount: lines.map(({ amount }) => amount),
      }),
      { until: '1997-09-30' },
    )
    const fitted = purchaseModel('pareto-nbd').fit(base.histories)
    const rate = Math.log(1.15) / 52
    expect(rate).toBeCloseTo(0.002687729661, 12)
    const residual = purchaseModel(fitted).discountedExpectedPurchases(fitted, base.histories, Infinity, rate)
    const published = [6.50034432, 0.76438212, 0.47826601, 16.5820307]
    ;[0, 1, 2, 5].forEach((row, i) => expect(residual[row] / published[i]).toBeCloseTo(1, 4))
    const spend = { kind: 'gamma-gamma', fitted: spendOf(base) } as const
    const value = residual.map(
      (expected, row) =>
        expected *
        expectedSpend(spend, { observations: base.spendObservations[row], meanSpend: base.meanSpend[row] }),
    )
    expect(sum(value) / 261_533.676).toBeCloseTo(1, 4)
  },
)

test('every figure of the peers is there once', () => {
  const names = goldenTable('peer-fits').map((row) =>
    [row.data, row.until, row.model, row.quantity].join(' '),
  )
  expect(new Set(names).size).toBe(names.length)
})

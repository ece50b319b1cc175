import { expect, test } from 'vitest'
import { readCdnow, readPurchaseLines } from '../../tests/cdnow.ts'
import { testWithDataset } from '../../tests/datasets.ts'
import { goldenTable } from '../../tests/golden-table.ts'
import { fitBgNbd } from './bg-nbd/bg-nbd.ts'
import { collapse } from './collapse.ts'
import { fitGammaGamma } from './gamma-gamma/fit.ts'
import { fitMbgNbd } from './mbg-nbd/mbg-nbd.ts'
import type { Fitted, PurchaseHistories } from './model.ts'
import { fitNbd } from './nbd/fit.ts'

const files = { sample: 'cdnow/CDNOW_sample.txt', master: 'cdnow/CDNOW_master.txt.gz' }

/** A parameter, `logLikelihood`, `error p` or `covariance p q` of a fit. */
function quantityOf(fitted: Fitted<string, string>, quantity: string): number {
  if (quantity === 'logLikelihood') return fitted.logLikelihood
  const [kind, first = '', second = first] = quantity.split(' ')
  if (first === '') return fitted.parameters[kind]
  const names = Object.keys(fitted.parameters)
  const entry = fitted.covariance?.[names.indexOf(first)][names.indexOf(second)] ?? NaN
  return kind === 'error' ? Math.sqrt(entry) : entry
}

/** What the published digits allow: 1e-6 for parameters, 1e-6 of log-likelihood in all, 1e-5 for errors. */
function departure(actual: number, { quantity, value }: Record<string, string>): number {
  if (quantity === 'logLikelihood') return Math.abs(actual - Number(value)) / 1e-6
  return Math.abs(actual / Number(value) - 1) / (quantity.includes(' ') ? 1e-5 : 1e-6)
}

for (const data of ['sample', 'master'] as const) {
  testWithDataset(`fits to the CDNOW ${data} equal the gold figures`, files[data], (path) => {
    const { histories, spend } = readCdnow(path)
    const fits: Record<string, Fitted<string, string>> = {
      'bg-nbd': fitBgNbd(histories),
      'mbg-nbd': fitMbgNbd(histories),
      'gamma-gamma': fitGammaGamma(spend),
      nbd: fitNbd(histories),
    }
    for (const row of goldenTable('cdnow-fits').filter((candidate) => candidate.data === data)) {
      const actual = quantityOf(fits[row.model], row.quantity)
      expect(departure(actual, row), `${row.model} ${row.quantity} is ${actual}`).toBeLessThan(1)
    }
  })
}

testWithDataset('the CDNOW sample is read as the papers read it', files.sample, (path) => {
  const { histories, spend, holdoutPurchases } = readCdnow(path)
  expect(histories.age).toHaveLength(2357)
  expect(sum(histories.repeatPurchases)).toBe(2457)
  expect(histories.repeatPurchases.filter((x) => x === 0)).toHaveLength(1411)
  expect(sum(histories.lastPurchaseAge)).toBeCloseTo(16_135.571429, 5)
  expect(sum(histories.age)).toBeCloseTo(77_111.285714, 5)
  expect(spend.meanSpend).toHaveLength(946)
  expect(sum(spend.meanSpend) / 946).toBeCloseTo(35.0778, 4)
  expect(sum(holdoutPurchases)).toBe(1882)
  expect(sum(histories.repeatPurchases) + sum(holdoutPurchases)).toBe(4339)
  expect(byRepeats(histories)).toEqual([1411, 439, 214, 100, 62, 38, 29, 64])
  const means = spend.meanSpend.toSorted()
  // The upper of the two in the middle.
  expect(means[473]).toBeCloseTo(27.54, 2)
  expect(means.at(-1)).toBeCloseTo(299.63, 2)
  const deviation = Math.sqrt(means.reduce((total, mean) => total + (mean - 35.0778) ** 2, 0) / 945)
  expect(deviation).toBeCloseTo(30.28, 2)
  expect(collapse(histories).rows.age).toHaveLength(1016)
  const lines = readPurchaseLines(path)
  const amounts = (from: string) =>
    lines.reduce((total, { day, amount }) => total + (day >= from ? amount : 0), 0)
  expect(lines).toHaveLength(6919)
  expect(new Set(lines.map(({ customer, day }) => `${customer} ${day}`)).size).toBe(6696)
  expect(amounts('1997-01-01')).toBeCloseTo(244_091.94, 2)
  expect(amounts('1997-10-01')).toBeCloseTo(70_976.39, 2)
})

testWithDataset('the CDNOW master is read as the papers read it', files.master, (path) => {
  const { histories, spend, holdoutPurchases } = readCdnow(path)
  expect(byRepeats(histories)).toEqual([14_119, 4442, 2064, 1084, 605, 348, 272, 636])
  expect(sum(histories.repeatPurchases)).toBe(24_337)
  expect(sum(holdoutPurchases)).toBe(19_684)
  expect(collapse(histories).rows.age).toHaveLength(8685)
  // One of 9,451 repeat customers paid nothing: their spend tells nothing, and Gamma-Gamma does without them.
  expect(histories.repeatPurchases.filter((x) => x > 0)).toHaveLength(9451)
  expect(spend.meanSpend).toHaveLength(9450)
})

function sum(column: Float64Array): number {
  return column.reduce((total, value) => total + value, 0)
}

/** Customers with 0, 1, …, 6 repeat purchases, and with 7 or more. */
function byRepeats({ repeatPurchases }: PurchaseHistories): number[] {
  const counts = Array.from({ length: 8 }, () => 0)
  for (const x of repeatPurchases) counts[Math.min(x, 7)]++
  return counts
}

testWithDataset(
  "a fit starts from an earlier one in the caller's unit, and stays where it is",
  files.sample,
  (path) => {
    const { histories } = readCdnow(path)
    const first = fitBgNbd(histories)
    const again = fitBgNbd(histories, { start: first.parameters })
    expect(again.convergence.iterations).toBeLessThan(2)
    expect(again.parameters.alpha).toBeCloseTo(first.parameters.alpha, 7)
  },
)

// CLVTools 0.12.1 reports the mean penalised objective as log-likelihood, and errors too large by √N.
testWithDataset('a penalty moves the fit but not the meaning of its figures', files.sample, (path) => {
  const { histories } = readCdnow(path)
  const free = fitBgNbd(histories)
  const slight = fitBgNbd(histories, { penalty: 1e-9 })
  const firm = fitBgNbd(histories, { penalty: 0.1 })
  expect(slight.logLikelihood).toBeCloseTo(free.logLikelihood, 5)
  expect(slight.covariance?.[0][0]).toBeCloseTo(free.covariance?.[0][0] ?? NaN, 9)
  expect(firm.logLikelihood).toBeLessThan(free.logLikelihood)
  expect(firm.logLikelihood).toBeGreaterThan(1.1 * free.logLikelihood)
  expect(Math.abs(Math.log(firm.parameters.b))).toBeLessThan(Math.abs(Math.log(free.parameters.b)))
})

// lifetimes 0.11.3 returns a covariance whose off-diagonals are wrong and differ from their mirror image.
testWithDataset('covariances are symmetric to the last digit', files.sample, (path) => {
  const { histories, spend } = readCdnow(path)
  for (const { covariance } of [fitBgNbd(histories), fitMbgNbd(histories), fitGammaGamma(spend)]) {
    expect(covariance).not.toBeNull()
    expect(covariance?.map((row, i) => row.map((_, j) => covariance[j][i]))).toEqual(covariance)
  }
})

test('the gold figures name each quantity once', () => {
  const names = goldenTable('cdnow-fits').map((row) => `${row.data} ${row.model} ${row.quantity}`)
  expect(new Set(names).size).toBe(names.length)
})

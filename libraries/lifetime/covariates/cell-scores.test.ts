import { describe, expect, test } from 'vitest'
import { weeks } from '#kernel/time.ts'
import { seededRandom } from '#numerics/random.ts'
import { normalVariate } from '#numerics/variates.ts'
import { selectRows } from '../history-rows.ts'
import { probabilityOf } from '../judgement/predicted-rows.ts'
import { exampleSpend } from '../outlook/example-fits.ts'
import type { Scores } from '../outlook/outlook.ts'
import { scoreByCells } from './cell-scores.ts'
import { customerCovariates } from './covariates.ts'
import { type CovariateModelName, covariateModelNames } from './effects.ts'
import { chosen } from './example-fits.ts'
import { areAllDifferent, futureCells } from './future-cells.ts'
import { judgeHoldoutGiven } from './judge.ts'
import { eachRowOfCells } from './judge-cells.ts'
import { scoreRowsGiven } from './scores.ts'
import { selectCovariates } from './select.ts'
import { simulateWithCovariates } from './simulate.ts'

const asked = {
  spend: { kind: 'gamma-gamma', fitted: exampleSpend } as const,
  horizon: weeks(52),
  discountRatePerYear: 0.1,
}

/** Customers whom two covariates tell apart one by one. */
function madeOf(model: CovariateModelName, customers: number, error = 0.05) {
  const random = seededRandom(23)
  const normal = () => Float64Array.from({ length: customers }, () => normalVariate(random))
  const columns = { z: normal(), w: normal() }
  const covariates = customerCovariates({ purchase: columns, dropout: columns })
  const fitted = chosen(model, covariates, { coefficients: [0.2, -0.1, 0.1, 0.1], error })
  const ages = Float64Array.from({ length: customers }, (_, i) => 40 + (i % 12))
  const { histories, futurePurchases } = simulateWithCovariates(fitted, covariates, {
    ages,
    horizon: 52,
    random,
  })
  return {
    options: {
      ...asked,
      fitted,
      covariates,
      rows: { histories, spendObservations: histories.repeatPurchases },
    },
    futurePurchases,
  }
}

const sum = (column: Float64Array) => column.reduce((total, value) => total + value, 0)

describe.each(covariateModelNames)('futures that are shared under %s', (model) => {
  const { options, futurePurchases } = madeOf(model, 1000)
  const { fitted, covariates, rows } = options
  const exact = scoreRowsGiven({ ...options, most: Infinity })
  const shared = scoreByCells(options)

  test('are fewer than customers', () => {
    const { cells } = futureCells(fitted, covariates, rows.histories)
    expect(cells.length).toBeLessThan(700)
    const places = cells.flatMap((cell) => [...cell.rows]).toSorted((one, other) => one - other)
    expect(places).toEqual([...Array(1000).keys()])
  })

  test('leave each customer their own probability of being active, and means to within three in a thousand', () => {
    const means = [
      'expectedPurchases',
      'discountedPurchases',
      'discountedPurchasesInfinite',
      'valueMeanUnit',
      'valueInfiniteUnit',
    ] as const
    for (let row = 0; row < 1000; row++) {
      expect(shared.probabilityActive[row]).toBeCloseTo(exact.probabilityActive[row], 9)
      for (const name of means) {
        expect(Math.abs((shared[name]?.[row] ?? 0) / (exact[name]?.[row] ?? 0) - 1), name).toBeLessThan(0.003)
      }
    }
    for (const name of means) {
      const [left, right] = [shared, exact].map((scores) => sum(scores[name] ?? new Float64Array()))
      expect(Math.abs(left / right - 1), name).toBeLessThan(3e-4)
    }
  })

  test('give intervals that are the same to a small part of their width', () => {
    let moved = 0
    for (let row = 0; row < 1000; row++) {
      expect(Math.abs(shared.probabilityBuys[row] - exact.probabilityBuys[row])).toBeLessThan(0.015)
      const [count, other] = [shared.purchasesUpper[row], exact.purchasesUpper[row]]
      expect(Math.abs(count - other)).toBeLessThanOrEqual(Math.max(1, 0.03 * other))
      const width = exact.valueUpperUnit[row] - exact.valueLowerUnit[row]
      if (exact.valueLowerUnit[row] > 0)
        moved += Math.abs(shared.valueUpperUnit[row] - exact.valueUpperUnit[row]) / width
    }
    expect(moved / 1000).toBeLessThan(0.01)
    const variance = sum(shared.purchasesVariance) / sum(exact.purchasesVariance)
    expect(Math.abs(variance - 1)).toBeLessThan(0.005)
    expect(shared.parameterUncertainty).toBe(exact.parameterUncertainty)
  })

  test('judge as each customer by themselves does', () => {
    const horizon = weeks(52)
    const own = new Float64Array(1000)
    judgeHoldoutGiven({
      fitted,
      covariates,
      rows: { histories: rows.histories, futurePurchases, recentPurchases: rows.histories.repeatPurchases },
      horizon,
      recentWindow: weeks(20),
      alongside: (predicted) => {
        own[predicted.row] = Math.log(probabilityOf(predicted, futurePurchases[predicted.row]))
      },
    })
    const logarithms = new Float64Array(1000)
    const cells = futureCells(fitted, covariates, rows.histories)
    eachRowOfCells(cells, { histories: rows.histories, futurePurchases, horizon: 52 }, (predicted) => {
      logarithms[predicted.row] = Math.log(probabilityOf(predicted, futurePurchases[predicted.row]))
    })
    // Of the order of a hundredth of the standard error of such a mean.
    expect(Math.abs(sum(logarithms) - sum(own)) / 1000).toBeLessThan(1e-3)
    own.forEach((logarithm, row) => expect(Math.abs(logarithms[row] - logarithm)).toBeLessThan(0.1))
  })
})

test('the order of the customers does not matter', () => {
  const { options } = madeOf('pareto-nbd', 200)
  const { covariates, rows } = options
  const order = Int32Array.from({ length: 200 }, (_, i) => (i * 77) % 200)
  const histories = selectRows(rows.histories, order)
  const [inOrder, shuffled] = [
    scoreByCells(options),
    scoreByCells({
      ...options,
      covariates: selectCovariates(covariates, order),
      rows: { histories, spendObservations: histories.repeatPurchases },
    }),
  ]
  for (const name of ['valueMeanUnit', 'valueUpperUnit', 'purchasesLower', 'probabilityBuys'] as const) {
    order.forEach((row, i) => expect(shuffled[name][i]).toBeCloseTo(inOrder[name][row], 9))
  }
})

test('a doubt that is small is left out, one that is not known is told, and nothing is endless without a discount', () => {
  const { options } = madeOf('mbg-nbd', 60)
  const { fitted } = options
  const covariance = (fitted.covariance ?? []).map((row) => row.map((entry) => entry * 1e-8))
  const uncertaintyOf = ({ parameterUncertainty }: Scores) => parameterUncertainty
  expect(uncertaintyOf(scoreByCells({ ...options, fitted: { ...fitted, covariance } }))).toBe('negligible')
  const unknown = scoreByCells({
    ...options,
    fitted: { ...fitted, covariance: null },
    spend: { kind: 'mean-spend', meanSpend: 30 },
    discountRatePerYear: 0,
  })
  expect(uncertaintyOf(unknown)).toBe('unknown')
  expect(unknown.parameterEffect).toBeNull()
  expect(unknown.valueInfiniteUnit).toBeNull()
  expect(unknown.valueUpperUnit[0]).toBeGreaterThan(0)
})

test('more customers than kinds are judged by futures that they share, and a doubt that is small is as good as none', () => {
  const { options, futurePurchases } = madeOf('mbg-nbd', 1100)
  const { fitted, covariates, rows } = options
  const judgedBy = (covariance: typeof fitted.covariance) =>
    judgeHoldoutGiven({
      fitted: { ...fitted, covariance },
      covariates,
      rows: { histories: rows.histories, futurePurchases, recentPurchases: rows.histories.repeatPurchases },
      horizon: weeks(52),
      recentWindow: weeks(20),
    })
  const certain = (fitted.covariance ?? []).map((row) => row.map((entry) => entry * 1e-8))
  const [known, unknown, doubtful] = [certain, null, fitted.covariance].map(judgedBy)
  expect(known).toEqual(unknown)
  expect(doubtful.meanLogProbability).not.toBe(known.meanLogProbability)
  expect(doubtful.meanLogProbability).toBeCloseTo(known.meanLogProbability, 1)
  expect(known.customers).toBe(1100)
})

test('only more different covariates than kinds can be told are taken together', () => {
  const { options } = madeOf('bg-nbd', 60)
  const { fitted, covariates } = options
  expect(areAllDifferent(fitted, covariates)).toBe(false)
  expect(areAllDifferent(fitted, covariates, 10)).toBe(true)
  const halves = Float64Array.from({ length: 60 }, (_, i) => i % 2)
  const few = customerCovariates({ purchase: { z: halves, w: halves }, dropout: { z: halves, w: halves } })
  expect(areAllDifferent(fitted, few, 10)).toBe(false)
})

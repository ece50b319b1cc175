import { expect, test } from 'vitest'
import { seededRandom } from '#numerics/random.ts'
import { bgNbd } from './bg-nbd/bg-nbd.ts'
import { collapse } from './collapse.ts'
import { fitPurchaseModel, purchaseProblem } from './fit-purchases.ts'
import { purchaseHistories } from './histories.ts'
import type { PurchaseHistories, PurchaseLikelihood, WeightedHistories } from './model.ts'
import { sampledRows, startsFromSample } from './sampled-start.ts'

/** Customers no two of whom are alike, each of a weight of their own. */
function rowsOf(customers: number, weightOf: (row: number) => number): WeightedHistories {
  const random = seededRandom(5)
  const age = Float64Array.from({ length: customers }, () => 1 + 51 * random())
  const repeatPurchases = age.map((_, row) => row % 3)
  const lastPurchaseAge = age.map((total, row) => (row % 3 === 0 ? 0 : total * random()))
  const weight = age.map((_, row) => weightOf(row))
  return purchaseHistories({
    timeUnit: 'week',
    repeatPurchases,
    lastPurchaseAge,
    age,
    weight,
  }) as WeightedHistories
}

const sum = (column: Float64Array) => column.reduce((total, value) => total + value, 0)

test('a sample stands for as many customers as there are, and for their means', () => {
  const rows = rowsOf(40_000, (row) => (row % 100 === 0 ? 500 : 1 + (row % 2)))
  const sample = sampledRows(rows, 4000)
  // 400 heavy rows stay; the others, of 59,600 customers, are taken with one chance in 65.
  expect(sample.age.length).toBeGreaterThan(1200)
  expect(sample.age.length).toBeLessThan(1450)
  const meanOf = ({ age, weight }: WeightedHistories) =>
    sum(age.map((value, row) => value * weight[row])) / sum(weight)
  expect(sum(sample.weight) / sum(rows.weight)).toBeCloseTo(1, 1)
  expect(meanOf(sample) / meanOf(rows)).toBeCloseTo(1, 1)
  const heavy = sample.weight.filter((weight) => weight === 500)
  expect(heavy.length).toBe(400)
})

test('rows in another order give the same sample', () => {
  const rows = rowsOf(5000, (row) => 1 + (row % 4))
  const backwards = {
    ...rows,
    repeatPurchases: rows.repeatPurchases.toReversed(),
    lastPurchaseAge: rows.lastPurchaseAge.toReversed(),
    age: rows.age.toReversed(),
    weight: rows.weight.toReversed(),
  }
  expect(sampledRows(backwards, 500).age.toReversed()).toEqual(sampledRows(rows, 500).age)
})

test('a search that began with a sample ends at the summit of all customers', () => {
  const truth = bgNbd.withParameters({ r: 0.8, alpha: 4.4, a: 0.8, b: 2.4 }, 'week')
  const ages = Float64Array.from({ length: 130_000 }, (_, i) => 26 + (i % 182) / 7)
  const { histories } = bgNbd.simulate(truth, { ages, horizon: 0, random: seededRandom(8) })
  expect(collapse(histories).rows.age.length).toBeGreaterThan(60_000)
  const dear = { ...bgNbd.likelihood(truth), isDear: true }
  const fitted = fitPurchaseModel(dear, histories)
  const plain = bgNbd.fit(histories)
  expect(fitted.convergence.iterations).toBeLessThan(plain.convergence.iterations)
  expect(fitted.logLikelihood).toBeCloseTo(plain.logLikelihood, 5)
  for (const name of ['r', 'alpha', 'a', 'b'] as const) {
    expect(fitted.parameters[name] / plain.parameters[name]).toBeCloseTo(1, 8)
  }
  // A start that is given is where the search begins.
  const started = fitPurchaseModel(dear, histories, { start: plain.parameters })
  expect(started.convergence.iterations).toBe(0)
})

/** One parameter, whose objective is a parabola about 2, but on few rows something else. */
function parabola(onFew: (at: number) => number, { hole = NaN } = {}): PurchaseLikelihood<'nbd', 'r'> {
  return {
    model: 'nbd',
    parameterNames: ['r'],
    timeParameters: [],
    starts: () => [{ r: 1 }],
    isDear: true,
    prepare: (rows) => {
      const centre = rows.age.length < 30_000 ? onFew : () => 2
      const slopeAt = ([at]: readonly number[]) => {
        const distance = Math.abs(at - hole) < 0.1 && rows.age.length > 30_000 ? NaN : at - centre(at)
        return { value: 0.5 * distance * distance, gradient: [distance], hessian: [[1]] }
      }
      return { slopeAt, curvatureAt: slopeAt }
    },
  }
}

const many = rowsOf(61_000, () => 1)
const fitOf = (likelihood: PurchaseLikelihood<'nbd', 'r'>, histories: PurchaseHistories = many) =>
  fitPurchaseModel(likelihood, histories)

test('where the sample has no summit, or its summit is nowhere near that of all, the search begins anew', () => {
  const runningOff = parabola((at) => at + 1)
  expect(Math.log(fitOf(runningOff).parameters.r)).toBeCloseTo(2)
  const misleading = parabola(() => 4, { hole: 4 })
  expect(Math.log(fitOf(misleading).parameters.r)).toBeCloseTo(2)
})

test('a sample in which nobody bought again tells nothing', () => {
  const onceOnly = rowsOf(61_000, () => 1)
  const nearlyNobody = {
    ...onceOnly,
    repeatPurchases: onceOnly.age.map((_, row) => Number(row === 0)),
    lastPurchaseAge: onceOnly.age.map((age, row) => (row === 0 ? age / 2 : 0)),
    weight: onceOnly.age.map((_, row) => (row === 0 ? 1e-9 : 1)),
  }
  const problem = purchaseProblem(
    parabola(() => 2),
    nearlyNobody,
  )
  const prepare = () => {
    throw new Error('must not be asked')
  }
  expect(startsFromSample(problem, nearlyNobody, prepare)).toEqual([])
})

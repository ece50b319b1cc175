/** Whether the model of stages finds again, from ages 11 to 70, the law that the bank's customers live by. */
import { expect, test } from 'vitest'
import { fitStages } from '#lifetime/multi-state/fit.ts'
import { stageLawDrawer, stageLawOf } from '#lifetime/multi-state/fitted-law.ts'
import { groupValue, stageOutlook } from '#lifetime/multi-state/outlook.ts'
import { expectedPath } from '#lifetime/multi-state/path.ts'
import { countStages } from '#lifetime/multi-state/records.ts'
import { stageLaw, type StageDynamics } from '#lifetime/multi-state/stage-law.ts'
import { stageMoments, stageValue } from '#lifetime/multi-state/value.ts'
import { seededRandom } from '#numerics/random.ts'
import { bank } from './bank.ts'
import { bankRecords, bankSpace, bankTables } from './bank-tables.ts'

const truth = stageLaw(bankTables())
const child = { age: 11, tenure: 0, state: 'minor: account' }
const path = expectedPath(truth, child, 60)
const options = { discountRatePerYear: 0.05 }
const ages = [...Array.from({ length: 20 }, (_, i) => 11 + 3 * i), 70]

/** What those are worth who joined at 11 and are still there at an age, in the states in which they truly are. */
function valueAt(law: StageDynamics, age: number): number {
  const { mean } = stageMoments(law, { age, tenure: age - 11 }, options)
  const states = path.probabilities[age - 11] ?? new Float64Array()
  const active = path.active[age - 11] ?? 0
  return states.reduce((sum, chance, i) => sum + (chance / active) * (mean[i] ?? 0), 0)
}

const seeds = [1, 2]
const fits = seeds.map((seed) =>
  fitStages(countStages(bankRecords(bank({ customers: 15_000, seed })), bankSpace)),
)

test('the value of customers of every age is found again, off by no more than its own uncertainty', () => {
  const distances = fits.flatMap((fitted, i) => {
    const estimate = stageLawOf(fitted)
    const [draw, random] = [stageLawDrawer(fitted), seededRandom(i)]
    const laws = Array.from({ length: 25 }, () => draw(random))
    return ages.map((age) => {
      const off = valueAt(estimate, age) - valueAt(truth, age)
      expect(Math.abs(off)).toBeLessThan(40 + 0.05 * Math.abs(valueAt(truth, age)))
      const drawn = laws.map((law) => valueAt(law, age))
      const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length
      return off / Math.sqrt(drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (drawn.length - 1))
    })
  })
  // Neighbouring ages share their errors, so that this is no more than a handful of independent distances.
  const inside = distances.filter((distance) => Math.abs(distance) < 1.2816).length / distances.length
  expect(inside).toBeGreaterThan(0.6)
  expect(Math.sqrt(distances.reduce((sum, one) => sum + one * one, 0) / distances.length)).toBeLessThan(1.5)
})

test('a thousand children of eleven bring what they will truly bring within the interval, and repay when they truly will', () => {
  const expected = 1_000 * stageValue(truth, child, options).mean
  const periods = 50
  const balance = stageOutlook(truth, [child], { ...options, periods, futures: 1, random: seededRandom(1) })
  fits.slice(0, 1).forEach((fitted, i) => {
    const group = [{ ...child, customers: 1_000 }]
    const { lower, upper } = groupValue(fitted, group, {
      ...options,
      level: 0.99,
      laws: 60,
      random: seededRandom(i),
    })
    expect(lower < expected && expected < upper).toBe(true)
    const { payback } = stageOutlook(fitted, group, {
      ...options,
      periods,
      futures: 80,
      laws: 40,
      level: 0.98,
      random: seededRandom(i),
    })
    const paid = balance.payback.expected ?? Infinity
    expect(payback.lower ?? Infinity).toBeLessThanOrEqual(paid)
    expect(payback.upper ?? Infinity).toBeGreaterThanOrEqual(paid)
    // Some fourteen years of childhood and studies, and as many of repaying.
    expect(paid).toBeGreaterThan(15)
    expect(paid).toBeLessThan(30)
  })
})

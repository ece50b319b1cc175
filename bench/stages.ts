/** The model of stages on the simulated bank: how long it takes, and how often its intervals hold the truth. */
import { fitStages } from '#lifetime/multi-state/fit.ts'
import { stageLawDrawer, stageLawOf } from '#lifetime/multi-state/fitted-law.ts'
import { stageOutlook } from '#lifetime/multi-state/outlook.ts'
import { expectedPath } from '#lifetime/multi-state/path.ts'
import { countStages } from '#lifetime/multi-state/records.ts'
import { stageLaw, type StageDynamics } from '#lifetime/multi-state/stage-law.ts'
import { stageMoments } from '#lifetime/multi-state/value.ts'
import { seededRandom } from '#numerics/random.ts'
import { bank } from '#worlds/bank.ts'
import { bankRecords, bankSpace, bankTables } from '#worlds/bank-tables.ts'
import { type Figure, printFigures, seconds } from './measure.ts'

const [customers = 20_000, banks = 6, laws = 60] = process.argv.slice(2).map(Number)
const options = { discountRatePerYear: 0.05 }
const child = { age: 11, tenure: 0, state: 'minor: account' }
const truth = stageLaw(bankTables())
const path = expectedPath(truth, child, 60)
const ages = Array.from({ length: 60 }, (_, i) => 11 + i)

/** What those who joined at 11 and are still there at an age are worth, in the states in which they truly are. */
function valueAt(law: StageDynamics, age: number): number {
  const { mean } = stageMoments(law, { age, tenure: age - 11 }, options)
  const states = path.probabilities[age - 11] ?? new Float64Array()
  const active = path.active[age - 11] ?? 0
  return states.reduce((sum, chance, i) => sum + (chance / active) * (mean[i] ?? 0), 0)
}

/** An error of an estimated value: in standard deviations of the drawn ones, and relative to the truth. */
interface ErrorAtAge {
  readonly age: number
  readonly distance: number
  readonly relative: number
}

function errorsOf(seed: number): ErrorAtAge[] {
  const fitted = fitStages(countStages(bankRecords(bank({ customers, seed })), bankSpace))
  const [draw, random, estimate] = [stageLawDrawer(fitted), seededRandom(seed), stageLawOf(fitted)]
  const drawn = Array.from({ length: laws }, () => draw(random))
  return ages.map((age) => {
    const values = drawn.map((law) => valueAt(law, age))
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
    const error = valueAt(estimate, age) - valueAt(truth, age)
    return { age, distance: error / Math.sqrt(variance), relative: error / valueAt(truth, age) }
  })
}

const errors = Array.from({ length: banks }, (_, i) => errorsOf(i + 1)).flat()
const off = errors.map(({ distance }) => distance)
const meanErrorAt = (age: number) =>
  errors.filter((one) => one.age === age).reduce((sum, { relative }) => sum + relative / banks, 0)
const records = [...bankRecords(bank({ customers, seed: 1 }))]
const counts = countStages(records, bankSpace)
const fitted = fitStages(counts)
const law = stageLawOf(fitted)
const ahead = { ...options, periods: 60, random: seededRandom(1) }
const timed: readonly (readonly [string, () => unknown])[] = [
  ['count records', () => countStages(records, bankSpace)],
  ['choose smoothing', () => fitStages(counts)],
  ['estimate the law', () => stageLawOf(fitted)],
  ['value every state over the ages, one clock', () => stageMoments(law, child, options)],
  ['outlook of one customer, 2,000 futures', () => stageOutlook(fitted, [child], ahead)],
  [
    'outlook of 10,000 children, 2,000 futures',
    () => stageOutlook(fitted, [{ ...child, customers: 10_000 }], ahead),
  ],
]
const figures: Figure[] = []
for (const [name, work] of timed)
  figures.push({ name, unit: 'ms', measured: 1000 * (await seconds(work)), limit: null })
printFigures('stages', figures, {
  customers,
  records: records.length,
  states: law.space.states.length,
  banks,
  insideEightyPercent: off.filter((distance) => Math.abs(distance) < 1.2816).length / off.length,
  meanDistance: off.reduce((sum, one) => sum + one, 0) / off.length,
  meanRelativeError: Object.fromEntries([11, 20, 30, 40, 50, 60, 70].map((age) => [age, meanErrorAt(age)])),
  rootMeanSquareDistance: Math.sqrt(off.reduce((sum, one) => sum + one * one, 0) / off.length),
})

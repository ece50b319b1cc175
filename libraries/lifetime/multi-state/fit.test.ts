import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom } from '#numerics/random.ts'
import { chooseForCounts, chooseForMeans } from './choose-smoothing.ts'
import { fitStages, type FittedStages } from './fit.ts'
import { effectiveMoves, stageLawDrawer, stageLawOf, transitionCovariance } from './fitted-law.ts'
import { countStages, type StageRecord } from './records.ts'
import { simulateStages } from './simulate.ts'
import { smoothedMeans, smoothingWeights, type StateSums } from './smoothing.ts'
import { stageLaw } from './stage-law.ts'
import { clockRow } from './stage-space.ts'

/** Two states over ages 20 to 39; the chance to move on rises with age, the margin with tenure. */
const law = stageLaw({
  states: ['account', 'account + loan'],
  firstAge: 20,
  lastAge: 39,
  tenureStarts: [0, 3],
  transitions: Array.from({ length: 20 }, (_, i) => 20 + i).flatMap((age) => [
    { age, from: 'account', to: 'account + loan', probability: 0.02 + (age - 20) / 100 },
    { age, from: 'account', to: 'exit', probability: 0.08 },
    { age, from: 'account', to: 'account', probability: 0.9 - (age - 20) / 100 },
    { age, from: 'account + loan', to: 'account', probability: 0.2 },
    { age, from: 'account + loan', to: 'account + loan', probability: 0.8 },
  ]),
  margins: [
    { state: 'account', tenure: 0, product: 'margin', margin: -60 },
    { state: 'account', tenure: 3, product: 'margin', margin: 20 },
    { state: 'account + loan', product: 'margin', margin: 90 },
  ],
})

function aBank(seed: number, customers = 2_000): StageRecord[] {
  const noisy = { ...law, marginVariances: law.totalMargins.map(() => 400) }
  const starts = Array.from({ length: customers }, (_, i) => ({
    age: 20 + (i % 12),
    tenure: 0,
    state: 'account',
  }))
  return [...simulateStages(noisy, { starts, firstPeriod: 1, periods: 8, random: seededRandom(seed) })]
}

const options = { tenureStarts: [0, 3] }
const fitted = fitStages(countStages(aBank(1), options))
const at = { age: 25, tenure: 1, state: 'account' }

test('the fit is plain frozen data that survives JSON', () => {
  expect(fitted).toMatchObject({ model: 'multi-state', version: 1, customerCount: 2_000, warnings: [] })
  expect(
    Object.isFrozen(fitted) && Object.isFrozen(fitted.moves.count) && Object.isFrozen(fitted.space),
  ).toBe(true)
  const read = JSON.parse(JSON.stringify(fitted)) as FittedStages
  expect(read).toEqual(fitted)
  expect(stageLawOf(read)).toEqual(stageLawOf(fitted))
  const other = { ...read, version: 2 } as unknown as FittedStages
  expect(() => stageLawOf(other)).toThrow(expect.objectContaining({ code: 'LIFETIME_MODEL_UNKNOWN' }))
})

test('estimated probabilities sum to 1, lie in [0, 1], and are 0 for a move that was never seen', () => {
  const { transitions, space } = stageLawOf(fitted)
  for (let row = 0; row < transitions.length; row += 3) {
    const chances = transitions.subarray(row, row + 3)
    expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 12)
    for (const chance of chances) expect(chance >= 0 && chance <= 1).toBe(true)
  }
  // From a loan nobody leaves at once.
  const loan = space.states.indexOf('account + loan')
  for (let row = loan; row < transitions.length / 3; row += 2) expect(transitions[row * 3 + 2]).toBe(0)
})

test('without smoothing the estimate is the observed share but for the one pseudo-observation', () => {
  const raw = fitStages(countStages(aBank(1), options), { smoothing: { bandwidth: 0, strength: 1e-9 } })
  const row = clockRow(raw.space, at)
  const place = raw.space.states.indexOf('account')
  const here = raw.moves.count.map((count, i) =>
    raw.moves.row[i] === row && raw.moves.from[i] === place ? count : 0,
  )
  const stayed = here.reduce((sum, count, i) => sum + (raw.moves.to[i] === place ? count : 0), 0)
  const all = here.reduce((sum, count) => sum + count, 0)
  expect(stageLawOf(raw).transitions[(row * 2 + place) * 3 + place]).toBeCloseTo(stayed / all, 8)
})

test('the truth lies within the covariance of the estimates', () => {
  const seeds = Array.from({ length: 5 }, (_, i) => i + 10)
  const truth = law.transitions[clockRow(law.space, at) * 2 * 3 + 1]
  const distances = seeds.map((seed) => {
    const one = fitStages(countStages(aBank(seed), options))
    const estimate = stageLawOf(one).transitions[clockRow(one.space, at) * 2 * 3 + 1]
    return (estimate - truth) ** 2 / transitionCovariance(one, at)[1][1]
  })
  // Chi-squared with 5 degrees of freedom exceeds 25.7 once in ten thousand times.
  expect(distances.reduce((sum, distance) => sum + distance, 0)).toBeLessThan(25.7)
})

test('draws scatter about the estimate as the covariance says, and neighbouring ages together', () => {
  const random = seededRandom(3)
  const draw = stageLawDrawer(fitted)
  const next = { ...at, age: 26 }
  const place = (clock: typeof at) => clockRow(fitted.space, clock) * 2 * 3 + 1
  const estimate = stageLawOf(fitted).transitions
  const drawn = Array.from({ length: 800 }, () => {
    const { transitions } = draw(random)
    return [transitions[place(at)] - estimate[place(at)], transitions[place(next)] - estimate[place(next)]]
  })
  const mean = (of: (pair: number[]) => number) =>
    drawn.reduce((sum, pair) => sum + of(pair), 0) / drawn.length
  const variance = transitionCovariance(fitted, at)[1][1]
  expect(Math.abs(mean(([here]) => here)) / Math.sqrt(variance)).toBeLessThan(0.1)
  expect(mean(([here]) => here ** 2) / variance).toBeGreaterThan(0.85)
  expect(mean(([here]) => here ** 2) / variance).toBeLessThan(1.15)
  const covariance = transitionCovariance(fitted, at, next)[1][1]
  expect(covariance).toBeGreaterThan(0)
  expect(mean(([here, there]) => here * there) / covariance).toBeGreaterThan(0.7)
  expect(mean(([here, there]) => here * there) / covariance).toBeLessThan(1.3)
})

test('margins and their scatter are found again', () => {
  const estimate = stageLawOf(fitted)
  const cell = (age: number, tenure: number, state: string) =>
    clockRow(fitted.space, { age, tenure }) * 2 + fitted.space.states.indexOf(state)
  expect(Math.abs(estimate.totalMargins[cell(25, 1, 'account')] + 60)).toBeLessThan(3)
  expect(Math.abs(estimate.totalMargins[cell(28, 5, 'account')] - 20)).toBeLessThan(3)
  expect(Math.sqrt(estimate.marginVariances[cell(28, 5, 'account')])).toBeGreaterThan(18)
  expect(Math.sqrt(estimate.marginVariances[cell(28, 5, 'account')])).toBeLessThan(22)
})

test('a smoothed mean is the weighted sum of what was observed, its weights those of the covariance', () => {
  fc.assert(
    fc.property(
      someSums(2),
      fc.constantFrom(0, 1, 2.5),
      fc.constantFrom(1, 30),
      (state, bandwidth, strength) => {
        const smoothing = { bandwidths: Array.from({ length: state.ages }, () => bandwidth), strength }
        const means = smoothedMeans(state, smoothing)
        for (let cell = 0; cell < state.ages * 2; cell++) {
          const weights = smoothingWeights(state, smoothing, { age: Math.floor(cell / 2), band: cell % 2 })
          const sum = weights.reduce((total, weight, i) => total + weight * state.observations[i], 0)
          expect(sum).toBeCloseTo(1, 10)
          const mean = weights.reduce((total, weight, i) => total + weight * state.sums[i * 2], 0)
          expect(means[cell * 2]).toBeCloseTo(mean, 10)
        }
      },
    ),
    { numRuns: 30 },
  )
})

test('one band draws nothing from others, and where nobody was observed no weight is given', () => {
  fc.assert(
    fc.property(someSums(1), fc.constantFrom(0, 1, 2.5), (state, bandwidth) => {
      const smoothing = { bandwidths: Array.from({ length: state.ages }, () => bandwidth), strength: 5 }
      const means = smoothedMeans(state, smoothing)
      for (let age = 0; age < state.ages; age++) {
        const weights = smoothingWeights(state, smoothing, { age, band: 0 })
        const mean = weights.reduce((total, weight, i) => total + weight * state.sums[i * 2], 0)
        expect(means[age * 2]).toBeCloseTo(mean, 10)
      }
    }),
    { numRuns: 30 },
  )
  const nobody = { ages: 2, bands: 1, observations: new Float64Array(2) }
  const weights = smoothingWeights(nobody, { bandwidths: [1, 1], strength: 5 }, { age: 0, band: 0 })
  expect([...weights]).toEqual([0, 0])
})

test('an observation is foretold from all the others, as if the fit had been made without it', () => {
  const state: StateSums = {
    ages: 1,
    bands: 1,
    columns: 2,
    sums: Float64Array.of(6, 3),
    observations: Float64Array.of(9),
  }
  // Without one of the six: (5 + 5/8) / (8 + 1) = 5/8 of the other eight; likewise 2/8.
  expect(chooseForCounts(state).score).toBeCloseTo(6 * Math.log(5 / 8) + 3 * Math.log(2 / 8), 12)
  const values = [2, 4, 9]
  const total = 15
  const means: StateSums = {
    ages: 1,
    bands: 1,
    columns: 1,
    sums: Float64Array.of(total),
    observations: Float64Array.of(3),
  }
  const errors = values.map((value) => value - (total - value) / 2)
  const squares = Float64Array.of(values.reduce((sum, value) => sum + value * value, 0))
  expect(chooseForMeans(means, squares).score).toBeCloseTo(
    -errors.reduce((sum, error) => sum + error * error, 0),
    10,
  )
})

test('chances that change fast with age are smoothed less than those that do not', () => {
  const counts = (chance: (age: number) => number): StateSums => {
    const ages = 40
    const observations = new Float64Array(ages).fill(400)
    const sums = Float64Array.from({ length: ages * 2 }, (_, i) => {
      const moved = Math.round(400 * chance(i >> 1))
      return i % 2 === 0 ? moved : 400 - moved
    })
    return { ages, bands: 1, columns: 2, sums, observations }
  }
  const middle = (state: StateSums) => chooseForCounts(state).bandwidths[20]
  expect(middle(counts(() => 0.3))).toBeGreaterThan(5)
  expect(middle(counts((age) => (age < 20 ? 0.1 : 0.7)))).toBe(0)
})

test('more observations smooth nothing away: an effective number of moves is at least that of the row', () => {
  expect(effectiveMoves(fitted, at)).toBeGreaterThan(50)
  expect(effectiveMoves(fitted, { ...at, age: 36 })).toBeGreaterThan(5)
})

test('the order of states in the list, and more of the same customers, do not change the estimate', () => {
  const records = aBank(2, 300)
  const smoothing = { bandwidth: 2, strength: 10 }
  const states = ['account + loan', 'account']
  const [one, other] = [
    fitStages(countStages(records, options), { smoothing }),
    fitStages(countStages(records, { ...options, states }), { smoothing }),
  ]
  const chance = (fit: FittedStages) => {
    const from = fit.space.states.indexOf('account')
    return stageLawOf(fit).transitions[
      (clockRow(fit.space, at) * 2 + from) * 3 + fit.space.states.indexOf('account + loan')
    ]
  }
  expect(chance(other)).toBeCloseTo(chance(one), 13)
})

test('a state that nothing is known of, a rare one, and a smoothing that cannot be', () => {
  const records = [
    { customer: 'a', period: 1, age: 20, tenure: 0, state: 'x', margins: [1] },
    { customer: 'a', period: 2, age: 21, tenure: 1, state: 'y', margins: [1] },
  ]
  expect(() => fitStages(countStages(records))).toThrow(
    expect.objectContaining({ code: 'LIFETIME_STATE_NEVER_LEFT_OR_KEPT', details: { state: 'y' } }),
  )
  const known = fitStages(countStages(records, { lastPeriod: 3 }))
  expect(known.warnings).toEqual(['LIFETIME_STATE_RARELY_OBSERVED'])
  expect(known.movesFrom).toEqual([1, 1])
  expect(stageLawOf(known).transitions.every(Number.isFinite)).toBe(true)
  for (const smoothing of [
    { bandwidth: -1, strength: 1 },
    { bandwidth: 1, strength: 0 },
  ]) {
    expect(() => fitStages(countStages(aBank(1, 50)), { smoothing })).toThrow(
      expect.objectContaining({ code: 'LIFETIME_OPTION_INVALID' }),
    )
  }
})

/** Two columns whose sums are counts. */
function someSums(bands: number): fc.Arbitrary<StateSums> {
  const cells = 6 * bands
  return fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: 2 * cells, maxLength: 2 * cells })
    .map((counts) => {
      const sums = Float64Array.from(counts)
      sums[0] += 1
      const observations = Float64Array.from(
        { length: cells },
        (_, cell) => sums[2 * cell] + sums[2 * cell + 1],
      )
      return { ages: 6, bands, columns: 2, sums, observations }
    })
}

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { goldenTable } from '#tests/golden-table.ts'
import { aCustomerLaw, aRandomLaw, anSbgLaw, migrationLaw } from './laws.test-data.ts'
import { stageLaw, withTotals, type StageLaw } from './stage-law.ts'
import { clockAfter, clockRow } from './stage-space.ts'
import { stageMoments, stageValue, stageValueByProduct, type StageValueOptions } from './value.ts'

const atTen = { discountRatePerYear: 0.1 }
const child = { age: 0, tenure: 0 }

test('one state equals the closed forms of constant retention and of sBG renewal by tenure', () => {
  const rows = goldenTable('stage-values')
  expect(rows).toHaveLength(10)
  const laws = {
    'constant-retention': aCustomerLaw({ retention: 0.833 }),
    sbg: anSbgLaw({ gamma: 0.764, delta: 1.296 }),
  }
  for (const row of rows) {
    const law = laws[row['model'] as keyof typeof laws]
    const options: StageValueOptions = {
      ...atTen,
      from: row['from'] as 'this-period' | 'next-period',
      firstMarginAfter: Number(row['firstMarginAfter']),
    }
    const { mean } = stageValue(law, { age: 0, tenure: Number(row['tenure']), state: 'customer' }, options)
    expect(Math.abs(mean / Number(row['value']) - 1)).toBeLessThan(1e-12)
  }
})

test('customers who migrate by recency have the values of Pfeifer and Carraway', () => {
  for (const row of goldenTable('stage-migration')) {
    const start = { ...child, state: `recency ${row['recency']}` }
    const value = (periods: number) =>
      stageValue(migrationLaw, start, { discountRatePerYear: 0.2, periods }).mean
    expect(value(5)).toBeCloseTo(Number(row['fivePeriods']), 11)
    expect(value(Infinity)).toBeCloseTo(Number(row['withoutEnd']), 11)
  }
})

// At a retention of next to nothing the closed form of the variance is a difference of equals.
test('constant retention gives the closed form, its variance and its skewness for any rate', () => {
  const retention = fc.double({ min: 0.01, max: 0.99, noNaN: true })
  const rate = fc.double({ min: 0.001, max: 2, noNaN: true })
  fc.assert(
    fc.property(retention, rate, fc.integer({ min: -500, max: 500 }), (r, d, margin) => {
      const law = aCustomerLaw({ retention: r, margin })
      const value = stageValue(law, { ...child, state: 'customer' }, { discountRatePerYear: d })
      // m·(1 − v^N)/(1 − v), where the number of margins N is geometric: its moments come from E(v^N), E(v^2N).
      const power = (v: number) => (v * (1 - r)) / (1 - v * r)
      const v = 1 / (1 + d)
      const variance = (margin / (1 - v)) ** 2 * Math.max(0, power(v * v) - power(v) ** 2)
      expect(value.mean).toBeCloseTo((margin * (1 + d)) / (1 + d - r), 8)
      expect(value.standardDeviation).toBeCloseTo(Math.sqrt(variance), 4)
    }),
  )
})

test('the moments are those of every path weighed by its probability', () => {
  fc.assert(
    fc.property(aRandomLaw, fc.constantFrom('this-period' as const, 'next-period' as const), (law, from) => {
      const options = { discountRatePerYear: 0.3, periods: 4, from, firstMarginAfter: 0.5 }
      const moments = stageMoments(law, child, options)
      for (const [place] of law.space.states.entries()) {
        const { mean, variance, third } = enumerated(law, place, options)
        expect(moments.mean[place]).toBeCloseTo(mean, 9)
        expect(moments.variance[place]).toBeCloseTo(variance, 7)
        expect(Math.abs(moments.thirdMoment[place] - third)).toBeLessThan(1e-7 * (1 + Math.abs(third)))
      }
    }),
    { numRuns: 40 },
  )
})

test('a value is this period and the discounted value of where one will be', () => {
  fc.assert(
    fc.property(aRandomLaw, (law) => {
      const { mean } = stageMoments(law, child, atTen)
      const next = stageMoments(law, clockAfter(child, 1), atTen).mean
      const size = law.space.states.length
      const row = clockRow(law.space, child)
      for (let state = 0; state < size; state++) {
        let expected = law.totalMargins[row * size + state]
        for (let to = 0; to < size; to++)
          expected += law.transitions[(row * size + state) * (size + 1) + to] * (next[to] / 1.1)
        expect(mean[state]).toBeCloseTo(expected, 9)
      }
    }),
  )
})

test('value without end is the limit of ever more periods, and all its moments are', () => {
  fc.assert(
    fc.property(aRandomLaw, (law) => {
      const end = stageMoments(law, child, atTen)
      const far = stageMoments(law, child, { ...atTen, periods: 600 })
      for (const name of ['mean', 'variance', 'thirdMoment'] as const) {
        for (const [i, moment] of end[name].entries())
          expect(Math.abs(moment - far[name][i])).toBeLessThan(1e-8 * (1 + Math.abs(moment)))
      }
    }),
    { numRuns: 30 },
  )
})

test('value is linear in margins, and the products add up to the whole', () => {
  fc.assert(
    fc.property(aRandomLaw, fc.integer({ min: -3, max: 3 }), (law, factor) => {
      const start = { ...child, state: law.space.states[0] }
      const scaled = withTotals({ ...law, margins: law.margins.map((margin) => factor * margin) })
      expect(stageValue(scaled, start, atTen).mean).toBeCloseTo(
        factor * stageValue(law, start, atTen).mean,
        8,
      )
      const parts = stageValueByProduct(law, start, atTen)
      const whole = parts.reduce((sum, part) => sum + part, 0)
      expect(whole).toBeCloseTo(stageValue(law, start, atTen).mean, 8)
    }),
  )
})

test('a state split in two that behave alike changes nothing', () => {
  const tables = {
    states: ['new', 'loyal'],
    transitions: [
      { from: 'new', to: 'loyal', probability: 0.5 },
      { from: 'new', to: 'exit', probability: 0.5 },
      { from: 'loyal', to: 'loyal', probability: 0.9 },
      { from: 'loyal', to: 'exit', probability: 0.1 },
    ],
    margins: [
      { state: 'new', product: 'margin', margin: -40 },
      { state: 'loyal', product: 'margin', margin: 25 },
    ],
  }
  const split = stageLaw({
    states: ['new', 'loyal a', 'loyal b'],
    transitions: [
      { from: 'new', to: 'loyal a', probability: 0.2 },
      { from: 'new', to: 'loyal b', probability: 0.3 },
      { from: 'new', to: 'exit', probability: 0.5 },
      ...['a', 'b'].flatMap((part) => [
        { from: `loyal ${part}`, to: 'loyal a', probability: 0.6 },
        { from: `loyal ${part}`, to: 'loyal b', probability: 0.3 },
        { from: `loyal ${part}`, to: 'exit', probability: 0.1 },
      ]),
    ],
    margins: [
      { state: 'new', product: 'margin', margin: -40 },
      { state: 'loyal a', product: 'margin', margin: 25 },
      { state: 'loyal b', product: 'margin', margin: 25 },
    ],
  })
  const whole = stageValue(stageLaw(tables), { ...child, state: 'new' }, atTen)
  const parted = stageValue(split, { ...child, state: 'new' }, atTen)
  expect(parted.mean).toBeCloseTo(whole.mean, 10)
  expect(parted.standardDeviation).toBeCloseTo(whole.standardDeviation, 10)
  expect(parted.skewness).toBeCloseTo(whole.skewness, 10)
})

test('the order of states changes nothing', () => {
  const states = [...migrationLaw.space.states]
  const tables = { transitions: migrationTransitions(), margins: migrationMargins() }
  const turned = stageLaw({ states: states.toReversed(), ...tables })
  for (const state of states) {
    const [one, other] = [migrationLaw, turned].map((law) => stageValue(law, { ...child, state }, atTen))
    expect(other.mean).toBeCloseTo(one.mean, 11)
    expect(other.standardDeviation).toBeCloseTo(one.standardDeviation, 10)
  }
})

test('a month is a twelfth of a year to the discount', () => {
  const monthly = aCustomerLaw({ retention: 0.95, monthsPerPeriod: 1 })
  const { mean } = stageValue(monthly, { ...child, state: 'customer' }, atTen)
  expect(mean).toBeCloseTo(100 / (1 - 0.95 * 1.1 ** (-1 / 12)), 8)
})

test('everybody leaves after the last age, where the law says so', () => {
  const law = aCustomerLaw({ retention: 1, firstAge: 60, lastAge: 64, afterLastAge: 'exit' })
  const value = (age: number) =>
    stageValue(law, { age, tenure: 3, state: 'customer' }, { discountRatePerYear: 0 })
  expect(value(60)).toEqual({ mean: 500, standardDeviation: 0, skewness: 0 })
  expect(value(64).mean).toBe(100)
})

test('what cannot be valued is refused', () => {
  const law = aCustomerLaw({ retention: 0.8 })
  const start = { ...child, state: 'customer' }
  const cases = [
    [() => stageValue(law, { ...start, state: 'gone' }, atTen), 'LIFETIME_STATE_UNKNOWN'],
    [() => stageValue(law, { ...start, age: 1 }, atTen), 'LIFETIME_STAGE_AGE_OUT_OF_RANGE'],
    [() => stageValue(law, { ...start, age: Number.NaN }, atTen), 'LIFETIME_STAGE_AGE_OUT_OF_RANGE'],
    [() => stageValue(law, { ...start, tenure: -1 }, atTen), 'LIFETIME_STAGE_TENURE_OUT_OF_RANGE'],
    [() => stageValue(law, { ...start, tenure: 0.5 }, atTen), 'LIFETIME_STAGE_TENURE_OUT_OF_RANGE'],
    [() => stageValue(law, start, { discountRatePerYear: -0.1 }), 'LIFETIME_OPTION_INVALID'],
    [() => stageValue(law, start, { ...atTen, firstMarginAfter: -1 }), 'LIFETIME_OPTION_INVALID'],
    [() => stageValue(law, start, { ...atTen, periods: 2.5 }), 'LIFETIME_HORIZON_INVALID'],
    [() => stageValue(law, start, { ...atTen, periods: Number.NaN }), 'LIFETIME_HORIZON_INVALID'],
    [
      () => stageValue(roundTrip, { ...child, state: 'here' }, { discountRatePerYear: 0 }),
      'LIFETIME_STAGE_VALUE_INFINITE',
    ],
  ] as const
  for (const [refused, code] of cases) expect(refused).toThrow(expect.objectContaining({ code }))
})

test('a hundred states over sixty ages are valued in milliseconds', () => {
  const states = Array.from({ length: 100 }, (_, i) => `s${i}`)
  const law = stageLaw({
    states,
    firstAge: 11,
    lastAge: 70,
    transitions: states.flatMap((from, i) => [
      { from, to: from, probability: 0.5 },
      { from, to: states[(i + 1) % 100], probability: 0.25 },
      { from, to: states[(i + 7) % 100], probability: 0.15 },
      { from, to: 'exit', probability: 0.1 },
    ]),
    margins: states.map((state, i) => ({ state, product: 'margin', margin: i - 50 })),
  })
  stageMoments(law, { age: 11, tenure: 0 }, atTen)
  const started = performance.now()
  for (let i = 0; i < 5; i++) stageMoments(law, { age: 11, tenure: 0 }, atTen)
  // Some 8 ms each on an idle core; the machine may be busy.
  expect((performance.now() - started) / 5).toBeLessThan(200)
})

/** Two states that only lead to each other. */
const roundTrip = stageLaw({
  states: ['here', 'there'],
  transitions: [
    { from: 'here', to: 'there', probability: 1 },
    { from: 'there', to: 'here', probability: 1 },
  ],
  margins: [
    { state: 'here', product: 'margin', margin: 1 },
    { state: 'there', product: 'margin', margin: 1 },
  ],
})

/** Mean and central moments over every path of the states, one probability each. */
function enumerated(
  law: StageLaw,
  place: number,
  options: Required<Omit<StageValueOptions, 'discountRatePerYear'>>,
) {
  const size = law.space.states.length
  const skipped = options.from === 'next-period' ? 1 : 0
  const paths: { readonly chance: number; readonly value: number }[] = []
  const walk = (state: number, period: number, so: { readonly chance: number; readonly value: number }) => {
    if (so.chance === 0) return
    if (period === options.periods + skipped || state === size) {
      paths.push(so)
      return
    }
    const row = clockRow(law.space, clockAfter(child, period)) * size + state
    const discount = 1.3 ** -(period - skipped + options.firstMarginAfter)
    const value = so.value + (period < skipped ? 0 : discount * law.totalMargins[row])
    for (let to = 0; to <= size; to++)
      walk(to, period + 1, { chance: so.chance * law.transitions[row * (size + 1) + to], value })
  }
  walk(place, 0, { chance: 1, value: 0 })
  const mean = paths.reduce((sum, { chance, value }) => sum + chance * value, 0)
  const moment = (power: number) =>
    paths.reduce((sum, { chance, value }) => sum + chance * (value - mean) ** power, 0)
  return { mean, variance: moment(2), third: moment(3) }
}

function migrationTransitions() {
  const { space, transitions } = migrationLaw
  const width = space.states.length + 1
  return space.states.flatMap((from, i) =>
    [...space.states, space.exit].map((to, j) => ({ from, to, probability: transitions[i * width + j] })),
  )
}

function migrationMargins() {
  const { space, margins } = migrationLaw
  return space.states.map((state, i) => ({ state, product: 'margin', margin: margins[i] }))
}

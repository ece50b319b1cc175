/** Laws that the tests of this folder share. */
import * as fc from 'fast-check'
import { type StageLaw, stageLaw, withTotals } from './stage-law.ts'
import { type StageSpaceOptions, clockRows, stageSpace } from './stage-space.ts'

/** One state, `customer`, kept with a constant probability. */
export function aCustomerLaw({
  retention,
  margin = 100,
  ...space
}: { readonly retention: number; readonly margin?: number } & Omit<StageSpaceOptions, 'states'>): StageLaw {
  return stageLaw({
    ...space,
    states: ['customer'],
    transitions: [
      { from: 'customer', to: 'customer', probability: retention },
      { from: 'customer', to: 'exit', probability: 1 - retention },
    ],
    margins: [{ state: 'customer', product: 'margin', margin }],
  })
}

/** One state whose renewal rises with tenure as under the shifted beta-geometric; at .1 a year 1e-16 of value lies beyond. */
export function anSbgLaw({ gamma, delta }: { readonly gamma: number; readonly delta: number }): StageLaw {
  const tenureStarts = Array.from({ length: 401 }, (_, tenure) => tenure)
  const renewal = (tenure: number) => (tenure === 0 ? 1 : (delta + tenure - 1) / (gamma + delta + tenure - 1))
  return stageLaw({
    states: ['customer'],
    tenureStarts,
    transitions: tenureStarts.flatMap((tenure) => [
      { tenure, from: 'customer', to: 'customer', probability: renewal(tenure) },
      { tenure, from: 'customer', to: 'exit', probability: 1 - renewal(tenure) },
    ]),
    margins: [{ state: 'customer', product: 'margin', margin: 100 }],
  })
}

const recencies = [
  { state: 'recency 1', buys: 0.3, margin: 36, next: 'recency 2' },
  { state: 'recency 2', buys: 0.2, margin: -4, next: 'recency 3' },
  { state: 'recency 3', buys: 0.15, margin: -4, next: 'recency 4' },
  { state: 'recency 4', buys: 0.05, margin: -4, next: 'exit' },
]

/** The worked example of Pfeifer & Carraway (2000). */
export const migrationLaw = stageLaw({
  states: recencies.map(({ state }) => state),
  transitions: recencies.flatMap(({ state, buys, next }) => [
    { from: state, to: 'recency 1', probability: buys },
    { from: state, to: next, probability: 1 - buys },
  ]),
  margins: recencies.map(({ state, margin }) => ({ state, product: 'margin', margin })),
})

/** Two or three states, two products, ages 0 to 2 and two bands of tenure; some moves impossible, margins of either sign. */
export const aRandomLaw: fc.Arbitrary<StageLaw> = fc
  .record({
    size: fc.integer({ min: 2, max: 3 }),
    seed: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 120, maxLength: 120 }),
  })
  .map(({ size, seed }) => {
    const space = stageSpace({
      states: ['a', 'b', 'c'].slice(0, size),
      products: ['one', 'two'],
      lastAge: 2,
      tenureStarts: [0, 2],
    })
    const cells = clockRows(space) * size
    const transitions = new Float64Array(cells * (size + 1))
    let at = 0
    const next = () => seed[at++ % seed.length]
    for (let cell = 0; cell < cells; cell++) {
      const row = transitions.subarray(cell * (size + 1), (cell + 1) * (size + 1))
      for (let to = 0; to < size; to++) row[to] = next() < 0.3 ? 0 : next()
      row[size] = 0.05 + next()
      const sum = row.reduce((total, chance) => total + chance, 0)
      for (let to = 0; to <= size; to++) row[to] /= sum
    }
    const margins = Float64Array.from({ length: cells * 2 }, () => Math.round(200 * (next() - 0.4)))
    return withTotals({ space, transitions, margins })
  })

import { expect, test } from 'vitest'
import { type MarginRow, type StageTables, stageLaw, type TransitionRow } from './stage-law.ts'

const transitions: readonly TransitionRow[] = [
  { from: 'young', to: 'young', probability: 0.6 },
  { from: 'young', to: 'grown', probability: 0.3 },
  { from: 'young', to: 'exit', probability: 0.1 },
  { from: 'grown', to: 'grown', probability: 0.9 },
  { from: 'grown', to: 'exit', probability: 0.1 },
]
const margins: readonly MarginRow[] = [
  { state: 'young', product: 'margin', margin: -20 },
  { state: 'grown', product: 'margin', margin: 50 },
]
const tables: StageTables = {
  states: ['young', 'grown'],
  firstAge: 11,
  lastAge: 13,
  tenureStarts: [0, 2],
  transitions,
  margins,
}
const others = <Row extends { readonly from?: string }>(rows: readonly Row[], from: string) =>
  rows.filter((row) => row.from !== from)

test('a row without an age or tenure holds at every one', () => {
  const law = stageLaw(tables)
  expect(law.transitions).toHaveLength(6 * 2 * 3)
  for (let row = 0; row < 6; row++) {
    expect([...law.transitions.subarray(row * 6, row * 6 + 3)]).toEqual(
      [0.6, 0.3, 0.1].map((p) => expect.closeTo(p, 15)),
    )
    expect([...law.totalMargins.subarray(row * 2, row * 2 + 2)]).toEqual([-20, 50])
  }
})

test('a row for one age and band of tenure holds there alone', () => {
  const law = stageLaw({
    ...tables,
    tenureStarts: [0, 2],
    transitions: [
      ...others(transitions, 'young'),
      ...[11, 12, 13].flatMap((age) =>
        [0, 2].flatMap((tenure): readonly TransitionRow[] => [
          { age, tenure, from: 'young', to: 'grown', probability: (age + tenure) / 20 },
          { age, tenure, from: 'young', to: 'exit', probability: 1 - (age + tenure) / 20 },
        ]),
      ),
    ],
  })
  // The fourth row: age 12, tenure 2 and more.
  expect(law.transitions[3 * 6 + 1]).toBeCloseTo(14 / 20, 15)
})

test('rounding in a table is forgiven, more is not', () => {
  const law = stageLaw({
    ...tables,
    transitions: [...others(transitions, 'grown'), { from: 'grown', to: 'grown', probability: 1 - 1e-12 }],
    margins: [margins[0], { ...margins[1], margin: 0 }],
  })
  expect(law.transitions[4]).toBe(1)
  const short = { ...tables, transitions: transitions.slice(0, 4) }
  expect(() => stageLaw(short)).toThrow(
    expect.objectContaining({
      code: 'LIFETIME_TRANSITIONS_DO_NOT_SUM',
      message: 'The probabilities out of "grown" at age 11 and tenure 0 sum to 0.9.',
      details: { state: 'grown', age: 11, tenure: 0, sum: 0.9 },
    }),
  )
})

const refusals: readonly (readonly [string, Partial<StageTables>, string])[] = [
  ['no state', { states: [] }, 'LIFETIME_STATES_INVALID'],
  ['a state twice', { states: ['young', 'young'] }, 'LIFETIME_STATES_INVALID'],
  ['a state without a name', { states: ['young', ''] }, 'LIFETIME_STATES_INVALID'],
  ['an exit that is a state', { exit: 'young' }, 'LIFETIME_STATES_INVALID'],
  ['no product', { products: [] }, 'LIFETIME_STATES_INVALID'],
  ['ages out of order', { firstAge: 14 }, 'LIFETIME_AGES_INVALID'],
  ['half an age', { lastAge: 13.5 }, 'LIFETIME_AGES_INVALID'],
  ['bands of tenure out of order', { tenureStarts: [2, 0] }, 'LIFETIME_AGES_INVALID'],
  ['no band of tenure', { tenureStarts: [] }, 'LIFETIME_AGES_INVALID'],
  ['a period of no months', { monthsPerPeriod: 0 }, 'LIFETIME_AGES_INVALID'],
  ['an unknown state', withRow({ from: 'old', to: 'exit', probability: 1 }), 'LIFETIME_STATE_UNKNOWN'],
  ['a move to nowhere', withRow({ from: 'young', to: 'gone', probability: 0 }), 'LIFETIME_STATE_UNKNOWN'],
  [
    'a negative probability',
    withRow({ from: 'grown', to: 'young', probability: -0.1 }),
    'LIFETIME_TRANSITION_NOT_PROBABILITY',
  ],
  [
    'a probability above 1',
    withRow({ from: 'grown', to: 'young', probability: 1.1 }),
    'LIFETIME_TRANSITION_NOT_PROBABILITY',
  ],
  [
    'no number',
    withRow({ from: 'grown', to: 'young', probability: Number.NaN }),
    'LIFETIME_TRANSITION_NOT_PROBABILITY',
  ],
  [
    'a transition twice',
    withRow({ age: 12, from: 'young', to: 'grown', probability: 0.3 }),
    'LIFETIME_TRANSITION_TWICE',
  ],
  ['too much', withRow({ from: 'grown', to: 'young', probability: 0.1 }), 'LIFETIME_TRANSITIONS_DO_NOT_SUM'],
  [
    'an age not in the table',
    withRow({ age: 14, from: 'grown', to: 'young', probability: 0 }),
    'LIFETIME_STAGE_AGE_OUT_OF_RANGE',
  ],
  [
    'a tenure within a band',
    withRow({ tenure: 1, from: 'grown', to: 'young', probability: 0 }),
    'LIFETIME_STAGE_TENURE_OUT_OF_RANGE',
  ],
  ['a way back from the exit', withRow({ from: 'exit', to: 'young', probability: 0 }), 'LIFETIME_EXIT_EARNS'],
  ['an exit that earns', withMargin({ state: 'exit', product: 'margin', margin: 1 }), 'LIFETIME_EXIT_EARNS'],
  [
    'a margin of an unknown state',
    withMargin({ state: 'old', product: 'margin', margin: 1 }),
    'LIFETIME_STATE_UNKNOWN',
  ],
  [
    'a margin of an unknown product',
    withMargin({ state: 'young', product: 'loan', margin: 1 }),
    'LIFETIME_STATE_UNKNOWN',
  ],
  ['a margin twice', withMargin({ state: 'young', product: 'margin', margin: -20 }), 'LIFETIME_MARGIN_TWICE'],
  [
    'a margin that is no number',
    { margins: [margins[0], { ...margins[1], margin: Number.NaN }] },
    'LIFETIME_MARGIN_NOT_FINITE',
  ],
  ['a missing margin', { margins: margins.slice(0, 1) }, 'LIFETIME_MARGIN_MISSING'],
  [
    'a margin of another age only',
    { margins: [margins[0], { age: 11, ...margins[1] }] },
    'LIFETIME_MARGIN_MISSING',
  ],
]

for (const [what, change, code] of refusals) {
  test(`a table with ${what} is refused`, () => {
    expect(() => stageLaw({ ...tables, ...change })).toThrow(expect.objectContaining({ code }))
  })
}

test('a state that is never left may not earn, unless everybody leaves after the last age', () => {
  const stuck = {
    ...tables,
    transitions: [...others(transitions, 'grown'), { from: 'grown', to: 'grown', probability: 1 }],
  }
  expect(() => stageLaw(stuck)).toThrow(
    expect.objectContaining({ code: 'LIFETIME_EXIT_EARNS', details: { state: 'grown' } }),
  )
  expect(stageLaw({ ...stuck, afterLastAge: 'exit' }).totalMargins).toContain(50)
})

test('an exit may be listed as earning nothing', () => {
  expect(() =>
    stageLaw({ ...tables, ...withMargin({ state: 'exit', product: 'margin', margin: 0 }) }),
  ).not.toThrow()
})

function withRow(row: TransitionRow): Partial<StageTables> {
  return { transitions: [...transitions, row] }
}

function withMargin(row: MarginRow): Partial<StageTables> {
  return { margins: [...margins, row] }
}

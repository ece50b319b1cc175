/** The law that a bank's customers live by: what may happen in a year of life, and what each product earns in it. */

/** Stages of a customer's life. */
export const bankStages = ['minor', 'studying', 'working', 'family', 'retired'] as const

/** What a customer may hold beside the cash account, which all have. */
export const bankExtras = ['loan', 'home', 'retirement'] as const

/** Every product that earns or costs. */
export const bankProducts = ['account', ...bankExtras] as const

/** A stage of life. */
export type BankStage = (typeof bankStages)[number]

/** A product. */
export type BankProduct = (typeof bankProducts)[number]

/** A stage with its holdings. */
export interface BankState {
  /** As in `bankStateName`. */
  readonly name: string
  readonly stage: BankStage
  /** The account first. */
  readonly holdings: readonly BankProduct[]
}

/** Where a customer may be a year later, and how likely. */
export interface BankMove {
  /** Name of a state, or `exit`. */
  readonly to: string
  readonly probability: number
}

const mayHold: Readonly<Record<BankStage, readonly BankProduct[]>> = {
  minor: [],
  studying: ['loan'],
  working: bankExtras,
  family: bankExtras,
  retired: ['home', 'retirement'],
}

/** Ages in years: an account may be opened from the first on; nobody stays after the last. */
export const bankAges = { first: 11, last: 90 } as const

/** Years of the relationship at which its bands begin: the first year, the next three, and later. */
export const bankTenureStarts = [0, 1, 4] as const

/** `family: account + home`: how a state is called in files and models. */
export function bankStateName(stage: string, holdings: readonly string[]): string {
  return `${stage}: ${holdings.join(' + ')}`
}

/** All 23 states, from the youngest stage to the oldest. */
export const bankStates: readonly BankState[] = bankStages.flatMap((stage) =>
  subsets(mayHold[stage]).map((extras) => stateOf(stage, extras)),
)

/** One year's probabilities out of a state: exit, change of stage, products opened and closed, each on its own. */
export function bankMoves(state: BankState, age: number, tenure: number): readonly BankMove[] {
  const leaves = age >= bankAges.last ? 1 : exitChance(state, age, tenure)
  const moves = new Map<string, number>([['exit', leaves]])
  for (const [stage, stageChance] of nextStages(state.stage, age)) {
    for (const [holdings, chance] of nextHoldings(state, age)) {
      const kept = holdings.filter((product) => mayHold[stage].includes(product))
      const to = stateOf(stage, kept).name
      moves.set(to, (moves.get(to) ?? 0) + (1 - leaves) * stageChance * chance)
    }
  }
  return [...moves]
    .filter(([, probability]) => probability > 0)
    .map(([to, probability]) => ({ to, probability }))
}

/** Mean margin of a year, in euros; the account costs while it is young, and most in the year it is opened. */
export function bankMargin(state: BankState, product: BankProduct, { age, tenure }: BankClock): number {
  if (!state.holdings.includes(product)) return 0
  const retired = state.stage === 'retired'
  if (product === 'loan') return state.stage === 'studying' ? 45 : 110
  if (product === 'home') return retired ? 160 : 340
  if (product === 'retirement') return retired ? 150 : 50 + 6 * Math.max(0, Math.min(age, 60) - 28)
  return (
    accountMargin[state.stage] + (state.stage === 'minor' ? 2 * (age - 11) : 0) - (tenure === 0 ? 130 : 0)
  )
}

/** Standard deviation of one customer's margin in a year about its mean, product by product. */
export const bankMarginDeviation: Readonly<Record<BankProduct, number>> = {
  account: 25,
  loan: 40,
  home: 80,
  retirement: 60,
}

/** Age and tenure in years. */
export interface BankClock {
  readonly age: number
  readonly tenure: number
}

const accountMargin: Readonly<Record<BankStage, number>> = {
  minor: -38,
  studying: -18,
  working: 34,
  family: 46,
  retired: 30,
}

const exitOfStage: Readonly<Record<BankStage, number>> = {
  minor: 0.03,
  studying: 0.075,
  working: 0.07,
  family: 0.045,
  retired: 0.03,
}

/** Each further product halves the risk of leaving, the early years raise it; and nobody lives for ever. */
function exitChance({ stage, holdings }: BankState, age: number, tenure: number): number {
  const early = tenure === 0 ? 1.6 : tenure < 4 ? 1.25 : 1
  const leaves = exitOfStage[stage] * 0.55 ** (holdings.length - 1) * early
  const dies = Math.min(1, 0.0004 * 1.1 ** Math.max(0, age - 30))
  return 1 - (1 - leaves) * (1 - dies)
}

function nextStages(stage: BankStage, age: number): readonly (readonly [BankStage, number])[] {
  const to = (next: BankStage, chance: number): readonly (readonly [BankStage, number])[] => [
    [next, chance],
    [stage, 1 - chance],
  ]
  const retires = age < 57 ? 0 : age < 72 ? 0.6 * logistic((age - 64) / 1.6) : 1
  if (stage === 'minor') {
    return age < 17
      ? [['minor', 1]]
      : [
          ['studying', 0.55],
          ['working', 0.45],
        ]
  }
  if (stage === 'studying') return to('working', age >= 30 ? 1 : logistic((age - 23) / 1.8))
  if (stage === 'retired') return [['retired', 1]]
  const other = stage === 'working' ? 'family' : 'working'
  const settles = 0.01 + 0.13 * bump(age, 32, 6)
  const parts = 0.012 + 0.06 * logistic((age - 54) / 3)
  const changes = stage === 'working' ? settles : parts
  return [
    ['retired', retires],
    [other, (1 - retires) * changes],
    [stage, (1 - retires) * (1 - changes)],
  ]
}

/** Products opened and closed in one year, each on its own. */
function nextHoldings(state: BankState, age: number): readonly (readonly [readonly BankProduct[], number])[] {
  let ways: (readonly [readonly BankProduct[], number])[] = [[[], 1]]
  for (const product of mayHold[state.stage]) {
    const held = state.holdings.includes(product)
    const chance = held ? 1 - closing(product, state.stage, age) : opening(product, state.stage, age)
    ways = ways.flatMap(([holdings, way]) => [
      [[...holdings, product], way * chance] as const,
      [holdings, way * (1 - chance)] as const,
    ])
  }
  return ways.filter(([, way]) => way > 0)
}

function opening(product: BankProduct, stage: BankStage, age: number): number {
  if (stage === 'retired') return 0
  if (product === 'loan') return stage === 'studying' ? 0.06 : 0.02 + 0.1 * bump(age, 27, 8)
  if (product === 'home') return (stage === 'family' ? 0.15 : 0.05) * bump(age, 34, 7)
  return 0.01 + 0.07 * logistic((age - 38) / 4)
}

function closing(product: BankProduct, stage: BankStage, age: number): number {
  if (product === 'loan') return stage === 'studying' ? 0.1 : 0.25
  if (product === 'home') return 0.02 + 0.16 * logistic((age - 58) / 3)
  return stage === 'retired' ? 0.07 : 0.015
}

function stateOf(stage: BankStage, extras: readonly BankProduct[]): BankState {
  const holdings: readonly BankProduct[] = [
    'account',
    ...bankExtras.filter((extra) => extras.includes(extra)),
  ]
  return { name: bankStateName(stage, holdings), stage, holdings }
}

function subsets(products: readonly BankProduct[]): readonly (readonly BankProduct[])[] {
  return products.reduce<readonly (readonly BankProduct[])[]>(
    (all, product) => [...all, ...all.map((some) => [...some, product])],
    [[]],
  )
}

/** 1 at `centre`, falling to .61 at a distance of `width`. */
function bump(age: number, centre: number, width: number): number {
  return Math.exp(-((age - centre) ** 2) / (2 * width * width))
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x))
}

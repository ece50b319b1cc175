/** The bridge of a base between two days: from what was known of every customer on each to its lines with intervals. */
import { canTellActive } from '#lifetime/outlook/can-tell-active.ts'
import { discountRateIn } from '#lifetime/outlook/discount.ts'
import { bridgeLines, newsKinds, standings, type BridgeLine } from './bridge-lines.ts'
import {
  drawn,
  modelDraws,
  sampleBySize,
  usualDraws,
  valuesUnder,
  type Drawn,
  type ModelDraws,
} from './equity-draws.ts'
import { sumLines, type BridgeCustomers, type LineSums } from './equity-lines.ts'
import { modelledOf, sumGroups, type Summed } from './bridge-sums.ts'
import {
  longerWindow,
  newsKindsOf,
  placeValues,
  subset,
  unite,
  valueUnion,
  type ClosingCustomers,
  type EndValues,
  type PayingCustomers,
  type Union,
} from './equity-union.ts'
import { valuesOf, type EquityModel, type ValueWindow } from './equity-values.ts'

/** Groups that customers fall into: cohorts, or the values of a dimension. */
export interface Grouping {
  /** Group of each closing customer, from 0. */
  readonly group: Int32Array
  readonly groups: number
  /** Group of those who are not there any more. */
  readonly groupOfRemoved: number
}

/** What a bridge is made from. */
export interface BridgeInput extends ValueWindow {
  readonly opening: { readonly model: EquityModel; readonly customers: PayingCustomers }
  readonly closing: { readonly model: EquityModel; readonly customers: ClosingCustomers }
  /** Days from the opening to the closing one. */
  readonly days: number
  readonly groupings: readonly Grouping[]
  /** Half of the 80 % interval of ln(actual / expected) at earlier origins; null where there is no back-test. */
  readonly backtestReach: number | null
  /** An even number of draws; 400 where left out. */
  readonly draws?: number
}

/** A line of a group, with the customers behind it where it is about some of them. */
export interface LineResult {
  readonly line: BridgeLine
  readonly amount: Drawn
  readonly customers: number | null
}

/** One group of customers. */
export interface GroupResult {
  /** Customers on the closing day. */
  readonly customers: number
  readonly parts: readonly LineResult[]
}

/** The bridge of the base, and of each group of each grouping. */
export interface BridgeResult {
  readonly whole: GroupResult
  readonly groupings: readonly (readonly GroupResult[])[]
  /** Developed, shrunk and lost together. */
  readonly news: Drawn
  /** What the opening model expected existing customers to pay meanwhile, and what they paid. */
  readonly expectedCollected: number
  readonly collected: number
  readonly pairing: 'nested' | 'independent'
  readonly draws: number
  /** Whether a model has no covariance, so that nothing has an interval. */
  readonly withoutIntervals: boolean
  readonly heardLate: number
  readonly removed: number
  /** Existing customers of whom the opening model cannot tell whether they are lost. */
  readonly cannotTellLost: number
}

const lineCount = bridgeLines.length
const newsLines = newsKinds.map((kind) => bridgeLines.indexOf(kind))

/** Computes the bridge. */
export function bridge(input: BridgeInput): BridgeResult {
  const { opening, closing, days, groupings } = input
  const union = unite(opening.customers, closing.customers, days)
  const growth = growthOf(input)
  const values = valueUnion(union, { ...input, opening: opening.model, closing: closing.model })
  const news = newsKindsOf(union, values, { model: opening.model, growth })
  const whole = { group: new Int32Array(union.standing.length), groups: 1 }
  const summed = [whole, ...groupings.map((grouping) => groupsOfUnion(grouping, union))].map((grouping) =>
    sumGroups(values, { ...grouping, growth, news }),
  )
  const models = modelDraws({
    ...input,
    opening: opening.model,
    closing: closing.model,
    customers: closing.customers,
  })
  const deviations = models === null ? null : deviationsOf(input, { union, values, news, summed, models })
  const results = summed.map((sums, place) => resultsOf(sums, deviations?.[place] ?? null, models))
  const [first] = summed
  const [[base] = []] = results
  if (first === undefined || base === undefined) throw new Error('Broken invariant: the base is a group')
  return {
    whole: base,
    groupings: results.slice(1),
    news: newsTogether(first, deviations?.[0] ?? null, models),
    expectedCollected: expectedPayments(input, union),
    collected: values.collected.reduce((sum, amount) => sum + amount, 0),
    pairing: opening.model.purchases.model === closing.model.purchases.model ? 'nested' : 'independent',
    draws: input.draws ?? usualDraws,
    withoutIntervals: models === null,
    heardLate: countStanding(union, 'heardLate'),
    removed: countStanding(union, 'removed'),
    cannotTellLost: countUntold(opening.model, union),
  }
}

/** What money on the opening day has grown to on the closing one. */
export function growthOf({
  days,
  discountRatePerYear,
}: {
  readonly days: number
  readonly discountRatePerYear: number
}): number {
  return Math.exp(discountRateIn('day', discountRatePerYear) * days)
}

function groupsOfUnion(
  { group, groups, groupOfRemoved }: Grouping,
  { standing, closingAt }: Union,
): Pick<Summed, 'group' | 'groups'> {
  const ofUnion = new Int32Array(standing.length).fill(groupOfRemoved)
  for (let row = 0; row < closingAt.length; row++) ofUnion[closingAt[row] ?? 0] = group[row] ?? 0
  return { group: ofUnion, groups }
}

const counted: ReadonlySet<BridgeLine> = new Set([
  'opening',
  ...newsKinds,
  'acquired',
  'factsCorrected',
  'closing',
])

/** Per grouping, what the modelled part of each cell is away from itself, draw by draw. */
function deviationsOf(
  input: BridgeInput,
  of: {
    readonly union: Union
    readonly values: BridgeCustomers
    readonly news: Uint8Array
    readonly summed: readonly Summed[]
    readonly models: ModelDraws
  },
): readonly (readonly Float64Array[])[] {
  const { union, values, news, summed, models } = of
  const sizes = values.openingLonger.map(
    (size, place) => size + (values.closingOld[place] ?? 0) + (values.closingNew[place] ?? 0),
  )
  const { places, weights } = sampleBySize(sizes)
  const few = subset(union, places)
  const growth = growthOf(input)
  const groupings = summed.map(({ group, groups }) => ({
    group: Int32Array.from(places, (place) => group[place] ?? 0),
    groups,
    growth,
    weight: weights,
    news: Uint8Array.from(places, (place) => news[place] ?? 0),
  }))
  const sumsOf = (values: EndValues) => {
    const sampled = modelledOf(placeValues(few, values))
    return groupings.map((grouping) => sumLines(sampled, grouping))
  }
  const atFit = sumsOf({
    opening: valuesOf(input.opening.model, few.opening, input),
    openingLonger: valuesOf(input.opening.model, few.opening, longerWindow(input)),
    closingOld: valuesOf(input.opening.model, few.closing, input),
    closingNew: valuesOf(input.closing.model, few.closing, input),
  })
  const drawnColumns = {
    opening: valuesUnder(models.opening, few.opening, input),
    openingLonger: valuesUnder(models.opening, few.opening, longerWindow(input)),
    closingOld: valuesUnder(models.opening, few.closing, input),
    closingNew: valuesUnder(models.closing, few.closing, input),
  }
  const away = atFit.map((sums) => Array.from(sums, () => new Float64Array(models.draws)))
  for (let k = 0; k < models.draws; k++) {
    const at = (columns: readonly Float64Array[]) => columns[k] ?? new Float64Array()
    const sums = sumsOf({
      opening: at(drawnColumns.opening),
      openingLonger: at(drawnColumns.openingLonger),
      closingOld: at(drawnColumns.closingOld),
      closingNew: at(drawnColumns.closingNew),
    })
    sums.forEach((lines, grouping) => {
      lines.forEach((sum, cell) => away[grouping]?.[cell]?.set([sum - (atFit[grouping]?.[cell] ?? 0)], k))
    })
  }
  return away
}

function resultsOf(
  { groups, modelled, known, customers }: Summed,
  deviations: readonly Float64Array[] | null,
  models: ModelDraws | null,
): readonly GroupResult[] {
  return Array.from({ length: groups }, (_, group) => {
    const cellOf = (place: number) => group * lineCount + place
    return {
      customers: customers[cellOf(bridgeLines.indexOf('closing'))] ?? 0,
      parts: bridgeLines.map((line, place) => ({
        line,
        amount: drawn({
          modelled: modelled[cellOf(place)] ?? 0,
          known: known[cellOf(place)] ?? 0,
          deviations: deviations?.[cellOf(place)] ?? null,
          factors: models?.factors ?? null,
        }),
        customers: counted.has(line) ? (customers[cellOf(place)] ?? 0) : null,
      })),
    }
  })
}

function newsTogether(
  { modelled, known }: Summed,
  deviations: readonly Float64Array[] | null,
  models: ModelDraws | null,
): Drawn {
  const sum = (column: LineSums) => newsLines.reduce((total, line) => total + (column[line] ?? 0), 0)
  const away =
    deviations === null
      ? null
      : (deviations[0] ?? new Float64Array()).map((_, k) =>
          newsLines.reduce((total, line) => total + (deviations[line]?.[k] ?? 0), 0),
        )
  return drawn({
    modelled: sum(modelled),
    known: sum(known),
    deviations: away,
    factors: models?.factors ?? null,
  })
}

/** Not discounted: what was to come in between. */
function expectedPayments({ opening, days }: BridgeInput, union: Union): number {
  const window = { horizonDays: days, discountRatePerYear: 0 }
  const expected = valuesOf(opening.model, union.opening, window)
  return expected.reduce((sum, amount, row) => {
    const isThere = standings[union.standing[union.openingAt[row] ?? 0] ?? 0] === 'existing'
    return isThere ? sum + amount : sum
  }, 0)
}

function countStanding({ standing }: Union, wanted: (typeof standings)[number]): number {
  return standing.reduce((sum, kind) => (standings[kind] === wanted ? sum + 1 : sum), 0)
}

function countUntold({ purchases }: EquityModel, { closing, closingAt, standing }: Union): number {
  return closing.x.reduce((sum, x, row) => {
    const isExisting = standings[standing[closingAt[row] ?? 0] ?? 0] === 'existing'
    return isExisting && !canTellActive(purchases.model, x) ? sum + 1 : sum
  }, 0)
}

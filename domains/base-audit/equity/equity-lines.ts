/** The parts of a bridge, from what each customer was worth, paid, and is worth now. */
import { bridgeLines, newsKinds, standings, type BridgeLine } from './bridge-lines.ts'

/**
 * Customers in columns. Money of customers who do not stand at an end is 0 there.
 *
 * The horizon of the opening value ends before that of the closing one: `openingLonger` is the value on the opening day of
 * all that comes up to the end of the closing horizon.
 */
export interface BridgeCustomers {
  /** Places in `standings`. */
  readonly standing: Uint8Array
  /** Value on the opening day by the opening model. */
  readonly opening: Float64Array
  readonly openingLonger: Float64Array
  /** Value on the closing day by the opening model and by the closing one. */
  readonly closingOld: Float64Array
  readonly closingNew: Float64Array
  /** What they paid in between, margin where value is margin. */
  readonly collected: Float64Array
  /** Σ payment·(growth to the closing day − 1): interest that is not earned on what was paid already. */
  readonly interestForgone: Float64Array
}

/** How customers are summed. */
export interface SumOptions {
  /** What money on the opening day has grown to on the closing day by discounting: (1 + rate)^years. */
  readonly growth: number
  /** Places in `newsKinds` of existing customers; any of others. */
  readonly news: Uint8Array
  /** The group of each customer, from 0. */
  readonly group: Int32Array
  readonly groups: number
  /** How many customers each stands for; one each where left out. */
  readonly weight?: Float64Array
}

/** Sums a group and line: row by row of groups, in the order of `bridgeLines`. */
export type LineSums = Float64Array

const lineCount = bridgeLines.length
const placeOf = Object.fromEntries(bridgeLines.map((line, place) => [line, place])) as Readonly<
  Record<BridgeLine, number>
>
const placeOfNews = newsKinds.map((kind) => placeOf[kind])

/**
 * The lines of every group. Of each customer alone the lines sum to the closing value, and hence of any of them together:
 *
 * closing = opening + horizon moved + discount unwound − collected + news + model change, for existing ones. Discount is
 * unwound on what is still to come only, so that under the opening model news has mean zero: E[closing] is
 * growth·(value of all up to the closing horizon − value of what falls due in between).
 */
export function sumLines(customers: BridgeCustomers, options: SumOptions): LineSums {
  const { group, groups, weight } = options
  const sums = new Float64Array(groups * lineCount)
  const parts = new Float64Array(lineCount)
  for (let row = 0; row < customers.standing.length; row++) {
    partsOf(customers, options, { row, parts })
    const share = weight?.[row] ?? 1
    const first = (group[row] ?? 0) * lineCount
    for (let line = 0; line < lineCount; line++) {
      sums[first + line] = (sums[first + line] ?? 0) + share * (parts[line] ?? 0)
    }
  }
  return sums
}

/** News of one existing customer: what the closing value by the opening model is more than was expected by now. */
export function newsOf(customers: BridgeCustomers, row: number, growth: number): number {
  const unwound = growth * at(customers.openingLonger, row) - at(customers.interestForgone, row)
  return at(customers.closingOld, row) - (unwound - at(customers.collected, row))
}

/** The lines of one customer, written into `parts`. */
function partsOf(
  customers: BridgeCustomers,
  { growth, news }: SumOptions,
  { row, parts }: { readonly row: number; readonly parts: Float64Array },
): void {
  const closingOld = at(customers.closingOld, row)
  const closing = at(customers.closingNew, row)
  const opening = at(customers.opening, row)
  parts.fill(0)
  parts[placeOf.opening] = opening
  parts[placeOf.modelChange] = closing - closingOld
  parts[placeOf.closing] = closing
  switch (standings[customers.standing[row] ?? 0]) {
    case 'acquired':
      parts[placeOf.acquired] = closingOld
      break
    case 'heardLate':
      parts[placeOf.factsCorrected] = closingOld
      break
    case 'removed':
      parts[placeOf.factsCorrected] = -opening
      break
    default: {
      const longer = at(customers.openingLonger, row)
      parts[placeOf.horizonMoved] = longer - opening
      parts[placeOf.discountUnwound] = (growth - 1) * longer - at(customers.interestForgone, row)
      parts[placeOf.marginCollected] = -at(customers.collected, row)
      parts[placeOfNews[news[row] ?? 0] ?? placeOf.shrunk] = newsOf(customers, row, growth)
    }
  }
}

function at(column: Float64Array, row: number): number {
  return column[row] ?? 0
}

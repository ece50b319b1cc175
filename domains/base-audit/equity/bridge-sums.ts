/** The lines of every group, their modelled part and their known part apart, and the customers behind them. */
import { bridgeLines, newsKinds, standings, type BridgeLine } from './bridge-lines.ts'
import { sumLines, type BridgeCustomers, type LineSums } from './equity-lines.ts'

/** The grouping of the union, and everything that is summed by it. */
export interface Summed {
  readonly group: Int32Array
  readonly groups: number
  /** Part by the models and known part of every line. */
  readonly modelled: LineSums
  readonly known: LineSums
  /** Customers of every line. */
  readonly customers: LineSums
}

/** How customers are summed. */
export interface SumGroups {
  readonly group: Int32Array
  readonly groups: number
  readonly growth: number
  readonly news: Uint8Array
}

/** Sums everything by group. */
export function sumGroups(values: BridgeCustomers, options: SumGroups): Summed {
  const { group, groups } = options
  return {
    group,
    groups,
    modelled: sumLines(modelledOf(values), options),
    known: sumLines(knownOf(values), options),
    customers: countLines(values, options),
  }
}

/** The lines are linear in values and payments: without payments they are the part that the models make. */
export function modelledOf(values: BridgeCustomers): BridgeCustomers {
  const nothing = new Float64Array(values.standing.length)
  return { ...values, collected: nothing, interestForgone: nothing }
}

function knownOf({ standing, collected, interestForgone }: BridgeCustomers): BridgeCustomers {
  const nothing = new Float64Array(standing.length)
  const values = { opening: nothing, openingLonger: nothing, closingOld: nothing, closingNew: nothing }
  return { standing, collected, interestForgone, ...values }
}

const lineCount = bridgeLines.length

/** Customers behind each line that is about some of them. */
function countLines({ standing }: BridgeCustomers, { group, groups, news }: SumGroups): LineSums {
  const counts = new Float64Array(groups * lineCount)
  const count = (place: number, line: BridgeLine) => {
    const cell = (group[place] ?? 0) * lineCount + bridgeLines.indexOf(line)
    counts[cell] = (counts[cell] ?? 0) + 1
  }
  for (let place = 0; place < standing.length; place++) {
    const kind = standings[standing[place] ?? 0] ?? 'existing'
    if (kind === 'existing' || kind === 'removed') count(place, 'opening')
    if (kind !== 'removed') count(place, 'closing')
    if (kind === 'existing') count(place, newsKinds[news[place] ?? 0] ?? 'shrunk')
    else count(place, kind === 'acquired' ? 'acquired' : 'factsCorrected')
  }
  return counts
}

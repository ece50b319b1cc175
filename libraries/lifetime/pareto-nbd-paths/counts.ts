/** The distribution of purchases in a window of a future whose rates change from segment to segment. */
import { gaussLegendre } from '#numerics/quadrature.ts'
import { type PathBelief, type PathBeliefs, type PathCustomer, walked, type WindowAhead } from './future.ts'

/** How far tables go. */
export interface TableEnd {
  /** Stop at the first n by which so much of the probability is covered; below 1 by more than rounding. */
  readonly coverage: number
  /** Stop at this n at the latest. */
  readonly maximum: number
}

/**
 * P(N = 0), P(N = 1), … of each customer's purchases in the window.
 *
 * @returns One table a customer.
 */
export function countsAhead(
  { of, s, rates }: PathBeliefs,
  ahead: SegmentsAhead,
  end: TableEnd,
): readonly Float64Array[] {
  return of.map((belief, customer) => countsOf(belief, ahead, { customer, s, rates, end }))
}

/** The time until a window, and the window itself. */
export type SegmentsAhead = Pick<WindowAhead, 'waiting' | 'window'>

/**
 * The same of one customer.
 *
 * Of who stays for b-weighted time u in the window N is negative binomial with shape r+x and odds u/(α+B). The time until
 * a dropout is integrated segment by segment; all terms are positive.
 */
export function countsOf(
  belief: PathBelief,
  ahead: SegmentsAhead,
  { end, ...at }: PathCustomer & { readonly end: TableEnd },
): Float64Array {
  const now = belief.dropoutScale
  const { c } = walked({ a: 0, c: now }, ahead.waiting, at)
  const there = belief.active * Math.exp(-at.s * Math.log1p((c - now) / now))
  const exposures = exposuresIn(belief, ahead.window, { ...at, c })
  return tableOf(exposures, { shape: belief.purchaseShape, scale: belief.purchaseScale, there, end })
}

/** Times of exposure in the window, weighted by b, each with its probability. */
interface Exposures {
  readonly time: readonly number[]
  readonly probability: readonly number[]
}

const rule = gaussLegendre(16)

/** Over a panel the dropout's density falls by e to this power at most, and purchases to be expected grow by this many. */
const steepest = 3
/** Neither integral grows by more than this share of itself: the singularity where one is 0 stays away. */
const widest = 0.75

function exposuresIn(
  { purchaseShape, purchaseScale: scale }: PathBelief,
  window: WindowAhead['window'],
  start: PathCustomer & { readonly c: number },
): Exposures {
  const { customer, s, rates } = start
  const time: number[] = []
  const probability: number[] = []
  let { c } = start
  let passed = 0
  for (let k = window.first[customer]; k < window.first[customer + 1]; k++) {
    const [b, d] = [rates.purchase[window.kind[k]], rates.dropout[window.kind[k]]]
    for (let left = window.length[k]; left > 0;) {
      const bySize = Math.max(b / (scale + passed), d / c) / widest
      const byChange = Math.max(((s + 1) * d) / c, (purchaseShape * b) / scale) / steepest
      const panel = Math.min(left, 1 / Math.max(bySize, byChange))
      rule.nodes.forEach((node, q) => {
        const at = panel * node
        time.push(passed + b * at)
        const staying = Math.exp(-s * Math.log((c + d * at) / start.c))
        probability.push((panel * rule.weights[q] * s * d * staying) / (c + d * at))
      })
      passed += b * panel
      c += d * panel
      left -= panel
    }
  }
  time.push(passed)
  probability.push(Math.exp(-s * Math.log(c / start.c)))
  return { time, probability }
}

/** The mixture of negative binomials over the exposures, and of nobody where the customer is gone. */
function tableOf(
  { time, probability }: Exposures,
  {
    shape,
    scale,
    there,
    end,
  }: { readonly shape: number; readonly scale: number; readonly there: number; readonly end: TableEnd },
): Float64Array {
  const logMass = probability.map((mass, i) => Math.log(mass) - shape * Math.log1p(time[i] / scale))
  const logSuccess = time.map((exposed) => -Math.log1p(scale / exposed))
  const table: number[] = []
  let covered = 0
  let logCombinations = 0
  for (let n = 0; n <= end.maximum && covered < end.coverage; n++) {
    let purchases = 0
    for (let i = 0; i < time.length; i++) {
      // No purchase in no time: 0 times the logarithm of 0.
      purchases += Math.exp(logMass[i] + logCombinations + (n === 0 ? 0 : n * logSuccess[i]))
    }
    table.push(there * purchases + (n === 0 ? 1 - there : 0))
    covered += table[n]
    logCombinations += Math.log((shape + n) / (n + 1))
  }
  return Float64Array.from(table)
}

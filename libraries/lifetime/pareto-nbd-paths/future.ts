/** The future of customers whose rates change from segment to segment, at parameters that are known. */
import type { FittedParetoNbd } from '../model.ts'
import type { PathRows } from './curvature.ts'
import type { KindRates } from './kinds.ts'
import { panelFrom } from './panels.ts'
import type { Segments } from './segments.ts'

/** What is believed of one customer at the end of observation. */
export interface PathBelief {
  readonly active: number
  /** r + x. */
  readonly purchaseShape: number
  /** α + B. */
  readonly purchaseScale: number
  /** β + D. */
  readonly dropoutScale: number
}

/** What is believed of every customer. */
export interface PathBeliefs {
  readonly of: readonly PathBelief[]
  readonly s: number
  readonly rates: KindRates
}

/** Histories in segments. */
export type PathHistories = Pick<PathRows, 'repeatPurchases' | 'before' | 'after'>

/** Parameters where all covariates are 0, and the rates of each kind of segment. */
export interface PathLaw {
  readonly parameters: FittedParetoNbd['parameters']
  readonly rates: KindRates
}

/** What is believed of customers after their histories. */
export function beliefsAbout(law: PathLaw, rows: PathHistories): PathBeliefs {
  const of = Array.from(rows.repeatPurchases, (_, customer) => beliefAbout(law, rows, customer))
  return { of, s: law.parameters.s, rates: law.rates }
}

/** What is believed of one of them. */
export function beliefAbout(
  { parameters: { r, alpha, s, beta }, rates }: PathLaw,
  rows: PathHistories,
  customer: number,
): PathBelief {
  const shape = r + rows.repeatPurchases[customer]
  const start = walked({ a: alpha, c: beta }, rows.before, { customer, rates })
  const end = walked(start, rows.after, { customer, rates })
  const odds = dropoutOdds(start, rows.after, { customer, rates, shape, s, end })
  return { active: 1 / (1 + odds), purchaseShape: shape, purchaseScale: end.a, dropoutScale: end.c }
}

/** A window of the future in segments. */
export interface WindowAhead {
  /** From the end of observation to the window. */
  readonly waiting: Segments
  readonly window: Segments
  /** How long the wait is. */
  readonly begin: number
  readonly discountRate: number
}

/** Where a customer stands among the rows, and by which law they live on. */
export interface PathCustomer extends Pick<PathBeliefs, 's' | 'rates'> {
  readonly customer: number
}

/** Expected purchases of each customer in a window, each discounted to the end of observation. */
export function expectedAhead({ of, s, rates }: PathBeliefs, ahead: WindowAhead): Float64Array {
  return Float64Array.from(
    of,
    (belief, customer) => belief.active * purchasesAhead(belief, ahead, { customer, s, rates }),
  )
}

/** The same of one customer who is active. */
export function purchasesAhead(
  { purchaseShape, purchaseScale, dropoutScale: now }: Omit<PathBelief, 'active'>,
  { waiting, window, begin, discountRate }: WindowAhead,
  { customer, s, rates }: PathCustomer,
): number {
  const { c } = walked({ a: 0, c: now }, waiting, { customer, rates })
  const survivors = Math.exp(-s * Math.log1p((c - now) / now))
  const later = purchasesWhileActive(window, { customer, rates, s, discountRate, begin, c })
  return (purchaseShape / purchaseScale) * survivors * later
}

/** α + B and β + D at some time. */
interface Integrals {
  readonly a: number
  readonly c: number
}

/** The integrals after all segments of one customer. */
export function walked(
  { a, c }: Integrals,
  segments: Segments,
  { customer, rates }: { readonly customer: number; readonly rates: KindRates },
): Integrals {
  let [purchases, dropouts] = [a, c]
  for (let k = segments.first[customer]; k < segments.first[customer + 1]; k++) {
    purchases += rates.purchase[segments.kind[k]] * segments.length[k]
    dropouts += rates.dropout[segments.kind[k]] * segments.length[k]
  }
  return { a: purchases, c: dropouts }
}

/** The dropouts since the last purchase over no dropout: s ∫ d (a/a(T))^−(r+x) (c/c(T))^−(s+1) / c(T) dt. */
function dropoutOdds(
  start: Integrals,
  segments: Segments,
  at: {
    readonly customer: number
    readonly rates: KindRates
    readonly shape: number
    readonly s: number
    readonly end: Integrals
  },
): number {
  const { customer, rates, shape, s, end } = at
  let { a, c } = start
  let sum = 0
  for (let k = segments.first[customer]; k < segments.first[customer + 1]; k++) {
    const [b, d] = [rates.purchase[segments.kind[k]], rates.dropout[segments.kind[k]]]
    for (let left = segments.length[k]; left > 0;) {
      const fall = (shape * b) / a + ((s + 1) * d) / c
      const { length: panel, rule } = panelFrom({ a, c, b, d }, fall, left)
      for (let q = 0; q < rule.nodes.length; q++) {
        const time = panel * rule.nodes[q]
        const exponent = shape * Math.log((a + b * time) / end.a) + (s + 1) * Math.log((c + d * time) / end.c)
        sum += ((panel * rule.weights[q] * s * d) / end.c) * Math.exp(-exponent)
      }
      a += b * panel
      c += d * panel
      left -= panel
    }
  }
  return sum
}

/** ∫ e^(−δt) b(t) ((β+D at the begin) / (β+D(t)))^s dt over a window. */
function purchasesWhileActive(
  window: Segments,
  at: {
    readonly customer: number
    readonly rates: KindRates
    readonly s: number
    readonly discountRate: number
    readonly begin: number
    readonly c: number
  },
): number {
  const { customer, rates, s, discountRate } = at
  let { c, begin: time } = at
  let sum = 0
  for (let k = window.first[customer]; k < window.first[customer + 1]; k++) {
    const [b, d] = [rates.purchase[window.kind[k]], rates.dropout[window.kind[k]]]
    for (let left = window.length[k]; left > 0;) {
      const fall = (s * d) / c + discountRate
      const { length: panel, rule } = panelFrom({ a: 1, b: 0, c, d }, fall, left)
      for (let q = 0; q < rule.nodes.length; q++) {
        const passed = panel * rule.nodes[q]
        const survival = -s * Math.log((c + d * passed) / at.c)
        sum += panel * rule.weights[q] * b * Math.exp(survival - discountRate * (time + passed))
      }
      c += d * panel
      time += panel
      left -= panel
    }
  }
  return sum
}

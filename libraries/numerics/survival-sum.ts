/** Sums of a falling curve over whole numbers, however many: Σ S(j)·e^(−rate·j). */
import { gaussLegendre } from './quadrature.ts'

/** What to sum, and from where to where. */
export interface SurvivalSum {
  /** S(t) ≥ 0, defined for real t ≥ `from`, falling, and smooth over a unit step once t is some hundreds beyond it. */
  readonly survival: (t: number) => number
  /** First whole number. */
  readonly from: number
  /** Last whole number, included; Infinity only where `rate` > 0. Nothing is summed where it is below `from`. */
  readonly to: number
  /** Continuous rate per step, ≥ 0. */
  readonly rate: number
}

/** So many terms are added one by one before the rest is integrated. */
const directTerms = 1024

/** A remainder of this share of the sum is left out. */
const negligible = 1e-17

/**
 * Σ over j = `from` … `to` of S(j)·e^(−rate·(j − from)), discounted to the first term.
 *
 * @returns To about 1e-14 relative, in a time that grows with the logarithm of the number of terms.
 * @see Gregory's formula: Davis & Rabinowitz (1984), "Methods of Numerical Integration", section 2.9.
 */
export function survivalSum({ survival, from, to, rate }: SurvivalSum): number {
  const term = (step: number) => survival(from + step) * Math.exp(-rate * step)
  const last = to - from
  const direct = Math.min(last, directTerms - 1)
  let sum = 0
  for (let step = 0; step <= direct; step++) {
    const value = term(step)
    sum += value
    // S falls, so that what is left is at most this term's geometric series.
    if (value <= negligible * sum * -Math.expm1(-rate)) return sum
  }
  if (last < directTerms) return sum
  if (last < 2 * directTerms) {
    for (let step = directTerms; step <= last; step++) sum += term(step)
    return sum
  }
  return sum + integratedTail(term, { last, rate, sum })
}

/** Gregory's coefficients: what a sum has over an integral, in forward differences at its start (and at its end). */
const gregory = [
  1 / 2,
  -1 / 12,
  1 / 24,
  -19 / 720,
  3 / 160,
  -863 / 60_480,
  275 / 24_192,
  -33_953 / 3_628_800,
  8183 / 1_036_800,
]

/** Width of a panel in ln(step), narrow enough for exponents that grow with a high power of the step. */
const panelWidth = 1 / 16

const panelRule = gaussLegendre(12)

/** Σ of the terms from `directTerms` to `last`. */
function integratedTail(
  term: (step: number) => number,
  { last, rate, sum }: { readonly last: number; readonly rate: number; readonly sum: number },
): number {
  let integral = 0
  for (let start = directTerms; start < last;) {
    const end = Math.min(last, start * Math.exp(panelWidth))
    let mean = 0
    for (let node = 0; node < panelRule.nodes.length; node++) {
      mean += panelRule.weights[node] * term(start + (end - start) * panelRule.nodes[node])
    }
    integral += mean * (end - start)
    start = end
    if (term(start) <= negligible * (sum + integral) * rate) break
  }
  const atStart = edge((step) => term(directTerms + step))
  const atEnd = last === Infinity ? 0 : edge((step) => term(last - step))
  return integral + atStart + atEnd
}

/** Gregory's correction at one end, whose terms are counted inwards. */
function edge(term: (step: number) => number): number {
  let differences = gregory.map((_, step) => term(step))
  let correction = 0
  for (const coefficient of gregory) {
    correction += coefficient * differences[0]
    differences = differences.slice(1).map((value, i) => value - differences[i])
  }
  return correction
}

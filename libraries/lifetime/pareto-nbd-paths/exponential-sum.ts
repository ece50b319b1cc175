/** The sum of exponentials that one customer's likelihood is, with its first and second derivatives. */
import type { KindColumns } from './kinds.ts'

/** One customer's walk along the segments: the integrals so far, and the sum of exponentials with its derivatives. */
export interface RowState {
  readonly size: number
  r: number
  alpha: number
  s: number
  beta: number
  /** r + x. */
  shape: number
  /** α + B and β + D, with derivatives in the coefficients. */
  a: number
  c: number
  readonly byA: Float64Array
  readonly byC: Float64Array
  readonly byAA: Float64Array
  readonly byCC: Float64Array
  /** ln of the largest exponential so far, and all sums over it. */
  largest: number
  total: number
  readonly slope: Float64Array
  readonly curve: Float64Array
  readonly node: Float64Array
}

/** A walk that has not begun; `size` is the number of parameters. */
export function emptyRow(size: number): RowState {
  const many = size - 4
  return {
    size,
    r: 0,
    alpha: 0,
    s: 0,
    beta: 0,
    shape: 0,
    a: 0,
    c: 0,
    byA: new Float64Array(many),
    byC: new Float64Array(many),
    byAA: new Float64Array(many * many),
    byCC: new Float64Array(many * many),
    largest: 0,
    total: 0,
    slope: new Float64Array(size),
    curve: new Float64Array(size * size),
    node: new Float64Array(size),
  }
}

/** Begins the walk of another customer with x repeat purchases. */
export function startRow(
  row: RowState,
  { r, alpha, s, beta, x }: { r: number; alpha: number; s: number; beta: number; x: number },
): void {
  Object.assign(row, { r, alpha, s, beta, shape: r + x, a: alpha, c: beta, largest: -Infinity, total: 0 })
  for (const sums of [row.byA, row.byC, row.byAA, row.byCC, row.slope, row.curve]) sums.fill(0)
}

/**
 * Adds one exponential e^φ: φ = ln(weight·s·d) − (r+x) ln a − (s+1) ln c for a dropout at this time, of the segment's
 * kind, and φ = −(r+x) ln a − s ln c for none until the end (kind −1).
 */
export function addNode(
  row: RowState,
  {
    logWeight,
    dropout,
    kind,
  }: { readonly logWeight: number; readonly dropout: number; readonly kind: number },
  kinds: KindColumns,
): void {
  const { a, c, r, s, alpha, beta, shape, node, size } = row
  const order = kind < 0 ? s : s + 1
  const [logA, logC] = [Math.log(a), Math.log(c)]
  const value = (kind < 0 ? 0 : logWeight + Math.log(s * dropout)) - shape * logA - order * logC
  if (value > row.largest) rescale(row, value)
  const p = Math.exp(value - row.largest)
  row.total += p
  const many = size - 4
  node[0] = -r * logA
  node[1] = (-shape * alpha) / a
  node[2] = (kind < 0 ? 0 : 1) - s * logC
  node[3] = (-order * beta) / c
  for (let j = 0; j < many; j++) {
    const own = kind < 0 ? 0 : kinds.dropout[kind * many + j]
    node[4 + j] = own - (shape * row.byA[j]) / a - (order * row.byC[j]) / c
  }
  addOuter(row, p)
  addOwnCurve(row, { p, order, logA, logC })
}

/** p·∇φ and p·∇φ∇φᵀ, lower triangle. */
function addOuter({ node, slope, curve, size }: RowState, p: number): void {
  for (let i = 0; i < size; i++) {
    const weighted = p * node[i]
    slope[i] += weighted
    for (let j = 0; j <= i; j++) curve[i * size + j] += weighted * node[j]
  }
}

/** p·∇²φ, lower triangle. */
function addOwnCurve(
  row: RowState,
  {
    p,
    order,
    logA,
    logC,
  }: { readonly p: number; readonly order: number; readonly logA: number; readonly logC: number },
): void {
  const { a, c, r, s, alpha, beta, shape, curve, size, byA, byC, byAA, byCC } = row
  const many = size - 4
  const [forA, forAA, forC, forCC] = [
    (p * shape) / a,
    (p * shape) / (a * a),
    (p * order) / c,
    (p * order) / (c * c),
  ]
  curve[0] -= p * r * logA
  curve[size] -= (p * r * alpha) / a
  curve[size + 1] += alpha * (alpha * forAA - forA)
  curve[2 * size + 2] -= p * s * logC
  curve[3 * size + 2] -= (p * s * beta) / c
  curve[3 * size + 3] += beta * (beta * forCC - forC)
  for (let i = 0; i < many; i++) {
    const at = (4 + i) * size
    curve[at] -= (p * r * byA[i]) / a
    curve[at + 1] += alpha * byA[i] * forAA
    curve[at + 2] -= (p * s * byC[i]) / c
    curve[at + 3] += beta * byC[i] * forCC
    for (let j = 0; j <= i; j++) {
      const k = i * many + j
      curve[at + 4 + j] += forAA * byA[i] * byA[j] - forA * byAA[k] + forCC * byC[i] * byC[j] - forC * byCC[k]
    }
  }
}

/** Measures all sums against a larger exponential. */
function rescale(row: RowState, largest: number): void {
  const factor = Math.exp(row.largest - largest)
  row.largest = largest
  row.total *= factor
  for (const sums of [row.slope, row.curve]) for (let i = 0; i < sums.length; i++) sums[i] *= factor
}

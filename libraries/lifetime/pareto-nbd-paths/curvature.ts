/**
 * Pareto/NBD on paths of covariates: the log-likelihood with gradient and Hessian.
 *
 * Purchases come at the rate λ·b(t) and dropout at the rate μ·d(t), with b = e^(γ·z), d = e^(δ·y) constant within each
 * segment; λ ~ Gamma(r, α), μ ~ Gamma(s, β). With B(t) = ∫₀ᵗ b and D(t) = ∫₀ᵗ d,
 *
 *   L = Γ(r+x)/Γ(r) · α^r β^s · Π b(t_j) · [ (α+B(T))^−(r+x) (β+D(T))^−s
 *       + s ∫ d(t) (α+B(t))^−(r+x) (β+D(t))^−(s+1) dt  from t_x to T ].
 *
 * The integral is summed by Gauss–Legendre on panels over which the integrand falls by e³ at most: nothing needs a
 * hypergeometric function, and every derivative is one of a sum of exponentials.
 *
 * @see Bachmann, Meierer & Näf (2021), "The Role of Time-Varying Contextual Factors in Latent Attrition Models for
 *   Customer Base Analysis", Marketing Science 40(4), equation 9.
 */
import { digammaIncrement, logGammaIncrement, trigammaIncrement } from '#numerics/gamma.ts'
import type { Curvature } from '#numerics/optimise.ts'
import { gaussLegendre } from '#numerics/quadrature.ts'
import type { Segments } from './segments.ts'

/** Customers as the likelihood reads them. */
export interface PathRows {
  readonly repeatPurchases: Float64Array
  readonly weight: Float64Array
  /** Up to the last purchase, in any order, and from there to the end of observation, in order. */
  readonly before: Segments
  readonly after: Segments
  /** Sum over all purchases of what multiplies each coefficient. */
  readonly atPurchases: Float64Array
  /** Sum over all purchases of ln of the known multiplier. */
  readonly knownAtPurchases: number
  readonly kinds: KindColumns
}

/** What each kind of segment says of the two rates, for each coefficient. */
export interface KindColumns {
  readonly count: number
  readonly coefficients: number
  /** z and y: kinds × coefficients. */
  readonly purchase: Float64Array
  readonly dropout: Float64Array
  readonly logMultiplier: Float64Array
}

/** The two rates of each kind at given coefficients. */
export interface KindRates {
  readonly purchase: Float64Array
  readonly dropout: Float64Array
}

/** e^(γ·z) and e^(δ·y) of each kind. */
export function ratesOf(kinds: KindColumns, coefficients: ArrayLike<number>): KindRates {
  const purchase = kinds.logMultiplier.map((known, kind) => {
    let exponent = known
    for (let j = 0; j < kinds.coefficients; j++) {
      exponent += coefficients[j] * kinds.purchase[kind * kinds.coefficients + j]
    }
    return Math.exp(exponent)
  })
  const dropout = purchase.map((_, kind) => {
    let exponent = 0
    for (let j = 0; j < kinds.coefficients; j++) {
      exponent += coefficients[j] * kinds.dropout[kind * kinds.coefficients + j]
    }
    return Math.exp(exponent)
  })
  return { purchase, dropout }
}

const rule = gaussLegendre(8)

/** Over a panel the integrand falls by e to this power at most. */
const steepestPanel = 3

/**
 * Minus the mean log-likelihood per customer at (ln r, ln α, ln s, ln β, coefficients…).
 */
export function pathCurvature(rows: PathRows, point: readonly number[]): Curvature {
  const size = point.length
  const [r, alpha, s, beta] = point.slice(0, 4).map(Math.exp)
  const rates = ratesOf(rows.kinds, point.slice(4))
  const row = emptyRow(size)
  const sums = {
    value: rows.knownAtPurchases,
    gradient: new Float64Array(size),
    hessian: new Float64Array(size * size),
  }
  let customers = 0
  for (let i = 0; i < rows.repeatPurchases.length; i++) {
    const x = rows.repeatPurchases[i]
    const w = rows.weight[i]
    customers += w
    startRow(row, { r, alpha, s, beta, x })
    walkBefore(row, rows, { customer: i, rates })
    walkAfter(row, rows, { customer: i, rates })
    addNode(row, { logWeight: 0, dropout: 0, kind: -1 }, rows.kinds)
    addRow(sums, row, { x, weight: w, point })
  }
  rows.atPurchases.forEach((sum, j) => {
    sums.value += point[4 + j] * sum
    sums.gradient[4 + j] += sum
  })
  return {
    value: -sums.value / customers,
    gradient: Array.from(sums.gradient, (value) => -value / customers),
    hessian: point.map((_, i) => point.map((__, j) => -sums.hessian[i * size + j] / customers)),
  }
}

/** One customer's walk along the segments: the integrals so far, and the sum of exponentials with its derivatives. */
interface RowState {
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

function emptyRow(size: number): RowState {
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

function startRow(
  row: RowState,
  { r, alpha, s, beta, x }: { r: number; alpha: number; s: number; beta: number; x: number },
): void {
  Object.assign(row, { r, alpha, s, beta, shape: r + x, a: alpha, c: beta, largest: -Infinity, total: 0 })
  for (const sums of [row.byA, row.byC, row.byAA, row.byCC, row.slope, row.curve]) sums.fill(0)
}

/** Where a customer's walk is. */
interface Walk {
  readonly customer: number
  readonly rates: KindRates
}

function walkBefore(row: RowState, { before, kinds }: PathRows, { customer, rates }: Walk): void {
  for (let k = before.first[customer]; k < before.first[customer + 1]; k++) {
    advance(row, kinds, { kind: before.kind[k], time: before.length[k], rates })
  }
}

function walkAfter(row: RowState, { after, kinds }: PathRows, { customer, rates }: Walk): void {
  for (let k = after.first[customer]; k < after.first[customer + 1]; k++) {
    const kind = after.kind[k]
    let left = after.length[k]
    while (left > 0) {
      const fall = (row.shape * rates.purchase[kind]) / row.a + ((row.s + 1) * rates.dropout[kind]) / row.c
      const panel = left * fall <= steepestPanel ? left : Math.min(left, steepestPanel / fall)
      let at = 0
      for (let q = 0; q < rule.nodes.length; q++) {
        const node = panel * rule.nodes[q]
        advance(row, kinds, { kind, time: node - at, rates })
        at = node
        addNode(
          row,
          { logWeight: Math.log(panel * rule.weights[q]), dropout: rates.dropout[kind], kind },
          kinds,
        )
      }
      advance(row, kinds, { kind, time: panel - at, rates })
      left -= panel
    }
  }
}

/** Moves the integrals on by some time within a segment. */
function advance(
  row: RowState,
  kinds: KindColumns,
  { kind, time, rates }: { readonly kind: number; readonly time: number; readonly rates: KindRates },
): void {
  const many = row.size - 4
  const place = kind * many
  const purchases = rates.purchase[kind] * time
  const dropouts = rates.dropout[kind] * time
  row.a += purchases
  row.c += dropouts
  for (let i = 0; i < many; i++) {
    const z = kinds.purchase[place + i] * purchases
    const y = kinds.dropout[place + i] * dropouts
    row.byA[i] += z
    row.byC[i] += y
    for (let j = 0; j <= i; j++) {
      row.byAA[i * many + j] += z * kinds.purchase[place + j]
      row.byCC[i * many + j] += y * kinds.dropout[place + j]
    }
  }
}

/**
 * Adds one exponential e^φ: φ = ln(weight·s·d) − (r+x) ln a − (s+1) ln c for a dropout at this time, of the segment's
 * kind, and φ = −(r+x) ln a − s ln c for none until the end (kind −1).
 */
function addNode(
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

/** The logarithm of the sum of exponentials, and what stands before it. */
function addRow(
  sums: { value: number; readonly gradient: Float64Array; readonly hessian: Float64Array },
  row: RowState,
  { x, weight, point }: { readonly x: number; readonly weight: number; readonly point: readonly number[] },
): void {
  const { size, total, slope, curve, r, s } = row
  const [, logAlpha, , logBeta] = point
  sums.value +=
    weight * (row.largest + Math.log(total) + logGammaIncrement(r, x) + r * logAlpha + s * logBeta)
  for (let i = 0; i < size; i++) {
    const mean = slope[i] / total
    sums.gradient[i] += weight * mean
    for (let j = 0; j <= i; j++) {
      const entry = weight * (curve[i * size + j] / total - (mean * slope[j]) / total)
      sums.hessian[i * size + j] += entry
      if (j < i) sums.hessian[j * size + i] += entry
    }
  }
  const counting = r * digammaIncrement(r, x) + r * logAlpha
  sums.gradient[0] += weight * counting
  sums.gradient[1] += weight * r
  sums.gradient[2] += weight * s * logBeta
  sums.gradient[3] += weight * s
  sums.hessian[0] += weight * (counting + r * r * trigammaIncrement(r, x))
  sums.hessian[1] += weight * r
  sums.hessian[size] += weight * r
  sums.hessian[2 * size + 2] += weight * s * logBeta
  sums.hessian[2 * size + 3] += weight * s
  sums.hessian[3 * size + 2] += weight * s
}

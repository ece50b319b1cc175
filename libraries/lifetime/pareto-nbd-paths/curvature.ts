/**
 * Pareto/NBD on paths of covariates: the log-likelihood with gradient and Hessian.
 *
 * Purchases come at the rate λ·b(t) and dropout at the rate μ·d(t), with b = e^(γ·z), d = e^(δ·y) constant within each
 * segment; λ ~ Gamma(r, α), μ ~ Gamma(s, β). With B(t) = ∫₀ᵗ b and D(t) = ∫₀ᵗ d,
 *
 *   L = Γ(r+x)/Γ(r) · α^r β^s · Π b(t_j) · [ (α+B(T))^−(r+x) (β+D(T))^−s
 *       + s ∫ d(t) (α+B(t))^−(r+x) (β+D(t))^−(s+1) dt  from t_x to T ].
 *
 * The integral is summed by Gauss–Legendre on short panels to full precision: nothing needs a hypergeometric function, and every derivative is one of a sum of exponentials.
 *
 * @see Bachmann, Meierer & Näf (2021), "The Role of Time-Varying Contextual Factors in Latent Attrition Models for
 *   Customer Base Analysis", Marketing Science 40(4), equation 9.
 */
import { digammaIncrement, logGammaIncrement, trigammaIncrement } from '#numerics/gamma.ts'
import type { Curvature } from '#numerics/optimise.ts'
import { addNode, emptyRow, type RowState, startRow } from './exponential-sum.ts'
import { type KindColumns, type KindRates, ratesOf } from './kinds.ts'
import { panelFrom } from './panels.ts'
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
      const [b, d] = [rates.purchase[kind], rates.dropout[kind]]
      const fall = (row.shape * b) / row.a + ((row.s + 1) * d) / row.c
      const { length: panel, rule } = panelFrom({ a: row.a, c: row.c, b, d }, fall, left)
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

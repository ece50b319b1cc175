/** Gauss–Legendre rules, the building block of every integral that has no closed form here. */

/** A rule ∫₀¹ f(u) du ≈ Σ weights[i]·f(nodes[i]); nodes ascend within (0, 1). */
export interface QuadratureRule {
  readonly nodes: Float64Array
  readonly weights: Float64Array
}

/**
 * The Gauss–Legendre rule on [0, 1], exact for polynomials of degree below 2·`order`.
 *
 * @param order - Number of nodes, a whole number ≥ 1.
 * @see Abramowitz & Stegun (1964), 25.4.30; the nodes by Newton's method on the Legendre polynomial.
 */
export function gaussLegendre(order: number): QuadratureRule {
  const nodes = new Float64Array(order)
  const weights = new Float64Array(order)
  for (let i = 0; i < order; i++) {
    const { root, slope } = legendreRoot(order, i)
    nodes[order - 1 - i] = (1 + root) / 2
    weights[order - 1 - i] = 1 / ((1 - root * root) * slope * slope)
  }
  return { nodes, weights }
}

/** The i-th largest root of the Legendre polynomial of degree `order`, and the polynomial's slope there. */
function legendreRoot(order: number, i: number): { root: number; slope: number } {
  let root = Math.cos((Math.PI * (i + 0.75)) / (order + 0.5))
  let slope = 1
  // The start is within 1e-3 of the root, so five doublings of the digits reach full precision.
  for (let iteration = 0; iteration < 5; iteration++) {
    let before = 0
    let value = 1
    for (let k = 1; k <= order; k++) {
      const next = ((2 * k - 1) * root * value - (k - 1) * before) / k
      before = value
      value = next
    }
    slope = (order * (root * value - before)) / (root * root - 1)
    root -= value / slope
  }
  return { root, slope }
}

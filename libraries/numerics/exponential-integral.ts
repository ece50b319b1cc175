/**
 * e^x·E_s(x) = ∫₀^∞ e^(−xu) (1 + u)^−s du, the scaled exponential integral of real order.
 *
 * @param order - s, positive.
 * @param x - Positive; about 90 / x rounds are needed where x is small.
 * @see Abramowitz & Stegun (1964), 5.1.22, the continued fraction, by the modified Lentz method.
 */
export function scaledExponentialIntegral(order: number, x: number): number {
  let b = x + order
  let c = Infinity
  let d = 1 / b
  let fraction = d
  for (let k = 1; ; k++) {
    const a = -k * (order - 1 + k)
    b += 2
    d = 1 / (a * d + b)
    c = b + a / c
    const factor = c * d
    fraction *= factor
    if (Math.abs(factor - 1) < 1e-15) return fraction
  }
}

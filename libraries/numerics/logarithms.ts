/** Sums and ratios of very large or very small numbers, through their logarithms. */

/** ln(1 + e^x), finite for every finite x and without loss where e^x is tiny. */
export function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x))
}

/** 1 / (1 + e^−x), without overflow. */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x))
  const power = Math.exp(x)
  return power / (1 + power)
}

/** ln(e^x + e^y); −Infinity where both are. */
export function logAddExp(x: number, y: number): number {
  const larger = Math.max(x, y)
  return larger === -Infinity ? larger : larger + Math.log1p(Math.exp(Math.min(x, y) - larger))
}

/** ln(e^x − e^y) for x ≥ y; −Infinity where the two are equal. */
export function logSubtractExp(x: number, y: number): number {
  if (y === -Infinity) return x
  const difference = x - y
  // Mächler (2012), "Accurately computing log(1 − exp(−|a|))": each form where it keeps the digits.
  return x + (difference > Math.LN2 ? Math.log1p(-Math.exp(-difference)) : Math.log(-Math.expm1(-difference)))
}

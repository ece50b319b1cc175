/** The gamma function's logarithm and its first two derivatives, for positive arguments. */

/** From here on the asymptotic series reach full precision. */
export const asymptoticFrom = 10

/** 1 − Euler's constant, and (−1)^k (ζ(k) − 1) / k for k = 2, 3, …: the Taylor series of ln Γ about 2. */
const oneMinusEuler = 0.42278433509846713
const zetaMinusOne = [
  0.6449340668482264, 0.2020569031595943, 0.08232323371113819, 0.03692775514336993, 0.01734306198444914,
  0.008349277381922827, 0.00407735619794434, 0.0020083928260822143, 0.0009945751278180853,
  0.0004941886041194645, 0.0002460865533080483, 0.00012271334757848915, 6.124813505870483e-5,
  3.058823630702049e-5, 1.528225940865187e-5, 7.637197637899763e-6, 3.81729326499984e-6, 1.908212716553939e-6,
  9.539620338727962e-7, 4.769329867878064e-7, 2.38450502727733e-7, 1.1921992596531106e-7,
  5.960818905125948e-8, 2.980350351465228e-8, 1.4901554828365043e-8,
]
const taylorAboutTwo = Float64Array.from(
  zetaMinusOne,
  (value, i) => ((i % 2 === 0 ? 1 : -1) * value) / (i + 2),
)

/**
 * ln Γ(x).
 *
 * @param x - Positive.
 * @returns To full precision, also near the zeros at 1 and 2; Infinity at 0, NaN below.
 * @see Abramowitz & Stegun (1964), 6.1.33 and 6.1.41.
 */
export function logGamma(x: number): number {
  if (!(x > 0)) return x === 0 ? Infinity : NaN
  if (x >= asymptoticFrom) return (x - 0.5) * Math.log(x) - x + halfLogTwoPi + stirlingCorrection(x)
  if (x < 0.5) return logGammaAboutTwo(x) - Math.log1p(x) - Math.log(x)
  if (x < 1.5) return logGammaAboutTwo(x - 1) - Math.log1p(x - 1)
  let product = 1
  let reduced = x
  while (reduced > 2.5) {
    reduced -= 1
    product *= reduced
  }
  return logGammaAboutTwo(reduced - 2) + Math.log(product)
}

/**
 * ln Γ(x + increment) − ln Γ(x), without the cancellation of subtracting two large numbers.
 *
 * @param x - Positive.
 * @param increment - Greater than −x.
 */
export function logGammaIncrement(x: number, increment: number): number {
  const end = x + increment
  if (x < asymptoticFrom || end < asymptoticFrom) return logGamma(end) - logGamma(x)
  const main = (x - 0.5) * Math.log1p(increment / x) + increment * (Math.log(end) - 1)
  return main + (stirlingCorrection(end) - stirlingCorrection(x))
}

/**
 * ψ(x) = d ln Γ(x) / dx.
 *
 * @param x - Positive.
 * @see Abramowitz & Stegun (1964), 6.3.5 and 6.3.18.
 */
export function digamma(x: number): number {
  let shifted = x
  let sum = 0
  while (shifted < asymptoticFrom) {
    sum -= 1 / shifted
    shifted += 1
  }
  return sum + Math.log(shifted) - 0.5 / shifted - digammaSeries(shifted)
}

/**
 * ψ(x + increment) − ψ(x), without the cancellation of subtracting two nearly equal numbers.
 *
 * @param x - Positive.
 * @param increment - Greater than −x.
 */
export function digammaIncrement(x: number, increment: number): number {
  const end = x + increment
  if (x < asymptoticFrom || end < asymptoticFrom) return digamma(end) - digamma(x)
  return Math.log1p(increment / x) + 0.5 * (increment / x / end) - (digammaSeries(end) - digammaSeries(x))
}

/**
 * ψ′(x), the second derivative of ln Γ(x).
 *
 * @param x - Positive.
 * @see Abramowitz & Stegun (1964), 6.4.6 and 6.4.12.
 */
export function trigamma(x: number): number {
  let shifted = x
  let sum = 0
  while (shifted < asymptoticFrom) {
    sum += 1 / (shifted * shifted)
    shifted += 1
  }
  return sum + (1 + 0.5 / shifted) / shifted + trigammaSeries(shifted)
}

/**
 * ψ′(x + increment) − ψ′(x), without the cancellation of subtracting two nearly equal numbers.
 *
 * @param x - Positive.
 * @param increment - Greater than −x.
 */
export function trigammaIncrement(x: number, increment: number): number {
  const end = x + increment
  if (x < asymptoticFrom || end < asymptoticFrom) return trigamma(end) - trigamma(x)
  const leading = -(increment / x / end) * (1 + 0.5 / x + 0.5 / end)
  return leading + (trigammaSeries(end) - trigammaSeries(x))
}

const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI)

/**
 * ln Γ(x) − [(x − ½) ln x − x + ½ ln 2π]: what Stirling's formula leaves out.
 *
 * @param x - At least 10.
 * @see Abramowitz & Stegun (1964), 6.1.41.
 */
export function stirlingCorrection(x: number): number {
  const inverse = 1 / x
  const square = inverse * inverse
  return (
    inverse *
    (1 / 12 -
      square *
        (1 / 360 -
          square *
            (1 / 1260 - square * (1 / 1680 - square * (1 / 1188 - square * (691 / 360360 - square / 156))))))
  )
}

/** ln x − 1/(2x) − ψ(x), for x ≥ 10. */
function digammaSeries(x: number): number {
  const square = 1 / (x * x)
  return (
    square *
    (1 / 12 -
      square *
        (1 / 120 -
          square *
            (1 / 252 - square * (1 / 240 - square * (1 / 132 - square * (691 / 32760 - square / 12))))))
  )
}

/** ψ′(x) − 1/x − 1/(2x²), for x ≥ 10. */
function trigammaSeries(x: number): number {
  const square = 1 / (x * x)
  return (
    (square / x) *
    (1 / 6 -
      square *
        (1 / 30 -
          square *
            (1 / 42 - square * (1 / 30 - square * (5 / 66 - square * (691 / 2730 - square * (7 / 6)))))))
  )
}

/** ln Γ(2 + z) for |z| ≤ ½. */
function logGammaAboutTwo(z: number): number {
  let sum = 0
  for (let k = taylorAboutTwo.length - 1; k >= 0; k--) sum = sum * z + taylorAboutTwo[k]
  return z * (oneMinusEuler + z * sum)
}

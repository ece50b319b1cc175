/** The standard normal distribution. */

/**
 * Quantile of the standard normal distribution.
 *
 * @param probability - In [0, 1]; the ends give −Infinity and Infinity.
 * @returns To about 1e-15 relative.
 * @see Wichura (1988), "Algorithm AS 241: The Percentage Points of the Normal Distribution", PPND16.
 */
export function inverseNormal(probability: number): number {
  const centred = probability - 0.5
  if (Math.abs(centred) <= 0.425) {
    const r = 0.180625 - centred * centred
    return centred * ratio(r, centre)
  }
  const tail = Math.sqrt(-Math.log(Math.min(probability, 1 - probability)))
  if (tail === Infinity) return centred * Infinity
  const size = tail <= 5 ? ratio(tail - 1.6, shoulder) : ratio(tail - 5, farTail)
  return Math.sign(centred) * size
}

/** Numerator and denominator of a rational approximation, constant term first. */
type Rational = readonly [readonly number[], readonly number[]]

const centre: Rational = [
  [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
    67265.7709270087, 33430.57558358813, 2509.0809287301227,
  ],
  [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852546,
  ],
]

const shoulder: Rational = [
  [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
]

const farTail: Rational = [
  [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
    1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
  ],
]

function ratio(x: number, [numerator, denominator]: Rational): number {
  const valueAt = (coefficients: readonly number[]) =>
    coefficients.reduceRight((sum, value) => sum * x + value, 0)
  return valueAt(numerator) / valueAt(denominator)
}

/**
 * P(Z ≤ z) of a standard normal variate.
 *
 * @returns To relative precision, in the lower tail too.
 * @see Abramowitz & Stegun (1964), 26.2.11 near the centre and the continued fraction 26.2.14 in the tails.
 */
export function normalProbability(z: number): number {
  const size = Math.abs(z)
  if (size < 3) return 0.5 + Math.sign(z) * halfProbability(size)
  const tail = upperTail(size)
  return z < 0 ? tail : 1 - tail
}

/** Density of a standard normal variate. */
function density(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI)
}

/** P(0 < Z ≤ z), a series of positive terms. */
function halfProbability(z: number): number {
  let term = z
  let sum = z
  for (let k = 3; term > 1e-17 * sum; k += 2) {
    term *= (z * z) / k
    sum += term
  }
  return density(z) * sum
}

/** P(Z > z) for z ≥ 3, from the inside of the fraction outwards. */
function upperTail(z: number): number {
  if (z > 40) return 0
  let fraction = z
  for (let k = 100; k >= 1; k--) fraction = z + k / fraction
  return density(z) / fraction
}

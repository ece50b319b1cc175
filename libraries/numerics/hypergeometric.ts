/** Gauss's hypergeometric function with a unit parameter, ₂F₁(a, 1; c; z), by its continued fraction. */

/** Arguments of ₂F₁(a, 1; a + e; z): a > 0, e > 0, a + e > 1, 0 ≤ z < 1. */
export interface UnitArguments {
  readonly a: number
  readonly e: number
  readonly z: number
}

/** The logarithm of ₂F₁(a, 1; a + e; z), and its derivatives by the arguments that they are named after. */
export interface UnitCurvature {
  readonly value: number
  readonly a: number
  readonly e: number
  readonly z: number
  readonly aa: number
  readonly ae: number
  readonly ee: number
  readonly az: number
  readonly ez: number
  readonly zz: number
}

/**
 * ₂F₁(a, 1; a + e; z), in about ten steps for moderate z, whatever a and e.
 *
 * @returns Undefined where z is so close to 1 that the fraction is slow.
 * @see Cuyt et al. (2008), "Handbook of Continued Fractions for Special Functions", section 15.3.
 */
export function unitHypergeometric(at: UnitArguments): number | undefined {
  return walk(at)?.value
}

/**
 * ln ₂F₁(a, 1; a + e; z) with first and second derivatives.
 *
 * @returns Undefined where {@link unitHypergeometric} is.
 */
export function logUnitHypergeometric(at: UnitArguments): UnitCurvature | undefined {
  const walked = walk(at)
  if (walked === undefined) return undefined
  const { a, e, z } = at
  const c = a + e
  const end = 2 / (1 + Math.sqrt(1 - z))
  const tail: Tail = { value: end, a: 0, e: 0, z: 0, aa: 0, ae: 0, ee: 0, az: 0, ez: 0, zz: 0 }
  for (let k = walked.pairs + 1; k >= 0; k--) {
    const below = 1 / (c + 2 * k - 1)
    const middle = 1 / (c + 2 * k)
    const above = 1 / (c + 2 * k + 1)
    const excess = 1 / (e + k)
    const evenSquares = middle * middle + above * above
    const even = {
      value: ((k + 1) * middle * above) / excess,
      a: -middle - above,
      e: excess - middle - above,
      aa: evenSquares,
      ae: evenSquares,
      ee: evenSquares - excess * excess,
    }
    prepend(tail, even, z)
    const first = 1 / (a + k)
    const last = 1 / (c + k - 1)
    const oddSquares = below * below + middle * middle - last * last
    const odd = {
      value: (below * middle) / (first * last),
      a: first + last - below - middle,
      e: last - below - middle,
      aa: oddSquares - first * first,
      ae: oddSquares,
      ee: oddSquares,
    }
    prepend(tail, odd, z)
  }
  return { ...tail, value: Math.log(tail.value) }
}

/** Pairs of steps after which the fraction is given up. */
const mostPairs = 80

/** Relative size of a step that no longer matters. */
const negligible = 1e-18

/** The fraction 1/(1 − e₁/(1 − e₂/(1 − …))) forwards, until its steps, all positive, no longer matter. */
function walk({ a, e, z }: UnitArguments): { value: number; pairs: number } | undefined {
  const c = a + e
  let step = 1
  let inner = 1
  let value = 1
  for (let k = 0; k < mostPairs; k++) {
    const middle = c + 2 * k
    inner = 1 / (1 - ((z * (a + k) * (c + k - 1)) / ((middle - 1) * middle)) * inner)
    step *= inner - 1
    value += step
    inner = 1 / (1 - ((z * (k + 1) * (e + k)) / (middle * (middle + 1))) * inner)
    step *= inner - 1
    value += step
    if (step <= negligible * value) return { value, pairs: k + 1 }
  }
  return undefined
}

/** A tail of the fraction and the derivatives of its logarithm. */
type Tail = { -readonly [Key in keyof UnitCurvature]: number }

/** One coefficient of the fraction over z, and the derivatives of its logarithm. */
type Coefficient = Pick<UnitCurvature, 'value' | 'a' | 'e' | 'aa' | 'ae' | 'ee'>

/**
 * Turns the tail g into f = 1/(1 − w), w = z·coefficient·g: its logarithm has d ln f = w·f·(d ln w), and w·f = f − 1.
 */
function prepend(tail: Tail, coefficient: Coefficient, z: number): void {
  const value = 1 / (1 - z * coefficient.value * tail.value)
  const perZ = value * coefficient.value * tail.value
  const w = z * perZ
  const byA = coefficient.a + tail.a
  const byE = coefficient.e + tail.e
  const byZ = perZ * (1 + z * tail.z)
  tail.aa = w * (value * byA * byA + coefficient.aa + tail.aa)
  tail.ae = w * (value * byA * byE + coefficient.ae + tail.ae)
  tail.ee = w * (value * byE * byE + coefficient.ee + tail.ee)
  tail.az = value * byA * byZ + w * tail.az
  tail.ez = value * byE * byZ + w * tail.ez
  tail.zz = perZ * (perZ + value * tail.z * (2 + z * tail.z)) + w * tail.zz
  tail.value = value
  tail.a = w * byA
  tail.e = w * byE
  tail.z = byZ
}

/** The fast Fourier transform: sums of independent variables are products of their transforms. */

/** A complex vector whose length is a power of two, real and imaginary parts apart. */
export interface ComplexVector {
  readonly real: Float64Array
  readonly imaginary: Float64Array
}

/** A complex vector of so many ones. */
export function complexOnes(length: number): ComplexVector {
  return { real: new Float64Array(length).fill(1), imaginary: new Float64Array(length) }
}

/** exp(−2πi·k/n) for k below n/2: what all transforms of one length share. */
export function unitRoots(length: number): ComplexVector {
  const angles = Float64Array.from({ length: length / 2 }, (_, k) => (-2 * Math.PI * k) / length)
  return { real: angles.map(Math.cos), imaginary: angles.map(Math.sin) }
}

/**
 * Σ_j vector[j]·exp(−2πi·jk/n) for every k, in place.
 *
 * @param vector - Its length is a power of two.
 * @param roots - The {@link unitRoots} of that length.
 * @see Cooley & Tukey (1965), "An Algorithm for the Machine Calculation of Complex Fourier Series".
 */
export function fourierTransform({ real, imaginary }: ComplexVector, roots: ComplexVector): void {
  const length = real.length
  reorder(real)
  reorder(imaginary)
  for (let half = 1; half < length; half *= 2) {
    const stride = length / (2 * half)
    for (let k = 0; k < half; k++) {
      const cosine = roots.real[k * stride]
      const sine = roots.imaginary[k * stride]
      for (let low = k; low < length; low += 2 * half) {
        const high = low + half
        const turnedReal = cosine * real[high] - sine * imaginary[high]
        const turnedImaginary = cosine * imaginary[high] + sine * real[high]
        real[high] = real[low] - turnedReal
        imaginary[high] = imaginary[low] - turnedImaginary
        real[low] += turnedReal
        imaginary[low] += turnedImaginary
      }
    }
  }
}

/** Undoes {@link fourierTransform}, in place. */
export function inverseFourierTransform({ real, imaginary }: ComplexVector, roots: ComplexVector): void {
  // The inverse is the transform with both parts swapped, over n.
  fourierTransform({ real: imaginary, imaginary: real }, roots)
  for (let i = 0; i < real.length; i++) {
    real[i] /= real.length
    imaginary[i] /= real.length
  }
}

/** Multiplies `product` entry by entry by `factor` to the power of a whole number. */
export function multiplyByPower(product: ComplexVector, factor: ComplexVector, power: number): void {
  for (let i = 0; i < product.real.length; i++) {
    const size = Math.hypot(factor.real[i], factor.imaginary[i]) ** power
    const angle = power * Math.atan2(factor.imaginary[i], factor.real[i])
    const [real, imaginary] =
      power === 1 ? [factor.real[i], factor.imaginary[i]] : [size * Math.cos(angle), size * Math.sin(angle)]
    const left = product.real[i]
    product.real[i] = left * real - product.imaginary[i] * imaginary
    product.imaginary[i] = left * imaginary + product.imaginary[i] * real
  }
}

/** Puts every entry in the place whose bits are those of its own backwards. */
function reorder(column: Float64Array): void {
  for (let i = 1, j = 0; i < column.length; i++) {
    let bit = column.length >> 1
    for (; j & bit; bit >>= 1) j ^= bit
    j ^= bit
    if (i >= j) continue
    const kept = column[i]
    column[i] = column[j]
    column[j] = kept
  }
}

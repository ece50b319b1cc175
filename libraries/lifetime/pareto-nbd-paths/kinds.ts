/** Kinds of segments, and the two rates of each. */

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

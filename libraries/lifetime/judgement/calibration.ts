/** Whether those who bought more before also bought as expected after. */

/** The last group: this many repeat purchases or more. */
const lastGroup = 7

/** Means per customer of those with as many repeat purchases before the origin. */
export interface CalibrationGroup {
  readonly repeatPurchases: number
  /** The last group stands for that many or more. */
  readonly orMore: boolean
  readonly customers: number
  readonly actual: number
  readonly expected: number
  readonly baseline: number
}

/** Columns of the same rows. */
export interface CalibrationColumns {
  readonly pastPurchases: Float64Array
  readonly weight: Float64Array
  readonly actual: Float64Array
  readonly expected: Float64Array
  readonly baseline: Float64Array
}

/** Means per customer of those with 0, 1, …, 7+ repeat purchases before the origin; groups without customers are left out. */
export function calibrationByPastPurchases(columns: CalibrationColumns): readonly CalibrationGroup[] {
  const { pastPurchases, weight, actual, expected, baseline } = columns
  const sums = Array.from({ length: lastGroup + 1 }, () => ({
    customers: 0,
    actual: 0,
    expected: 0,
    baseline: 0,
  }))
  for (let row = 0; row < weight.length; row++) {
    const group = sums[Math.min(lastGroup, pastPurchases[row])]
    group.customers += weight[row]
    group.actual += weight[row] * actual[row]
    group.expected += weight[row] * expected[row]
    group.baseline += weight[row] * baseline[row]
  }
  return sums.flatMap(({ customers, ...totals }, repeatPurchases) => {
    if (customers === 0) return []
    return {
      repeatPurchases,
      orMore: repeatPurchases === lastGroup,
      customers,
      actual: totals.actual / customers,
      expected: totals.expected / customers,
      baseline: totals.baseline / customers,
    }
  })
}

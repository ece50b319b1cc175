/** How far a forecast was from what came, as people say it: "12 % low". */

/** Which word says it, and the share that goes with it. */
export interface Skill {
  readonly word: 'low' | 'high' | 'right'
  /** |expected / actual − 1|. */
  readonly share: number
}

/** Within half a per cent a forecast is called right. */
const rightWithin = 0.005

/** How `expected` compares with what came; undefined where nothing came. */
export function skillOf(expected: number, actual: number): Skill | undefined {
  if (actual <= 0) return undefined
  const error = expected / actual - 1
  const share = Math.abs(error)
  return { word: share < rightWithin ? 'right' : error < 0 ? 'low' : 'high', share }
}

/** Errors of one forecaster. */
interface Errors {
  readonly expectedPurchases: number
  readonly meanAbsoluteError: number
}

/** Where a model was closer to what came than the simple rule. */
export type Closer = 'both' | 'total' | 'each' | 'none'

/** Whether a model beat the rule in total, customer by customer, in both or in neither. */
export function closerOf(
  model: Errors & { readonly actualPurchases: number; readonly baseline: Errors },
): Closer {
  const { actualPurchases, baseline } = model
  const miss = (errors: Errors) => Math.abs(errors.expectedPurchases - actualPurchases)
  const inTotal = miss(model) < miss(baseline)
  const each = model.meanAbsoluteError < baseline.meanAbsoluteError
  if (inTotal) return each ? 'both' : 'total'
  return each ? 'each' : 'none'
}

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

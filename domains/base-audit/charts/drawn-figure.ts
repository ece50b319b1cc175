/** Which of a figure's intervals is told first. */
import type { DrawnFigure } from '../equity.contract.ts'

/** The interval that is widened by past errors, else the model's own. */
export function widestOf({ low, high, backtestLow, backtestHigh }: DrawnFigure) {
  return { low: backtestLow ?? low, high: backtestHigh ?? high }
}

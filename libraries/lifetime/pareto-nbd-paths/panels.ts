/** Panels over which eight Gauss–Legendre nodes keep full precision. */
import { gaussLegendre } from '#numerics/quadrature.ts'

/** The rule on each panel. */
export const panelRule = gaussLegendre(8)

/** Over a panel the integrand falls by e to this power at most … */
const steepest = 3
/** … and neither integral grows by more than this share of itself: the singularity where one is 0 stays away. */
const widest = 0.75

/** α + B and β + D at the begin of a panel, and how fast both grow. */
export interface PanelStart {
  readonly a: number
  readonly c: number
  readonly b: number
  readonly d: number
}

/**
 * Length of the next panel.
 *
 * @param fall - By how much ln of the integrand falls with time, at the begin.
 * @param left - Time left in the segment.
 */
export function panelLength({ a, b, c, d }: PanelStart, fall: number, left: number): number {
  const pace = Math.max(fall / steepest, b / a / widest, d / c / widest)
  return left * pace <= 1 ? left : 1 / pace
}

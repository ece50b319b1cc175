/** Panels over which a few Gauss–Legendre nodes keep full precision. */
import { gaussLegendre, type QuadratureRule } from '#numerics/quadrature.ts'

/** A piece of a segment, and the rule that sums over it. */
export interface Panel {
  readonly length: number
  readonly rule: QuadratureRule
}

const [fine, coarse] = [gaussLegendre(8), gaussLegendre(5)]

/** Over a panel the integrand falls by e to this power at most … */
const steepest = 3
/** … and neither integral grows by more than this share of itself: the singularity where one is 0 stays away. */
const widest = 0.75
/** Up to this share of the longest panel five nodes are as good as eight. */
const gentle = 0.2

/** α + B and β + D at the begin of a panel, and how fast both grow. */
export interface PanelStart {
  readonly a: number
  readonly c: number
  readonly b: number
  readonly d: number
}

/**
 * The next panel.
 *
 * @param fall - By how much ln of the integrand falls with time, at the begin.
 * @param left - Time left in the segment.
 */
export function panelFrom({ a, b, c, d }: PanelStart, fall: number, left: number): Panel {
  const pace = Math.max(fall / steepest, b / a / widest, d / c / widest)
  const length = left * pace <= 1 ? left : 1 / pace
  return { length, rule: length * pace <= gentle ? coarse : fine }
}

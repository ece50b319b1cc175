/** Intervals for parameters by the profile of the likelihood: honest where the summit is no parabola. */
import { inverseNormal } from '#numerics/normal.ts'
import { minimiseBfgs, minimiseNewton, type Slope } from '#numerics/optimise.ts'
import { lifetimeError } from '../errors.ts'
import type { FitProblem } from '../fit.ts'
import { purchaseProblem } from '../fit-purchases.ts'
import type { AnyFittedPurchaseModel, PurchaseHistories } from '../model.ts'
import { purchaseModel } from '../models.ts'
import { checkLevel, checkTimeUnit } from '../outlook/check-options.ts'

/** An interval; 0 or Infinity where the data do not bound it on that side. */
export interface ProfileInterval {
  readonly lower: number
  readonly upper: number
}

/** How sure the intervals are to be. */
export interface ProfileOptions {
  /** Probability that an interval covers its parameter, in (0, 1); .95 where left out. */
  readonly level?: number
}

/** How sure, and of which parameters. */
export interface ProfileChoice extends ProfileOptions {
  /** Of all where left out; each costs about as much again. */
  readonly names?: readonly string[]
}

/**
 * Profile-likelihood intervals for every parameter: all values at which the largest likelihood that the other
 * parameters can still reach is no less than e^(−z²/2) of the maximum. They need no covariance, follow a crooked
 * summit, do not depend on how a parameter is written, and stay open where the likelihood never falls so far.
 *
 * @param fitted - What was fitted to `histories`, or anything near it to start from.
 * @param histories - The data of the fit.
 * @throws LIFETIME_OPTION_INVALID, LIFETIME_TIME_UNIT_MISMATCH, LIFETIME_NO_REPEAT_PURCHASES, LIFETIME_MODEL_UNKNOWN.
 * @see Venzon & Moolgavkar (1988), "A Method for Computing Profile-Likelihood-Based Confidence Intervals", Applied
 *   Statistics 37(1).
 */
export function profileIntervals(
  fitted: AnyFittedPurchaseModel,
  histories: PurchaseHistories,
  options?: ProfileOptions,
): Readonly<Record<string, ProfileInterval>> {
  checkTimeUnit(fitted, histories)
  const problem = purchaseProblem(purchaseModel(fitted).likelihood(fitted), histories)
  return profileIntervalsOf(problem, fitted.parameters, options)
}

/**
 * The same for a likelihood of any kind.
 *
 * @param parameters - The fit, or anything near it to start from.
 * @throws LIFETIME_OPTION_INVALID.
 */
export function profileIntervalsOf(
  problem: FitProblem<string>,
  parameters: Readonly<Record<string, number>>,
  { level = 0.95, names = problem.parameterNames }: ProfileChoice = {},
): Readonly<Record<string, ProfileInterval>> {
  checkLevel(level)
  const { parameterNames, coefficients = [], units } = problem
  for (const name of names) refuseUnknown(name, parameterNames)
  const coordinateOf = (name: string, i: number) => {
    const inUnits = parameters[name] / units[i]
    return coefficients.includes(name) ? inUnits : Math.log(inUnits)
  }
  const profile = {
    problem,
    summit: minimum(problem, parameterNames.map(coordinateOf)),
    reach: inverseNormal(0.5 + level / 2),
  }
  return Object.fromEntries(
    names.map((name) => {
      const place = parameterNames.indexOf(name)
      const ends = [-1, 1].map((side) => endOf(profile, place, side))
      const [lower, upper] = ends.map(
        (end) => units[place] * (coefficients.includes(name) ? end : Math.exp(end)),
      )
      return [name, { lower, upper }]
    }),
  )
}

function refuseUnknown(name: string, known: readonly string[]): void {
  if (known.includes(name)) return
  throw lifetimeError('LIFETIME_OPTION_INVALID', `The fit has no parameter ${name}.`, undefined, {
    hint: `Ask for one of ${known.join(', ')}.`,
  })
}

/** A likelihood with its summit, and how many deviations down an interval goes. */
interface Profile {
  readonly problem: FitProblem<string>
  readonly summit: Summit
  readonly reach: number
}

/** The lowest point, or the lowest with one coordinate held. */
interface Summit {
  readonly point: readonly number[]
  readonly value: number
}

/** Beyond this distance on the logarithmic scale, or in deviations of a covariate, an interval is open. */
const farthest = 30

/** Relative precision to which the end of an interval is found, in deviations. */
const closeEnough = 1e-7

/** Rounding may keep the last digits from being reached. */
const mostSecants = 60

/** The log-parameter at which the profile is `reach` deviations below the summit on one side; ±Infinity where it is open. */
function endOf({ problem, summit, reach }: Profile, place: number, side: number): number {
  const from = summit.point[place]
  let near = { at: 0, fall: 0, point: summit.point }
  const evaluate = (at: number, start: readonly number[]) => {
    const held = minimumHolding(problem, { place, value: from + side * at, start })
    const gain = 2 * problem.customerCount * Math.max(0, held.value - summit.value)
    return { at, fall: Math.sqrt(gain), point: held.point }
  }
  let far = evaluate(0.05, near.point)
  while (!(far.fall >= reach)) {
    if (far.at >= farthest) return side * Infinity
    near = far
    // The fall is nearly straight: aim at the end, but never leap.
    const aimed = far.fall > 0 ? (1.1 * far.at * reach) / far.fall : Infinity
    far = evaluate(Math.min(farthest, Math.max(1.1 * far.at, Math.min(aimed, 2 * far.at))), far.point)
  }
  // The Illinois rule: the secant, with the end that stays halved.
  let [low, high] = [near.fall - reach, far.fall - reach]
  let last = far
  for (let i = 0; i < mostSecants && Math.abs(last.fall - reach) > closeEnough * reach; i++) {
    last = evaluate((near.at * high - far.at * low) / (high - low), near.point)
    if (last.fall < reach) {
      near = last
      low = last.fall - reach
      high /= 2
    } else {
      far = last
      high = last.fall - reach
      low /= 2
    }
  }
  return from + side * last.at
}

/** The search of all coordinates from a start near the summit. */
function minimum({ slopeAt, curvatureAt }: FitProblem<string>, start: readonly number[]): Summit {
  const end =
    curvatureAt === undefined ? minimiseBfgs(slopeAt, { start }) : minimiseNewton(curvatureAt, { start })
  return { point: end.point, value: end.at.value }
}

/** The search of all coordinates but one. */
function minimumHolding(
  problem: FitProblem<string>,
  {
    place,
    value,
    start,
  }: { readonly place: number; readonly value: number; readonly start: readonly number[] },
): Summit {
  const { slopeAt, curvatureAt } = problem
  const whole = (point: readonly number[]) => point.toSpliced(place, 0, value)
  const held = (slope: Slope): Slope => ({ value: slope.value, gradient: slope.gradient.toSpliced(place, 1) })
  const reduced = {
    ...problem,
    slopeAt: (point: readonly number[]) => held(slopeAt(whole(point))),
    ...(curvatureAt !== undefined && {
      curvatureAt: (point: readonly number[]) => {
        const curvature = curvatureAt(whole(point))
        const hessian = curvature.hessian.toSpliced(place, 1).map((row) => row.toSpliced(place, 1))
        return { ...held(curvature), hessian }
      },
    }),
  }
  const end = minimum(reduced, start.toSpliced(place, 1))
  return { point: whole(end.point), value: end.value }
}

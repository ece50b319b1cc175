/** The uncertainty of a fit on a calendar as fits all around it, whose seasons move with their parameters. */
import { assert } from '#kernel/assert.ts'
import { type Matrix, solvePositiveDefinite } from '#numerics/linear-algebra.ts'
import { transformed } from '../covariates/centring.ts'
import { jointSteps } from '../outlook/joint-axes.ts'
import { longestStep } from '../outlook/parameter-points.ts'
import { type PurchaseCalendar, withMultipliers } from './calendar.ts'
import type { FittedOnCalendar, FittedSeason } from './fit.ts'

/** Parameters of the model itself, the first of every fit. */
const modelParameters = 4

/**
 * Equally likely fits in opposite pairs: parameters move on the logarithmic scale, seasons by ln of their multipliers, and
 * it does not matter which season is the first. On a calendar that was known, only parameters move.
 *
 * @returns None where the fit has no covariance.
 */
export function calendarPoints(fitted: FittedOnCalendar): readonly FittedOnCalendar[] {
  const { parameters, covariance, seasons } = fitted
  if (covariance === null) return []
  const values = Object.values(parameters)
  const count = seasons === null ? 0 : seasons.length
  // Of ln θ, and of each season's coefficient about the mean of all, where that of the first is 0.
  const jacobian = Array.from({ length: modelParameters + count }, (_, i) =>
    values.map((value, j) => {
      if (i < modelParameters) return i === j ? 1 / value : 0
      return j < modelParameters ? 0 : Number(j - modelParameters + 1 === i - modelParameters) - 1 / count
    }),
  )
  const steps = jointSteps(transformed(covariance, jacobian), {
    parameters: modelParameters,
    longest: longestStep,
  })
  if (seasons === null) return steps.map((step) => movedModel(fitted, step))
  const shares = usualShares(seasons, covariance)
  return steps.map((step) => movedSeasons(movedModel(fitted, step), { fitted, seasons, shares, step }))
}

/** A calendar under a fit around the one it goes with: seasons of the fit's names move as the fit's do, others stay. */
export function calendarUnder(
  calendar: PurchaseCalendar,
  fitted: FittedOnCalendar,
  point: FittedOnCalendar,
): PurchaseCalendar {
  if (point.seasons === null || point === fitted) return calendar
  const moved = new Map(
    point.seasons.map(({ name, multiplier }, k) => [
      name,
      multiplier / (fitted.seasons?.[k].multiplier ?? NaN),
    ]),
  )
  const multipliers = calendar.names.map((name, k) => [
    name,
    calendar.multipliers[k] * (moved.get(name) ?? 1),
  ])
  return withMultipliers(calendar, Object.fromEntries(multipliers) as Record<string, number>)
}

function movedModel(fitted: FittedOnCalendar, step: readonly number[]): FittedOnCalendar {
  const entries = Object.entries(fitted.parameters).map(([name, value], i) => [
    name,
    i < modelParameters ? value * Math.exp(step[i]) : value,
  ])
  return { ...fitted, parameters: Object.fromEntries(entries) as Record<string, number> }
}

/**
 * By how much ln of the mean multiplier rises with each season's coefficient: the season's part of usual time. The document
 * does not hold them, but the errors of its multipliers, from which they follow: with s the shares and C the covariance of
 * the coefficients, Var(ln m₁) = sᵀCs and Var(ln m_k) = C_kk − 2(Cs)_k + sᵀCs.
 */
function usualShares(seasons: readonly FittedSeason[], covariance: Matrix): readonly number[] {
  const variances = seasons.map(({ multiplier, standardError }) => (Number(standardError) / multiplier) ** 2)
  const own = covariance.slice(modelParameters).map((row) => row.slice(modelParameters))
  const moved = own.map((row, k) => (row[k] + variances[0] - variances[k + 1]) / 2)
  const others = solvePositiveDefinite(own, moved)
  assert(others !== undefined, 'the covariance of the seasons is positive definite')
  return [others.reduce((rest, share) => rest - share, 1), ...others]
}

/** The seasons moved, and α kept in the usual time that is then theirs: that of the first season moves on a straight line. */
function movedSeasons(
  point: FittedOnCalendar,
  {
    fitted,
    seasons,
    shares,
    step,
  }: {
    readonly fitted: FittedOnCalendar
    readonly seasons: readonly FittedSeason[]
    readonly shares: readonly number[]
    readonly step: readonly number[]
  },
): FittedOnCalendar {
  const [first] = seasons
  const turns = seasons.map((_, k) => step[modelParameters + k] - step[modelParameters])
  const ratios = seasons.map(({ multiplier }, k) => (multiplier / first.multiplier) * Math.exp(turns[k]))
  const mean = ratios.reduce((sum, ratio, k) => sum + (shares[k] / seasons[k].multiplier) * ratio, 0)
  const straight = turns.reduce((sum, turn, k) => sum + shares[k] * turn, 0)
  const alpha = ((point.parameters['alpha'] / first.multiplier) * Math.exp(straight)) / mean
  const moved = seasons.map(({ name, standardError }, k) => ({
    name,
    multiplier: ratios[k] / mean,
    standardError,
  }))
  const coefficients = fitted.coefficients.map((name, k) => [name, fitted.parameters[name] + turns[k + 1]])
  return {
    ...point,
    parameters: { ...point.parameters, alpha, ...Object.fromEntries(coefficients) },
    seasons: moved,
    calendar: withMultipliers(
      fitted.calendar,
      Object.fromEntries(moved.map(({ name, multiplier }) => [name, multiplier])),
    ),
  }
}

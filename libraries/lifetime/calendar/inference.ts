/** How sure the parameters and seasons of a fit on a calendar are. */
import { checkDocument } from '../document.ts'
import { profileIntervalsOf, type ProfileInterval, type ProfileChoice } from '../inference/profile.ts'
import { type CoordinateMap, reparametrised } from '../inference/reparametrise.ts'
import { checkTimeUnit } from '../outlook/check-options.ts'
import type { CustomersOnCalendar } from './customers.ts'
import { type FittedOnCalendar, knownProblem, seasonsProblem } from './fit.ts'
import { calendarDocuments } from './predict.ts'

/** Where α and the first season's coefficient, `season.x` of the second, stand among the coordinates. */
const [alphaPlace, seasonPlace] = [1, 4]

/**
 * Profile-likelihood intervals for every parameter, as the fit says them: α in usual time, and ln of each season's multiplier
 * over that of the first. On a known calendar there are the model's parameters alone.
 *
 * @param fitted - What was fitted to `customers`, or anything near it to start from.
 * @param customers - Those of the fit, whose own calendar is looked at.
 * @returns By parameter; 0 or ±Infinity where the data do not bound it; see `../inference/profile.ts`.
 * @throws LIFETIME_MODEL_UNKNOWN, LIFETIME_TIME_UNIT_MISMATCH, LIFETIME_CALENDAR_TOO_SHORT, LIFETIME_CALENDAR_INVALID,
 *   LIFETIME_NO_REPEAT_PURCHASES, LIFETIME_OPTION_INVALID.
 */
export function profileIntervalsOnCalendar(
  fitted: FittedOnCalendar,
  customers: CustomersOnCalendar,
  options?: ProfileChoice,
): Readonly<Record<string, ProfileInterval>> {
  checkDocument(fitted, calendarDocuments)
  checkTimeUnit(fitted, customers.histories)
  const { plainModel, calendar, seasons, parameters } = fitted
  if (seasons === null) {
    return profileIntervalsOf(knownProblem(plainModel, { customers, calendar }), parameters, options)
  }
  const { problem, time } = seasonsProblem(plainModel, { customers, calendar })
  return profileIntervalsOf(
    reparametrised(problem, (at) => fromUsualTime(at, time)),
    parameters,
    options,
  )
}

/** The search has α in the time of the first season: ln α there is ln α in usual time plus ln of the mean ratio. */
function fromUsualTime(at: readonly number[], time: Float64Array): CoordinateMap {
  const whole = time.reduce((sum, days) => sum + days, 0)
  const ratio = (j: number) => (time[j - seasonPlace + 1] / whole) * Math.exp(at[j])
  const mean = at.reduce((sum, _, j) => sum + (j < seasonPlace ? 0 : ratio(j)), time[0] / whole)
  const shares = at.map((_, j) => (j < seasonPlace ? 0 : ratio(j) / mean))
  return {
    point: at.with(alphaPlace, at[alphaPlace] + Math.log(mean)),
    jacobian: at.map((_, i) => at.map((__, j) => Number(i === j) + (i === alphaPlace ? shares[j] : 0))),
    bends: [
      {
        coordinate: alphaPlace,
        hessian: at.map((_, i) => at.map((__, j) => shares[i] * (Number(i === j) - shares[j]))),
      },
    ],
  }
}

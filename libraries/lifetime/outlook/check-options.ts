/** Refuses what cannot be scored before any work is done. */
import type { Duration } from '#kernel/time.ts'
import { lifetimeError } from '../errors.ts'
import type { FittedPurchaseModel, PurchaseHistories } from '../model.ts'
import { hasMeanSpend } from './expected-spend.ts'
import type { ScoreOptions, SpendModel } from './outlook.ts'

/** Level of the intervals where none is asked for. */
export const usualLevel = 0.8

/**
 * @throws LIFETIME_HORIZON_INVALID, LIFETIME_OPTION_INVALID, LIFETIME_TIME_UNIT_MISMATCH, LIFETIME_LENGTHS_DIFFER,
 *   LIFETIME_COUNT_NOT_WHOLE
 */
export function checkScoreOptions(options: ScoreOptions): void {
  const { fitted, rows } = options
  checkTimeUnit(fitted, rows.histories)
  checkAsked(options)
  checkCounts('spend observations', rows.spendObservations, rows.histories.age.length)
}

/** @throws LIFETIME_HORIZON_INVALID, LIFETIME_OPTION_INVALID. */
export function checkAsked({
  spend,
  horizon,
  discountRatePerYear,
  level,
}: Pick<ScoreOptions, 'spend' | 'horizon' | 'discountRatePerYear' | 'level'>): void {
  checkHorizon(horizon)
  checkLevel(level)
  checkDiscountRate(discountRatePerYear)
  checkSpend(spend)
}

/** @throws LIFETIME_TIME_UNIT_MISMATCH where the histories are not in the unit of the fit. */
export function checkTimeUnit(
  fitted: Pick<FittedPurchaseModel, 'timeUnit'>,
  histories: Pick<PurchaseHistories, 'timeUnit'>,
): void {
  if (histories.timeUnit === fitted.timeUnit) return
  const message = `The histories are in ${histories.timeUnit}s, the fit in ${fitted.timeUnit}s.`
  throw lifetimeError('LIFETIME_TIME_UNIT_MISMATCH', message)
}

/** @throws LIFETIME_HORIZON_INVALID where it is not positive, or has no end. */
export function checkHorizon(horizon: Duration): void {
  if (horizon.days > 0 && horizon.days < Infinity) return
  throw lifetimeError('LIFETIME_HORIZON_INVALID', `The horizon is ${horizon.days} days.`, undefined, {
    hint: 'Choose a horizon of more than 0 days that has an end; the mean without end comes beside it.',
  })
}

/** @throws LIFETIME_OPTION_INVALID where it is not between 0 and 1. */
export function checkLevel(level = 0.5): void {
  if (level > 0 && level < 1) return
  throw lifetimeError('LIFETIME_OPTION_INVALID', `The level of the intervals is ${level}.`, undefined, {
    hint: 'Choose a level between 0 and 1, for instance 0.8.',
  })
}

/** @throws LIFETIME_OPTION_INVALID where it is negative or infinite. */
export function checkDiscountRate(ratePerYear: number): void {
  if (ratePerYear >= 0 && ratePerYear < Infinity) return
  throw lifetimeError('LIFETIME_OPTION_INVALID', `The discount rate is ${ratePerYear} a year.`, undefined, {
    hint: 'Give the discount rate as effective a year, 0 or more: 0.1 means 10 %.',
  })
}

/** @throws LIFETIME_LENGTHS_DIFFER, LIFETIME_COUNT_NOT_WHOLE where a column is not one whole number ≥ 0 a row. */
export function checkCounts(name: string, column: Float64Array, rows: number): void {
  if (column.length !== rows) {
    throw lifetimeError('LIFETIME_LENGTHS_DIFFER', `There are ${column.length} ${name} for ${rows} rows.`)
  }
  const row = column.findIndex((count) => !(Number.isSafeInteger(count) && count >= 0))
  if (row !== -1) {
    throw lifetimeError('LIFETIME_COUNT_NOT_WHOLE', `Row ${row} has ${column[row]} ${name}.`, { row })
  }
}

function checkSpend(spend: SpendModel): void {
  if (spend.kind === 'mean-spend') {
    if (spend.meanSpend >= 0 && spend.meanSpend < Infinity) return
    throw lifetimeError('LIFETIME_OPTION_INVALID', `The mean spend is ${spend.meanSpend}.`, undefined, {
      hint: 'Give a mean spend of 0 or more.',
    })
  }
  if (hasMeanSpend(spend.fitted)) return
  const message = `The Gamma-Gamma has q = ${spend.fitted.parameters.q}; with q of 1 or less there is no mean spend.`
  throw lifetimeError('LIFETIME_OPTION_INVALID', message, undefined, {
    hint: 'Value every purchase at the mean spend instead.',
  })
}

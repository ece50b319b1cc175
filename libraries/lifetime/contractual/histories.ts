/** What is known of a contract: how often it was renewed, and whether it has ended. */
import { lifetimeError } from '../errors.ts'
import { checkedWeight, doubles, notWhole, refuseDifferentLengths, refuseNonFinite } from '../histories.ts'

/**
 * Histories of n contracts (or of n distinct rows, with `weight`), of any ages together: a contract renewed k times has
 * lived k full periods and is in the next. Made only by {@link contractHistories}, which checks every value once.
 */
export interface ContractHistories {
  /** Renewals so far; whole numbers ≥ 0. */
  readonly renewals: Float64Array
  /** 1 where the contract ended at the renewal after those, 0 where it still runs. */
  readonly ended: Float64Array
  /** Renewals made before the contract came under observation; absent means 0 for all: observed from their start. */
  readonly renewalsAtEntry?: Float64Array
  /** How many contracts a row stands for; absent means one each. */
  readonly weight?: Float64Array
}

/** Columns of contract histories before they are checked; see {@link ContractHistories}. */
export interface ContractColumns {
  readonly renewals: ArrayLike<number>
  readonly ended: ArrayLike<number>
  readonly renewalsAtEntry?: ArrayLike<number> | undefined
  readonly weight?: ArrayLike<number> | undefined
}

/**
 * Checks and makes contract histories.
 *
 * @returns Columns of doubles; a column that is a `Float64Array` is taken as it is, not copied.
 * @throws LIFETIME_LENGTHS_DIFFER, LIFETIME_NO_CUSTOMERS, LIFETIME_VALUE_NOT_FINITE, LIFETIME_COUNT_NOT_WHOLE,
 *   LIFETIME_ENDED_NOT_FLAG, LIFETIME_ENTRY_AFTER_RENEWALS, LIFETIME_WEIGHT_NOT_POSITIVE, in this precedence within a row.
 */
export function contractHistories(columns: ContractColumns): ContractHistories {
  const renewals = doubles(columns.renewals)
  const ended = doubles(columns.ended)
  const entry = columns.renewalsAtEntry === undefined ? undefined : doubles(columns.renewalsAtEntry)
  refuseDifferentLengths(
    entry === undefined ? { renewals, ended } : { renewals, ended, renewalsAtEntry: entry },
  )
  for (let row = 0; row < renewals.length; row++) {
    checkRow(row, { renewals: renewals[row], ended: ended[row], entry: entry?.[row] ?? 0 })
  }
  return Object.freeze({
    renewals,
    ended,
    ...(entry === undefined ? {} : { renewalsAtEntry: entry }),
    ...checkedWeight(columns.weight, renewals.length),
  })
}

/** One contract about to begin, or `count` of them as one row. */
export function newContracts(count = 1): ContractHistories {
  return contractHistories({ renewals: [0], ended: [0], weight: [count] })
}

/** One contract's history as two numbers. */
export interface ContractHistory {
  readonly renewals: number
  readonly ended: 0 | 1
}

/**
 * The history after the next renewal was due: no refit is needed to predict from it.
 *
 * @param renewed - Whether it was made.
 * @throws LIFETIME_OPTION_INVALID where the contract had already ended.
 */
export function afterRenewal({ renewals, ended }: ContractHistory, renewed: boolean): ContractHistory {
  checkRow(0, { renewals, ended, entry: 0 })
  if (ended === 1) {
    const message = `The contract ended after ${renewals} renewals; no further renewal is due.`
    throw lifetimeError(
      'LIFETIME_OPTION_INVALID',
      message,
      { renewals },
      { hint: 'Begin a new history where a customer returns: the models know no second contract.' },
    )
  }
  return renewed ? { renewals: renewals + 1, ended: 0 } : { renewals, ended: 1 }
}

/** Those left of one cohort, period by period: all at first, then those who renewed once, twice, … */
export interface Cohort {
  readonly survivors: readonly number[]
  /** Renewals that the first figure has already made; 0 where the cohort was observed from its start. */
  readonly renewalsAtEntry?: number
}

/**
 * Histories of cohorts of any ages, pooled: one row for those lost at each renewal and one for those left.
 *
 * @throws LIFETIME_NO_CUSTOMERS, LIFETIME_VALUE_NOT_FINITE, LIFETIME_SURVIVORS_RISE.
 */
export function contractHistoriesOfCohorts(cohorts: readonly Cohort[]): ContractHistories {
  const rows = cohorts.flatMap(rowsOf).filter((row) => row.weight > 0)
  return contractHistories({
    renewals: rows.map((row) => row.renewals),
    ended: rows.map((row) => row.ended),
    renewalsAtEntry: rows.map((row) => row.entry),
    weight: rows.map((row) => row.weight),
  })
}

function rowsOf({ survivors, renewalsAtEntry: entry = 0 }: Cohort, cohort: number) {
  survivors.forEach((left, period) => {
    refuseNonFinite(cohort, { [`survivors in period ${period}`]: left })
    if (left >= 0 && !(left > survivors[Math.max(0, period - 1)])) return
    const message = `Cohort ${cohort} has ${left} survivors in period ${period}, after ${survivors[period - 1] ?? 'none'}.`
    throw lifetimeError('LIFETIME_SURVIVORS_RISE', message, { cohort, period, survivors: left })
  })
  return survivors.map((left, period) => {
    const next = survivors[period + 1]
    const [ended, weight] = next === undefined ? [0, left] : [1, left - next]
    return { renewals: entry + period, ended, entry, weight }
  })
}

function checkRow(
  row: number,
  { renewals, ended, entry }: { readonly renewals: number; readonly ended: number; readonly entry: number },
): void {
  refuseNonFinite(row, { renewals, ended, renewalsAtEntry: entry })
  for (const [noun, count] of [
    ['renewals', renewals],
    ['renewals at entry', entry],
  ] as const) {
    if (!(count >= 0 && Number.isSafeInteger(count))) throw notWhole(row, noun, count)
  }
  if (ended !== 0 && ended !== 1) {
    throw lifetimeError('LIFETIME_ENDED_NOT_FLAG', `Row ${row} has ${ended} as ended.`, { row, ended })
  }
  if (entry > renewals) {
    const message = `Row ${row} came under observation after ${entry} renewals, yet has made ${renewals}.`
    throw lifetimeError('LIFETIME_ENTRY_AFTER_RENEWALS', message, { row, renewals, renewalsAtEntry: entry })
  }
}

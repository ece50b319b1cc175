/** What the lognormal model knows of a customer's spends: how many, and mean and scatter of their logarithms. */
import { lifetimeError } from '../errors.ts'
import { checkedWeight, doubles, notWhole, refuseDifferentLengths, refuseNonFinite } from '../histories.ts'

/** Spends of n customers. Made only by {@link logSpendHistories}, which checks every value once. */
export interface LogSpendHistories {
  /** Spend observations; whole numbers ≥ 0. */
  readonly observations: Float64Array
  /** Mean of ln(spend) over them, spends in the currency of the file; 0 where there is none. */
  readonly meanLogSpend: Float64Array
  /** Σ (ln(spend) − mean)² over them; 0 where there is one or none. */
  readonly squaredDeviations: Float64Array
  /** How often the customer buys, > 0, in any one unit; needed only where spend may depend on it. */
  readonly frequency?: Float64Array
  readonly weight?: Float64Array
}

/** Columns of spends before they are checked; see {@link LogSpendHistories}. */
export interface LogSpendColumns {
  readonly observations: ArrayLike<number>
  readonly meanLogSpend: ArrayLike<number>
  readonly squaredDeviations: ArrayLike<number>
  readonly frequency?: ArrayLike<number> | undefined
  readonly weight?: ArrayLike<number> | undefined
}

/**
 * Checks and makes spend histories on the logarithmic scale.
 *
 * @returns Columns of doubles; a column that is a `Float64Array` is taken as it is, not copied.
 * @throws LIFETIME_LENGTHS_DIFFER, LIFETIME_NO_CUSTOMERS, LIFETIME_VALUE_NOT_FINITE, LIFETIME_COUNT_NOT_WHOLE,
 *   LIFETIME_SCATTER_INVALID, LIFETIME_FREQUENCY_NOT_POSITIVE, LIFETIME_WEIGHT_NOT_POSITIVE, in this precedence within a row.
 */
export function logSpendHistories(columns: LogSpendColumns): LogSpendHistories {
  const required = {
    observations: doubles(columns.observations),
    meanLogSpend: doubles(columns.meanLogSpend),
    squaredDeviations: doubles(columns.squaredDeviations),
  }
  const frequency = columns.frequency === undefined ? {} : { frequency: doubles(columns.frequency) }
  refuseDifferentLengths({ ...required, ...frequency })
  required.observations.forEach((count, row) =>
    checkRow(row, {
      count,
      mean: required.meanLogSpend[row],
      scatter: required.squaredDeviations[row],
      frequency: frequency.frequency?.[row] ?? 1,
    }),
  )
  return Object.freeze({
    ...required,
    ...frequency,
    ...checkedWeight(columns.weight, required.observations.length),
  })
}

/** Spends one by one, in any order. */
export interface SpendAmounts {
  /** Place of the customer, 0 … customers − 1. */
  readonly customer: ArrayLike<number>
  /** Net spend of one purchase, above 0; see `spend-rules/` for what is none. */
  readonly amount: ArrayLike<number>
  readonly customers: number
  /** See {@link LogSpendHistories}; one entry a customer. */
  readonly frequency?: ArrayLike<number> | undefined
}

/**
 * Spend histories of all customers, those without any spend included.
 *
 * @throws LIFETIME_SPEND_NOT_POSITIVE, and as {@link logSpendHistories}.
 */
export function logSpendHistoriesOf(amounts: SpendAmounts): LogSpendHistories {
  const customer = doubles(amounts.customer)
  const amount = doubles(amounts.amount)
  refuseDifferentLengths({ customer, amount })
  const observations = new Float64Array(amounts.customers)
  const meanLogSpend = new Float64Array(amounts.customers)
  const squaredDeviations = new Float64Array(amounts.customers)
  customer.forEach((place, row) => {
    if (!(place in observations)) throw notWhole(row, `as its customer among ${amounts.customers}`, place)
    const logSpend = Math.log(checkedAmount(amount[row], row))
    // Welford (1962): mean and scatter from one pass, without cancellation.
    const distance = logSpend - meanLogSpend[place]
    meanLogSpend[place] += distance / ++observations[place]
    squaredDeviations[place] += distance * (logSpend - meanLogSpend[place])
  })
  return logSpendHistories({
    observations,
    meanLogSpend,
    squaredDeviations,
    frequency: amounts.frequency,
  })
}

/** One customer's spends as three numbers. */
export interface LogSpendHistory {
  readonly observations: number
  readonly meanLogSpend: number
  readonly squaredDeviations: number
}

/**
 * The history with one more spend: no refit is needed to predict from it.
 *
 * @throws LIFETIME_SPEND_NOT_POSITIVE, and as {@link logSpendHistories}.
 */
export function afterSpend(history: LogSpendHistory, amount: number): LogSpendHistory {
  const { observations: count, meanLogSpend: mean, squaredDeviations: scatter } = history
  checkRow(0, { count, mean, scatter, frequency: 1 })
  const distance = Math.log(checkedAmount(amount, 0)) - mean
  const moved = mean + distance / (count + 1)
  return {
    observations: count + 1,
    meanLogSpend: moved,
    squaredDeviations: scatter + (distance * distance * count) / (count + 1),
  }
}

function checkedAmount(amount: number, row: number): number {
  refuseNonFinite(row, { amount })
  if (amount > 0) return amount
  throw lifetimeError('LIFETIME_SPEND_NOT_POSITIVE', `Row ${row} has a spend of ${amount}.`, { row, amount })
}

function checkRow(
  row: number,
  history: {
    readonly count: number
    readonly mean: number
    readonly scatter: number
    readonly frequency: number
  },
): void {
  const { count, mean, scatter, frequency } = history
  refuseNonFinite(row, {
    observations: count,
    meanLogSpend: mean,
    squaredDeviations: scatter,
    frequency,
  })
  if (!(count >= 0 && Number.isSafeInteger(count))) throw notWhole(row, 'spend observations', count)
  if (scatter < 0 || (count < 2 && scatter !== 0)) {
    const message = `Row ${row} has squared deviations of ${scatter} over ${count} spends.`
    throw lifetimeError('LIFETIME_SCATTER_INVALID', message, { row, observations: count, scatter })
  }
  if (frequency <= 0) {
    const message = `Row ${row} has a frequency of ${frequency}.`
    throw lifetimeError('LIFETIME_FREQUENCY_NOT_POSITIVE', message, { row, frequency })
  }
}

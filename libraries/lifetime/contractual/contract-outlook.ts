/** What the contracts that customers hold will bring: renewals and their discounted value, each with its interval. */
import { momentsOf, mixed, probabilityBetween, quantile, sumOfTwo } from '../counts/distribution.ts'
import { checkLevel } from '../outlook/check-options.ts'
import type { AnyFittedContractModel } from './contract-model.ts'
import { furtherSurvival } from './contract-models.ts'
import { discountedRenewals } from './intervals.ts'
import { discountedExpectedRenewals } from './predict.ts'
import { checkRenewalRows, likelyFits, renewalTable, type RenewalRows } from './renewal-windows.ts'
import { lawBetween, mixtureOfLaws, nothing, quantileOfLaw, sumOfLaws, type ValueLaw } from './value-law.ts'

/** Contracts that run, those of one customer side by side. */
export interface HeldContracts {
  /** One a contract; none of them has ended. */
  readonly rows: RenewalRows
  /** What the first renewal that is counted is worth now, should it be made; each later one a period's discount less. */
  readonly worth: Float64Array
  /** Customer i holds the contracts from `firsts[i]` up to `firsts[i + 1]`; n + 1 places for n customers. */
  readonly firsts: Int32Array
}

/** How the future is counted. */
export interface ContractOutlookOptions {
  /** Effective a period, see `discountRatePerPeriod`. */
  readonly discountRate: number
  /** Central coverage; .8 where left out. */
  readonly level?: number
}

/** One entry a customer, in their order. Means are of the fit itself, intervals hold the doubt about it too. */
export interface ContractOutlook {
  /** P(at least one contract runs). */
  readonly probabilityRunning: Float64Array
  /** P(at least one renewal within the windows). */
  readonly probabilityRenews: Float64Array
  readonly expectedRenewals: Float64Array
  readonly renewalsLower: Float64Array
  readonly renewalsUpper: Float64Array
  readonly renewalsProbability: Float64Array
  readonly value: Float64Array
  readonly valueLower: Float64Array
  readonly valueUpper: Float64Array
  readonly valueProbability: Float64Array
  /** Mean without end; null where the discount rate is 0. */
  readonly valueInfinite: Float64Array | null
}

/**
 * The outlook of each customer. Given the parameters, contracts are independent, those of one customer too: the models
 * know contracts and not who holds them.
 *
 * @throws LIFETIME_LENGTHS_DIFFER, LIFETIME_COUNT_NOT_WHOLE, LIFETIME_OPTION_INVALID, LIFETIME_MODEL_UNKNOWN.
 */
export function contractOutlook(
  fitted: AnyFittedContractModel,
  held: HeldContracts,
  { discountRate, level = 0.8 }: ContractOutlookOptions,
): ContractOutlook {
  checkRenewalRows(held.rows)
  checkLevel(level)
  const fits = likelyFits(fitted)
  const infinite = infiniteValues(fitted, held, discountRate)
  const survival = furtherSurvival(fitted)
  const customers = Array.from({ length: held.firsts.length - 1 }, (_, customer) => {
    const contracts = placesOf(held, customer)
    const own = contracts.map((row) => renewalTable(fitted, held.rows, row))
    const counts = mixed(fits.map((fit) => countOf(fit, held, contracts)))
    const law = mixtureOfLaws(fits.map((fit) => lawOf(fit, held, { contracts, discountRate })))
    const [low, high] = [(1 - level) / 2, (1 + level) / 2]
    const [renewalsLower, renewalsUpper] = [quantile(counts, low), quantile(counts, high)]
    const [valueLower, valueUpper] = [quantileOfLaw(law, low), quantileOfLaw(law, high)]
    const { renewals } = held.rows.histories
    return {
      probabilityRunning:
        1 - product(contracts.map((row) => 1 - survival(renewals[row], held.rows.from[row]))),
      probabilityRenews: 1 - product(own.map((table) => table[0])),
      expectedRenewals: sum(own.map((table) => momentsOf(table).mean)),
      renewalsLower,
      renewalsUpper,
      renewalsProbability: probabilityBetween(counts, renewalsLower, renewalsUpper),
      value: sum(own.map((table, place) => held.worth[contracts[place]] * meanWorth(table, discountRate))),
      valueLower,
      valueUpper,
      valueProbability: lawBetween(law, valueLower, valueUpper),
      valueInfinite: infinite === null ? 0 : sum(contracts.map((row) => infinite[row])),
    }
  })
  const column = (name: keyof ContractOutlook) => Float64Array.from(customers, (one) => one[name])
  return {
    probabilityRunning: column('probabilityRunning'),
    probabilityRenews: column('probabilityRenews'),
    expectedRenewals: column('expectedRenewals'),
    renewalsLower: column('renewalsLower'),
    renewalsUpper: column('renewalsUpper'),
    renewalsProbability: column('renewalsProbability'),
    value: column('value'),
    valueLower: column('valueLower'),
    valueUpper: column('valueUpper'),
    valueProbability: column('valueProbability'),
    valueInfinite: infinite === null ? null : column('valueInfinite'),
  }
}

/** E[value] where the first counted renewal is worth 1: what `n` renewals in a row come to, over the table. */
export function meanWorth(table: Float64Array, discountRate: number): number {
  return table.reduce((total, share, made) => total + share * discountedRenewals(made, { discountRate }), 0)
}

/**
 * The same without an end to the window, for each contract and its worth; null where nothing is discounted.
 *
 * @throws LIFETIME_OPTION_INVALID.
 */
export function infiniteValues(
  fitted: AnyFittedContractModel,
  { rows, worth }: Pick<HeldContracts, 'rows' | 'worth'>,
  discountRate: number,
): Float64Array | null {
  if (discountRate === 0) return null
  const values = new Float64Array(worth.length)
  for (const from of new Set(rows.from)) {
    const window = { from, to: Infinity, discountRate }
    const endless = discountedExpectedRenewals(fitted, rows.histories, window)
    for (const row of values.keys()) {
      // The library counts from the renewal that comes next; here the first counted one is worth what it is worth now.
      if (rows.from[row] === from) values[row] = worth[row] * endless[row] * (1 + discountRate) ** from
    }
  }
  return values
}

function placesOf({ firsts }: HeldContracts, customer: number): readonly number[] {
  const [first, end] = [firsts[customer], firsts[customer + 1]]
  return Array.from({ length: end - first }, (_, place) => first + place)
}

function countOf(
  fit: AnyFittedContractModel,
  { rows }: HeldContracts,
  contracts: readonly number[],
): Float64Array {
  return contracts.reduce<Float64Array>(
    (total, row) => sumOfTwo(total, renewalTable(fit, rows, row)),
    Float64Array.of(1),
  )
}

function lawOf(
  fit: AnyFittedContractModel,
  { rows, worth }: HeldContracts,
  { contracts, discountRate }: { readonly contracts: readonly number[]; readonly discountRate: number },
): ValueLaw {
  return contracts.reduce((total, row) => {
    const probabilities = renewalTable(fit, rows, row)
    const amounts = probabilities.map((_, made) => worth[row] * discountedRenewals(made, { discountRate }))
    return sumOfLaws(total, { amounts, probabilities })
  }, nothing)
}

function sum(parts: readonly number[]): number {
  return parts.reduce((total, part) => total + part, 0)
}

function product(parts: readonly number[]): number {
  return parts.reduce((all, part) => all * part, 1)
}

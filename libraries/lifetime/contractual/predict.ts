/** What a contract model expects: survival, renewal by period, residual and new-customer lifetime. */
import { survivalSum } from '#numerics/survival-sum.ts'
import { checkedDiscount, checkedWindow, type CountWindow, type PeriodDiscount } from '../counts/window.ts'
import { lifetimeError } from '../errors.ts'
import { type AnyFittedContractModel, parametersInOrder } from './contract-model.ts'
import { contractModel, furtherSurvival } from './contract-models.ts'
import type { ContractHistories } from './histories.ts'

/**
 * Log-likelihood of each row.
 *
 * @see `objective.ts`, which sums the same by age.
 */
export function contractLogLikelihood(
  fitted: AnyFittedContractModel,
  { renewals, ended, renewalsAtEntry }: ContractHistories,
): Float64Array {
  const model = contractModel(fitted)
  const parameters = parametersInOrder(model, fitted)
  return renewals.map((age, row) => {
    const entry = renewalsAtEntry?.[row] ?? 0
    const survival = model.curve.logFurther(parameters, entry, age - entry)
    return ended[row] === 0 ? survival : survival + model.curve.logLoss(parameters, age).value
  })
}

/**
 * S(0), S(1), …, S(`renewals`) of a new contract: the share that renews at least so often.
 *
 * @throws LIFETIME_HORIZON_INVALID, LIFETIME_MODEL_UNKNOWN.
 */
export function survivalCurve(fitted: AnyFittedContractModel, renewals: number): Float64Array {
  checkedWindow({ to: renewals })
  const survival = furtherSurvival(fitted)
  return Float64Array.from({ length: renewals + 1 }, (_, k) => survival(0, k))
}

/**
 * P(renews at renewal k | has made those before), for k = 1, …, `renewals`: the retention rate by period.
 *
 * @returns Entry 0 is that of the first renewal.
 * @throws LIFETIME_HORIZON_INVALID, LIFETIME_MODEL_UNKNOWN.
 */
export function renewalRates(fitted: AnyFittedContractModel, renewals: number): Float64Array {
  checkedWindow({ to: renewals })
  const survival = furtherSurvival(fitted)
  return Float64Array.from({ length: renewals }, (_, k) => survival(k, 1))
}

/**
 * P(makes at least `ahead` further renewals) of each row; 0 where the contract has ended. With 0 it is whether the
 * contract runs now, which is known.
 *
 * @throws LIFETIME_HORIZON_INVALID, LIFETIME_MODEL_UNKNOWN.
 */
export function probabilityRunning(
  fitted: AnyFittedContractModel,
  { renewals, ended }: ContractHistories,
  ahead: number,
): Float64Array {
  checkedWindow({ to: ahead })
  const survival = furtherSurvival(fitted)
  return renewals.map((age, row) => (ended[row] === 1 ? 0 : survival(age, ahead)))
}

/**
 * Expected renewals of each row in a window of those to come; 0 where the contract has ended.
 *
 * @throws LIFETIME_HORIZON_INVALID, LIFETIME_MODEL_UNKNOWN.
 */
export function expectedRenewals(
  fitted: AnyFittedContractModel,
  histories: ContractHistories,
  window: CountWindow,
): Float64Array {
  return summed(fitted, histories, { ...checkedWindow(window), rate: 0 })
}

/**
 * Expected renewals of each row, each discounted: with an endless window the discounted expected residual lifetime.
 *
 * @param options - The next renewal is due now where `timeToNext` is left out, as in the literature ("at the end of the
 *   period, before the renewal"); with 1 one has just been made.
 * @throws LIFETIME_HORIZON_INVALID, LIFETIME_OPTION_INVALID, LIFETIME_MODEL_UNKNOWN.
 * @see Fader & Hardie (2010), "Customer-Base Valuation in a Contractual Setting: The Perils of Ignoring Heterogeneity",
 *   Marketing Science 29(1), equation 3.
 */
export function discountedExpectedRenewals(
  fitted: AnyFittedContractModel,
  histories: ContractHistories,
  options: CountWindow & PeriodDiscount,
): Float64Array {
  const { rate, timeToNext } = checkedDiscount(options, options, 0)
  const { from, to } = checkedWindow(options, rate > 0)
  const toFirst = Math.exp(-rate * (from + timeToNext))
  return summed(fitted, histories, { from, to, rate }).map((value) => value * toFirst)
}

/** How a new contract is valued. */
export interface NewContractOptions extends Omit<PeriodDiscount, 'timeToNext'> {
  /** Renewals that count; Infinity where the rate is above 0. */
  readonly to: number
  /** Whether each period is paid at its start (the usual, and where left out) or at its end. */
  readonly paid?: 'at-start' | 'at-end'
}

/**
 * Discounted expected periods of a contract about to begin, the first one included: times the margin of a period it is
 * the value of a new customer.
 *
 * @throws LIFETIME_HORIZON_INVALID, LIFETIME_OPTION_INVALID, LIFETIME_MODEL_UNKNOWN.
 * @see Fader & Hardie, note 024, "Reconciling and Clarifying CLV Formulas", cases 1 and 3.
 */
export function discountedLifetimeOfNewContract(
  fitted: AnyFittedContractModel,
  { discountRate, to, paid = 'at-start' }: NewContractOptions,
): number {
  const anew = { renewals: Float64Array.of(0), ended: Float64Array.of(0) }
  const [later] = discountedExpectedRenewals(fitted, anew, { discountRate, to, timeToNext: 1 })
  return paid === 'at-start' ? 1 + later : (1 + later) / (1 + discountRate)
}

/**
 * P(0), P(1), … renewals of one row in a window of those to come.
 *
 * @returns One entry for 0 … `to` − `from`; all of it at 0 where the contract has ended.
 * @throws LIFETIME_HORIZON_INVALID, LIFETIME_MODEL_UNKNOWN, LIFETIME_NO_CUSTOMERS where there is no such row.
 */
export function renewalProbabilities(
  fitted: AnyFittedContractModel,
  { renewals, ended }: ContractHistories,
  { row = 0, ...window }: CountWindow & { readonly row?: number },
): Float64Array {
  const { from, to } = checkedWindow(window)
  if (!(row in renewals)) {
    const message = `There is no row ${row} among ${renewals.length}.`
    throw lifetimeError('LIFETIME_NO_CUSTOMERS', message, { row })
  }
  const survival = furtherSurvival(fitted)
  const table = new Float64Array(to - from + 1)
  if (ended[row] === 1) {
    table[0] = 1
    return table
  }
  const model = contractModel(fitted)
  const parameters = parametersInOrder(model, fitted)
  for (let k = 0; k < table.length; k++) {
    const age = renewals[row] + from + k
    const reaches = survival(renewals[row], from + k)
    table[k] = k < to - from ? reaches * Math.exp(model.curve.logLoss(parameters, age).value) : reaches
  }
  table[0] += -Math.expm1(model.curve.logFurther(parameters, renewals[row], from))
  return table
}

/** E[renewals] of each row, times e^(rate·time) of the first renewal of the window. */
function summed(
  fitted: AnyFittedContractModel,
  { renewals, ended }: ContractHistories,
  { from, to, rate }: Required<CountWindow> & { readonly rate: number },
): Float64Array {
  const survival = furtherSurvival(fitted)
  const known = new Map<number, number>()
  const sumAt = (age: number) => {
    const sum =
      known.get(age) ?? survivalSum({ survival: (ahead) => survival(age, ahead + 1), from, to: to - 1, rate })
    known.set(age, sum)
    return sum
  }
  return renewals.map((age, row) => (ended[row] === 1 ? 0 : sumAt(age)))
}

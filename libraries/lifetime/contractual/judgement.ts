/** How contract models did on renewals that they had not seen: which to choose, and how far to trust it. */
import { calibrationByPastPurchases } from '../judgement/calibration.ts'
import { chooseAmong, type ModelChoice } from '../judgement/choice.ts'
import type { HoldoutJudgement } from '../judgement/holdout.ts'
import { meanErrors } from '../judgement/mean-errors.ts'
import { reliabilityTally } from '../judgement/reliability.ts'
import { lifetimeError } from '../errors.ts'
import { checkCounts } from '../outlook/check-options.ts'
import { futureOfLines } from '../outlook/future-table.ts'
import type { AnyFittedContractModel, ContractModelName } from './contract-model.ts'
import { contractModel, contractModels } from './contract-models.ts'
import { renewalEvents } from './fit.ts'
import type { ContractHistories } from './histories.ts'
import { checkRenewalRows, likelyFits, renewalTable, type RenewalRows } from './renewal-windows.ts'
import { expectedRenewals } from './predict.ts'

/** Contracts that ran at an origin, with the renewals due in a window after it and those that were made. */
export interface JudgedRenewals {
  readonly rows: RenewalRows
  /** Of those counted. */
  readonly made: Float64Array
}

/** Probabilities below this one count as this one, so that a mean of logarithms stays finite. */
const leastProbability = 1e-300

/**
 * Chooses by the mean log predictive probability, parameters and chance together; of two that do as well within two
 * paired standard errors the simpler, sBG.
 *
 * @param candidates - One fit a model, of the same contracts up to the same origin.
 * @throws LIFETIME_OPTION_INVALID without a candidate; LIFETIME_LENGTHS_DIFFER, LIFETIME_COUNT_NOT_WHOLE.
 */
export function chooseContractModel(
  candidates: readonly AnyFittedContractModel[],
  judged: JudgedRenewals,
): ModelChoice<ContractModelName> {
  checkJudged(judged)
  if (candidates.length === 0) {
    throw lifetimeError('LIFETIME_OPTION_INVALID', 'There is no model to choose from.', undefined, {
      hint: 'Pass at least one fitted model.',
    })
  }
  const scored = contractModels
    .flatMap(({ name }) => candidates.filter(({ model }) => model === name))
    .map((fitted) => ({
      model: fitted.model,
      title: contractModel(fitted).title,
      atBoundary: fitted.warnings.length > 0,
      logProbability: logProbabilities(fitted, judged),
    }))
  return chooseAmong(scored, weightOf(judged))
}

/** The simple rule in words. */
export const aggregateRule =
  'Each contract is renewed with the share of all due renewals so far that were made, whatever its age.'

/**
 * Of all renewals that fell due while observed, the share that was made.
 *
 * @throws LIFETIME_NO_CONTRACT_ENDED, LIFETIME_NO_RENEWALS.
 */
export function aggregateRenewalRate(histories: ContractHistories): number {
  const { lost, renewed } = renewalEvents(histories)
  return renewed / (lost + renewed)
}

/**
 * Judges a fit by the renewals that came after its origin, beside the rule that all contracts are renewed alike.
 *
 * @param rate - The aggregate renewal rate up to the origin.
 * @returns As of purchases: `customers` are contracts, `purchases` renewals.
 * @throws LIFETIME_LENGTHS_DIFFER, LIFETIME_COUNT_NOT_WHOLE, LIFETIME_MODEL_UNKNOWN.
 */
export function judgeRenewals(
  fitted: AnyFittedContractModel,
  judged: JudgedRenewals,
  rate: number,
): HoldoutJudgement {
  checkJudged(judged)
  const { rows, made: actual } = judged
  const weight = weightOf(judged)
  const expected = expectedOf(fitted, rows)
  const baseline = actual.map(
    (_, row) => renewalsAtRate(rate, rows.to[row]) - renewalsAtRate(rate, rows.from[row]),
  )
  const fits = likelyFits(fitted)
  const shares = new Float64Array(fits.length).fill(1 / fits.length)
  const tally = reliabilityTally(0.8)
  for (const row of actual.keys()) {
    const future = futureOfLines(fits.map((fit) => renewalTable(fit, rows, row)))
    tally.add({ row, future, shares }, { actual: actual[row], weight: weight[row] })
  }
  return {
    customers: weight.reduce((total, count) => total + count, 0),
    actualPurchases: actual.reduce((total, count, row) => total + count * weight[row], 0),
    ...meanErrors({ actual, expected, weight }),
    ...tally.result(),
    byPastPurchases: calibrationByPastPurchases({
      pastPurchases: rows.histories.renewals,
      weight,
      actual,
      expected,
      baseline,
    }),
    baseline: { rule: aggregateRule, ...meanErrors({ actual, expected: baseline, weight }) },
  }
}

/** ∑ of the first `renewals` powers of the rate. */
function renewalsAtRate(rate: number, renewals: number): number {
  return rate === 1 ? renewals : (rate * (1 - rate ** renewals)) / (1 - rate)
}

/** E[renewals] of each row in its own window. */
export function expectedOf(
  fitted: AnyFittedContractModel,
  { histories, from, to }: RenewalRows,
): Float64Array {
  const expected = new Float64Array(from.length)
  for (const key of new Set(Array.from(from, (first, row) => `${first} ${to[row]}`))) {
    const [first, end] = key.split(' ').map(Number)
    const of = expectedRenewals(fitted, histories, { from: first, to: end })
    for (const row of expected.keys()) if (from[row] === first && to[row] === end) expected[row] = of[row]
  }
  return expected
}

function logProbabilities(fitted: AnyFittedContractModel, { rows, made }: JudgedRenewals): Float64Array {
  const fits = likelyFits(fitted)
  return made.map((count, row) => {
    const probability = fits.reduce((total, fit) => total + renewalTable(fit, rows, row)[count], 0)
    return Math.log(Math.max(leastProbability, probability / fits.length))
  })
}

function weightOf({ rows, made }: JudgedRenewals): Float64Array {
  return rows.histories.weight ?? new Float64Array(made.length).fill(1)
}

function checkJudged({ rows, made }: JudgedRenewals): void {
  checkRenewalRows(rows)
  checkCounts('renewals made', made, rows.from.length)
}

/** What will happen to a customer or a group: value, balance and payback with intervals, parameters and chance together. */
import { inverseNormal } from '#numerics/normal.ts'
import type { Random } from '#numerics/random.ts'
import { lifetimeError } from '../errors.ts'
import { checkLevel } from '../outlook/check-options.ts'
import type { FittedStages } from './fit.ts'
import { stageLawDrawer, stageLawOf } from './fitted-law.ts'
import { type BalanceOptions, expectedBalance, paybackPeriod } from './payback.ts'
import { cohortsOf, simulateGroup, type Cohort, type StageMembers } from './simulate.ts'
import type { StageDynamics, StageLaw } from './stage-law.ts'
import { type StageMoments, type StageValueOptions, stageMoments, valuePlan } from './value.ts'

/** A fit, whose parameters are uncertain, or a law that is taken to be known. */
export type StageModel = FittedStages | StageLaw

/** How intervals are made. */
export interface IntervalOptions {
  /** Nominal central coverage; .8 unless told. */
  readonly level?: number
  readonly random: Random
  /** Laws drawn from a fit; 200 unless told. A known law needs none. */
  readonly laws?: number
}

/** What is asked about the future of a customer or a group. */
export interface StageOutlookOptions extends BalanceOptions, IntervalOptions {
  /** Futures drawn, spread evenly over the laws; 2,000 unless told. */
  readonly futures?: number
}

/** A mean, and what will happen in `level` of cases. */
export interface StageInterval {
  readonly mean: number
  readonly lower: number
  readonly upper: number
}

/** The future of a group, or of one customer, within the periods asked for. */
export interface StageOutlook {
  readonly level: number
  readonly customers: number
  /** Sum of the discounted margins, without the opening balance. */
  readonly value: StageInterval
  /** periods + 1 sums: the kth is the balance after k margins. */
  readonly balance: {
    readonly mean: Float64Array
    readonly lower: Float64Array
    readonly upper: Float64Array
  }
  readonly payback: StagePayback
}

/** After how many margins an early loss is repaid; 0 where there was none, null where not within the periods. */
export interface StagePayback {
  /** When the expected balance is back at zero. */
  readonly expected: number | null
  /** Repaid by then in (1 − level)/2, half and (1 + level)/2 of cases. */
  readonly lower: number | null
  readonly median: number | null
  readonly upper: number | null
  /** P(repaid within the periods). */
  readonly probability: number
  /** periods + 1 probabilities: repaid by the kth margin. */
  readonly repaidBy: Float64Array
}

/**
 * Draws futures of a group, which may be one customer: each from a law of its own draw, so that the interval holds the
 * uncertainty of the parameters and chance together. Means are exact, at the estimated law. The work grows with the
 * number of different ages and tenures, not with that of customers; for a whole base `groupValue` is faster.
 *
 * @throws LIFETIME_NO_CUSTOMERS, LIFETIME_OPTION_INVALID, LIFETIME_HORIZON_INVALID, LIFETIME_STATE_UNKNOWN,
 *   LIFETIME_STAGE_AGE_OUT_OF_RANGE, LIFETIME_STAGE_TENURE_OUT_OF_RANGE
 */
export function stageOutlook(
  model: StageModel,
  members: readonly StageMembers[],
  options: StageOutlookOptions,
): StageOutlook {
  const { level = 0.8, futures = 2000, openingBalance = 0, periods } = options
  checkLevel(level)
  checkPeriods(periods)
  const estimate = estimateOf(model)
  const cohorts = cohortsOf(estimate, members)
  const customers = members.reduce((sum, { customers: count = 1 }) => sum + count, 0)
  const opening = customers * openingBalance
  const balances = drawnBalances(model, cohorts, { ...options, futures, opening })
  const last = balances.map((balance) => balance[periods] - opening)
  const mean = meanBalance(estimate, members, options)
  const bounds = (sample: Float64Array) => ({
    lower: quantile(sample, (1 - level) / 2),
    upper: quantile(sample, (1 + level) / 2),
  })
  const byPeriod = Array.from({ length: periods + 1 }, (_, period) =>
    bounds(Float64Array.from(balances, (balance) => balance[period]).sort()),
  )
  const balance = {
    mean,
    lower: Float64Array.from(byPeriod, ({ lower }) => lower),
    upper: Float64Array.from(byPeriod, ({ upper }) => upper),
  }
  const value = { mean: mean[periods] - opening, ...bounds(Float64Array.from(last).sort()) }
  return { level, customers, value, balance, payback: paybackOf(balances, mean, level) }
}

/**
 * Total value of a group of any size and mix, with its interval: exact moments of the sum under each drawn law, mixed.
 * Chance enters as normal but for its skewness, which serves for some thirty customers or more; for fewer ask
 * `stageOutlook`. The mean may be without end; an interval may too, where the margins are discounted.
 *
 * @throws LIFETIME_NO_CUSTOMERS, LIFETIME_OPTION_INVALID, LIFETIME_HORIZON_INVALID, LIFETIME_STATE_UNKNOWN,
 *   LIFETIME_STAGE_AGE_OUT_OF_RANGE, LIFETIME_STAGE_TENURE_OUT_OF_RANGE, LIFETIME_STAGE_VALUE_INFINITE
 * @see Cornish & Fisher (1938), "Moments and Cumulants in the Specification of Distributions", first term.
 */
export function groupValue(
  model: StageModel,
  members: readonly StageMembers[],
  options: StageValueOptions & IntervalOptions,
): StageInterval {
  const { level = 0.8, random } = options
  checkLevel(level)
  const estimate = estimateOf(model)
  const cohorts = cohortsOf(estimate, members)
  const count = lawCount(model, options)
  const drawLaw = lawSource(model, random)
  const points: number[] = []
  for (let i = 0; i < count; i++) {
    const { mean, deviation, skewness } = totalMoments(drawLaw(), cohorts, options)
    for (const z of normalPoints) points.push(mean + deviation * (z + ((z * z - 1) * skewness) / 6))
  }
  const sample = Float64Array.from(points).sort()
  return {
    mean: totalMoments(estimate, cohorts, options).mean,
    lower: quantile(sample, (1 - level) / 2),
    upper: quantile(sample, (1 + level) / 2),
  }
}

/** Middles of equal parts of the normal distribution. */
const normalPoints = Array.from({ length: 101 }, (_, i) => inverseNormal((i + 0.5) / 101))

/** The estimated law of a fit; a known law as it is. */
export function estimateOf(model: StageModel): StageLaw {
  return 'model' in model ? stageLawOf(model) : model
}

function lawSource(model: StageModel, random: Random): () => StageDynamics {
  if (!('model' in model)) return () => model
  const draw = stageLawDrawer(model)
  return () => draw(random)
}

/** A known law is drawn once. */
function lawCount(model: StageModel, { laws = 200 }: IntervalOptions): number {
  if (Number.isSafeInteger(laws) && laws > 0) return 'model' in model ? laws : 1
  throw lifetimeError('LIFETIME_OPTION_INVALID', `${laws} laws were to be drawn.`, undefined, {
    hint: 'Draw at least one law; some two hundred make steady intervals.',
  })
}

interface DrawOptions extends StageOutlookOptions {
  readonly futures: number
  readonly opening: number
}

/** One balance a future. */
function drawnBalances(model: StageModel, cohorts: readonly Cohort[], options: DrawOptions): Float64Array[] {
  const { futures, opening, periods, random } = options
  if (!(Number.isSafeInteger(futures) && futures > 0))
    throw lifetimeError('LIFETIME_OPTION_INVALID', `${futures} futures were to be drawn.`, undefined, {
      hint: 'Draw at least one future; some two thousand make steady intervals.',
    })
  const laws = Math.min(lawCount(model, options), futures)
  const drawLaw = lawSource(model, random)
  const plan = valuePlan(model.space, options)
  const skipped = plan.skipsThis ? 1 : 0
  const margins = new Float64Array(periods + skipped)
  let law = drawLaw()
  return Array.from({ length: futures }, (_, i) => {
    if (i > 0 && Math.floor((i * laws) / futures) !== Math.floor(((i - 1) * laws) / futures)) law = drawLaw()
    simulateGroup(law, { cohorts, random }, margins)
    const balance = new Float64Array(periods + 1).fill(opening)
    for (let period = 0; period < periods; period++) {
      const counted = plan.discount ** (period + plan.delay) * margins[period + skipped]
      balance[period + 1] = balance[period] + counted
    }
    return balance
  })
}

function meanBalance(
  law: StageLaw,
  members: readonly StageMembers[],
  options: StageOutlookOptions,
): Float64Array {
  const sum = new Float64Array(options.periods + 1)
  for (const member of members) {
    const balance = expectedBalance(law, member, options)
    for (let period = 0; period < sum.length; period++)
      sum[period] += (member.customers ?? 1) * balance[period]
  }
  return sum
}

function paybackOf(balances: readonly Float64Array[], mean: Float64Array, level: number): StagePayback {
  const repaidBy = new Float64Array(mean.length)
  for (const balance of balances) {
    const period = paybackPeriod(balance)
    if (period !== null) repaidBy[period] += 1
  }
  for (let period = 1; period < repaidBy.length; period++) repaidBy[period] += repaidBy[period - 1]
  const shares = repaidBy.map((count) => count / balances.length)
  const reached = (share: number) => {
    const period = shares.findIndex((repaid) => repaid >= share)
    return period === -1 ? null : period
  }
  return {
    expected: paybackPeriod(mean),
    lower: reached((1 - level) / 2),
    median: reached(0.5),
    upper: reached((1 + level) / 2),
    probability: shares[shares.length - 1],
    repaidBy: shares,
  }
}

/** Moments of a sum over independent customers. */
function totalMoments(law: StageDynamics, cohorts: readonly Cohort[], options: StageValueOptions) {
  let [mean, variance, third] = [0, 0, 0]
  for (const cohort of cohorts) {
    const moments: StageMoments = stageMoments(law, cohort, options)
    cohort.counts.forEach((count, state) => {
      mean += count * moments.mean[state]
      variance += count * moments.variance[state]
      third += count * moments.thirdMoment[state]
    })
  }
  const deviation = Math.sqrt(Math.max(0, variance))
  return { mean, deviation, skewness: deviation === 0 ? 0 : third / deviation ** 3 }
}

/** The smallest value that at least `share` of a sorted sample do not exceed. */
function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length - 1e-9) - 1)]
}

function checkPeriods(periods: number): void {
  if (Number.isSafeInteger(periods) && periods >= 0) return
  throw lifetimeError(
    'LIFETIME_HORIZON_INVALID',
    `An outlook over ${periods} periods was asked for.`,
    undefined,
    {
      hint: 'Ask for a whole number of periods; a value without end has a mean (stageValue) or a group (groupValue).',
    },
  )
}

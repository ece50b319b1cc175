import { describe, expect, test } from 'vitest'
import { seededRandom } from '#numerics/random.ts'
import { fitBdw } from '../bdw/bdw.ts'
import { codeOf } from '../conformance-measures.ts'
import { discountRatePerPeriod } from '../counts/window.ts'
import { fitSbg, sbg } from '../sbg/sbg.ts'
import { contractOutlook, infiniteValues } from './contract-outlook.ts'
import { contractTotals } from './contract-totals.ts'
import { contractHistories, contractHistoriesOfCohorts } from './histories.ts'
import { renewalIntervals, totalRenewalInterval } from './intervals.ts'
import { aggregateRenewalRate, chooseContractModel, expectedOf, judgeRenewals } from './judgement.ts'
import { discountedExpectedRenewals, expectedRenewals, probabilityRunning } from './predict.ts'
import { simulateContracts } from './simulate.ts'
import { lawBetween, mixtureOfLaws, nothing, quantileOfLaw, sumOfLaws } from './value-law.ts'

// Fader & Hardie (2007): contracts of the segment High End, of a thousand.
const fitted = fitSbg(contractHistoriesOfCohorts([{ survivors: [1000, 869, 743, 653, 593, 551, 517, 491] }]))
const certain = sbg.withParameters(fitted.parameters)
const discountRate = 0.1

/** Contracts that run, after so many renewals, each with a window of its own. */
function running(renewals: readonly number[], from: readonly number[], to: readonly number[]) {
  const histories = contractHistories({ renewals, ended: renewals.map(() => 0) })
  return { histories, from: Float64Array.from(from), to: Float64Array.from(to) }
}

/** One contract a customer. */
function each(rows: ReturnType<typeof running>) {
  const count = rows.from.length
  return {
    rows,
    worth: new Float64Array(count).fill(1),
    firsts: Int32Array.from({ length: count + 1 }, (_, place) => place),
  }
}

describe('the outlook of a customer', () => {
  test('with one contract is that of the contract', () => {
    const rows = running([0, 7], [0, 0], [5, 5])
    const outlook = contractOutlook(fitted, each(rows), { discountRate })
    const window = { to: 5 }
    const intervals = renewalIntervals(fitted, rows.histories, window)
    expect([...outlook.probabilityRunning]).toEqual([1, 1])
    expect([...outlook.renewalsLower]).toEqual([...intervals.lower])
    expect([...outlook.renewalsUpper]).toEqual([...intervals.upper])
    const value = discountedExpectedRenewals(fitted, rows.histories, { ...window, discountRate })
    const expected = expectedRenewals(fitted, rows.histories, window)
    for (const row of [0, 1]) {
      expect(outlook.expectedRenewals[row]).toBeCloseTo(expected[row], 10)
      expect(outlook.renewalsProbability[row]).toBeCloseTo(intervals.probability[row], 10)
      expect(outlook.value[row]).toBeCloseTo(value[row], 10)
      expect(outlook.valueProbability[row]).toBeCloseTo(intervals.probability[row], 10)
    }
    const residual = discountedExpectedRenewals(fitted, rows.histories, { to: Infinity, discountRate })
    expect(outlook.valueInfinite?.[1]).toBeCloseTo(residual[1], 10)
  })

  test('reckons with renewals that have passed unseen: the contract may have ended', () => {
    const rows = running([7, 7], [2, 0], [5, 5])
    const outlook = contractOutlook(fitted, each(rows), { discountRate })
    const left = probabilityRunning(fitted, rows.histories, 2)[0]
    expect(outlook.probabilityRunning[0]).toBeCloseTo(left, 12)
    expect(outlook.probabilityRenews[0]).toBeCloseTo(probabilityRunning(fitted, rows.histories, 3)[0], 12)
    expect(outlook.expectedRenewals[0]).toBeCloseTo(
      expectedRenewals(fitted, rows.histories, { from: 2, to: 5 })[0],
      12,
    )
    // Told that it ran, it would be one of nine renewals.
    const after = running([9], [0], [3])
    const known = contractOutlook(fitted, each(after), { discountRate })
    expect(outlook.value[0]).toBeCloseTo(left * known.value[0], 10)
    expect(outlook.valueInfinite?.[0]).toBeCloseTo(left * (known.valueInfinite?.[0] ?? 0), 10)
  })

  test('with several contracts adds them up, and the order in which they are held tells nothing', () => {
    const several = running([0, 3, 7], [0, 0, 0], [2, 2, 2])
    const worth = Float64Array.of(10, 20, 30)
    const held = { rows: several, worth, firsts: Int32Array.of(0, 3, 3) }
    const [together, alone] = [
      contractOutlook(certain, held, { discountRate }),
      contractOutlook(certain, { ...each(several), worth }, { discountRate }),
    ]
    const sum = (column: Float64Array) => column.reduce((total, part) => total + part, 0)
    expect(together.expectedRenewals[0]).toBeCloseTo(sum(alone.expectedRenewals), 12)
    expect(together.value[0]).toBeCloseTo(sum(alone.value), 10)
    expect(together.valueInfinite?.[0]).toBeCloseTo(sum(alone.valueInfinite ?? new Float64Array()), 10)
    const none = alone.probabilityRenews.reduce((all, chance) => all * (1 - chance), 1)
    expect(together.probabilityRenews[0]).toBeCloseTo(1 - none, 12)
    expect(together.valueLower[0]).toBeLessThan(together.value[0])
    expect(together.valueUpper[0]).toBeLessThanOrEqual(60 * (1 + 1 / 1.1) + 1e-9)
    const turned = {
      rows: running([7, 0, 3], [0, 0, 0], [2, 2, 2]),
      worth: Float64Array.of(30, 10, 20),
      firsts: held.firsts,
    }
    const again = contractOutlook(certain, turned, { discountRate })
    expect(again.valueLower[0]).toBeCloseTo(together.valueLower[0], 9)
    expect(again.valueUpper[0]).toBeCloseTo(together.valueUpper[0], 9)
    // Of whom no contract runs, nothing is to come, and that is certain.
    expect([together.value[1], together.renewalsUpper[1], together.probabilityRunning[1]]).toEqual([0, 0, 0])
    expect(together.valueProbability[1]).toBe(1)
  })

  test('without discounting has no value without end', () => {
    const rows = running([1], [0], [3])
    const outlook = contractOutlook(fitted, each(rows), { discountRate: 0 })
    expect(outlook.valueInfinite).toBeNull()
    expect(outlook.value[0]).toBeCloseTo(outlook.expectedRenewals[0], 12)
    expect(infiniteValues(fitted, each(rows), 0)).toBeNull()
  })
})

describe('what several contracts may be worth', () => {
  test('is never so finely told that its mean moves, however many there are', () => {
    const one = { amounts: Float64Array.of(0, 1, 3.7), probabilities: Float64Array.of(0.2, 0.5, 0.3) }
    const many = Array.from({ length: 40 }, () => one).reduce(sumOfLaws, nothing)
    const mean = many.amounts.reduce((sum, amount, place) => sum + amount * many.probabilities[place], 0)
    expect(many.amounts.length).toBeLessThanOrEqual(512)
    expect(mean).toBeCloseTo(40 * (0.5 + 1.11), 8)
    // Near the normal law of so many.
    const spread = Math.sqrt(40 * (0.5 + 0.3 * 3.7 ** 2 - 1.61 ** 2))
    expect(quantileOfLaw(many, 0.9)).toBeCloseTo(40 * 1.61 + 1.2816 * spread, 0)
    expect(lawBetween(many, quantileOfLaw(many, 0.1), quantileOfLaw(many, 0.9))).toBeCloseTo(0.8, 1)
  })

  test('is an equal mixture over what the parameters may be', () => {
    const sure = (amount: number) => ({ amounts: Float64Array.of(amount), probabilities: Float64Array.of(1) })
    const mixture = mixtureOfLaws([sure(3), sure(1)])
    expect([...mixture.amounts]).toEqual([1, 3])
    expect(quantileOfLaw(mixture, 0.5)).toBe(1)
    expect(quantileOfLaw(mixture, 0.51)).toBe(3)
    expect(quantileOfLaw({ amounts: new Float64Array(), probabilities: new Float64Array() }, 0.5)).toBe(0)
  })
})

describe('totals', () => {
  const rows = {
    histories: contractHistories({ renewals: [0, 7], ended: [0, 0], weight: [100, 50] }),
    from: Float64Array.of(0, 0),
    to: Float64Array.of(3, 3),
  }
  const totalled = { rows, worth: Float64Array.of(1000, 500), worthSquare: Float64Array.of(10_000, 5000) }

  test('of renewals are those of the library where all look equally far', () => {
    const totals = contractTotals(fitted, totalled, discountRate)
    const interval = totalRenewalInterval(fitted, rows.histories, { to: 3 })
    expect(totals.contracts).toBe(150)
    expect(totals.expectedRenewals.mean).toBeCloseTo(interval.mean, 9)
    expect([totals.expectedRenewals.low, totals.expectedRenewals.high]).toEqual([
      interval.lower,
      interval.upper,
    ])
  })

  test('of the value are the sum of the contracts, with their chance and the doubt about the parameters', () => {
    const totals = contractTotals(fitted, totalled, discountRate)
    const each = discountedExpectedRenewals(fitted, rows.histories, { to: 3, discountRate })
    expect(totals.value.mean).toBeCloseTo(1000 * each[0] + 500 * each[1], 8)
    const { low, high } = contractTotals(certain, totalled, discountRate).value
    expect(totals.value.low).toBeLessThan(low)
    expect(totals.value.high).toBeGreaterThan(high)
    expect(totals.value.logSpread).toBeGreaterThan(0)
    const endless = discountedExpectedRenewals(fitted, rows.histories, { to: Infinity, discountRate })
    expect(totals.valueInfinite).toBeCloseTo(1000 * endless[0] + 500 * endless[1], 6)
    expect(contractTotals(fitted, totalled, 0).valueInfinite).toBeNull()
  })

  test('stay within what is possible, and are nothing where no renewal is due', () => {
    const one = {
      rows: running([7], [0], [1]),
      worth: Float64Array.of(100),
      worthSquare: Float64Array.of(10_000),
    }
    const { value } = contractTotals(fitted, one, discountRate)
    expect(value.low).toBeGreaterThanOrEqual(0)
    expect(value.high).toBeLessThanOrEqual(100)
    const none = contractTotals(fitted, { ...one, rows: running([7], [0], [0]) }, discountRate)
    expect(none.value).toEqual({ mean: 0, low: 0, high: 0, logSpread: 0 })
    expect(none.contracts).toBe(1)
  })

  test('held 80 % of simulated totals', () => {
    const random = seededRandom(4)
    const due = new Float64Array(400).fill(3)
    let held = 0
    const bases = 300
    for (let base = 0; base < bases; base++) {
      const { histories, futureRenewals } = simulateContracts(certain, { due, horizon: 4, random })
      const left = [...histories.ended.keys()].filter((row) => histories.ended[row] === 0)
      const came = left.reduce((sum, row) => sum + futureRenewals[row], 0)
      // All of them were renewed three times: one row stands for them.
      const one = contractHistories({ renewals: [3], ended: [0], weight: [left.length] })
      const rows3 = { histories: one, from: Float64Array.of(0), to: Float64Array.of(4) }
      const worth = Float64Array.of(left.length)
      const { value } = contractTotals(certain, { rows: rows3, worth, worthSquare: worth }, 0)
      held += Number(value.low <= came && came <= value.high)
    }
    // Within four standard errors of 80 %.
    expect(Math.abs(held / bases - 0.8)).toBeLessThan(4 * Math.sqrt((0.8 * 0.2) / bases))
  })
})

describe('contract models on renewals they had not seen', () => {
  const observed = contractHistoriesOfCohorts([{ survivors: [1000, 869, 743, 653, 593] }])
  const [simple, wide] = [fitSbg(observed), fitBdw(observed)]
  // What came of the 593: 551, 517 and 491 after five, six and seven renewals.
  const judged = {
    rows: {
      histories: contractHistories({
        renewals: [4, 4, 4, 4],
        ended: [0, 0, 0, 0],
        weight: [42, 34, 26, 491],
      }),
      from: new Float64Array(4),
      to: new Float64Array(4).fill(3),
    },
    made: Float64Array.of(0, 1, 2, 3),
  }

  test('of two that foresee alike the simpler is chosen; the candidates stand in that order', () => {
    const few = {
      ...judged.rows,
      histories: { ...judged.rows.histories, weight: Float64Array.of(4, 3, 3, 20) },
    }
    const choice = chooseContractModel([wide, simple], { ...judged, rows: few })
    expect(choice.candidates.map(({ model }) => model)).toEqual(['sbg', 'bdw'])
    expect(choice.model).toBe('sbg')
    expect(choice.candidates[0].againstChosen).toMatchObject({ difference: 0, isNoise: true })
    expect(chooseContractModel([wide], judged)).toMatchObject({
      model: 'bdw',
      because: { code: 'LIFETIME_CHOICE_ONLY', values: { chosen: 'BdW' } },
    })
  })

  test('the simpler is not chosen where the wider is clearly better', () => {
    const rows = {
      ...judged.rows,
      histories: { ...judged.rows.histories, weight: Float64Array.of(1, 1, 1, 90_000) },
    }
    const choice = chooseContractModel([simple, wide], { ...judged, rows })
    expect(choice.model).toBe('bdw')
    expect(choice.because.code).toBe('LIFETIME_CHOICE_CLEAR')
  })

  test('the judgement counts what came, beside the rule that all are renewed alike', () => {
    const rate = aggregateRenewalRate(observed)
    expect(rate).toBeCloseTo((869 + 743 + 653 + 593) / (1000 + 869 + 743 + 653), 12)
    const judgement = judgeRenewals(simple, judged, rate)
    expect(judgement.customers).toBe(593)
    expect(judgement.actualPurchases).toBe(551 + 517 + 491)
    expect(judgement.expectedPurchases).toBeCloseTo(593 * expectedOf(simple, judged.rows)[0], 8)
    expect(judgement.baseline.expectedPurchases).toBeCloseTo(593 * (rate + rate ** 2 + rate ** 3), 8)
    expect(judgement.byPastPurchases).toMatchObject([{ repeatPurchases: 4, customers: 593 }])
    expect(judgement.statedCoverage).toBeGreaterThanOrEqual(0.8)
    expect(judgement.buysAgain).toHaveLength(1)
    const sure = judgeRenewals(simple, judged, 1)
    expect(sure.baseline.expectedPurchases).toBe(3 * 593)
  })

  test('rows may look over windows of their own, and stand for one contract each', () => {
    const rows = running([4, 4, 2], [0, 1, 0], [3, 3, 1])
    const expected = expectedOf(simple, rows)
    expect(expected[1]).toBeCloseTo(expectedRenewals(simple, rows.histories, { from: 1, to: 3 })[1], 12)
    const judgement = judgeRenewals(simple, { rows, made: Float64Array.of(3, 2, 0) }, 0.9)
    expect(judgement.customers).toBe(3)
    expect(judgement.actualPurchases).toBe(5)
  })

  test('what does not belong together is refused', () => {
    expect(codeOf(() => chooseContractModel([], judged))).toBe('LIFETIME_OPTION_INVALID')
    const short = { ...judged, made: Float64Array.of(1) }
    expect(codeOf(() => judgeRenewals(simple, short, 0.9))).toBe('LIFETIME_LENGTHS_DIFFER')
    const rows = running([1], [0.5], [2])
    expect(codeOf(() => contractOutlook(simple, each(rows), { discountRate }))).toBe(
      'LIFETIME_COUNT_NOT_WHOLE',
    )
    const level = () => contractOutlook(simple, each(running([1], [0], [2])), { discountRate, level: 2 })
    expect(codeOf(level)).toBe('LIFETIME_OPTION_INVALID')
    expect(discountRatePerPeriod(0.1, 1)).toBeCloseTo(0.1, 12)
  })
})

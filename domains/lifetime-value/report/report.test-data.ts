/** A made-up valuation with something in every place of the report. */
import type { Day } from '#kernel/time.ts'
import { sampleCharts } from '../charts/charts.test-data.ts'
import { sampleSeasons } from '../seasons/seasons.test-data.ts'
import type { ReportCustomer, ReportInput } from './report-input.ts'

const day = (text: string) => text as Day

const customers: readonly ReportCustomer[] = Array.from({ length: 10 }, (_, place) => ({
  name: `C00${place}${place}`,
  lastPurchase: day(`2025-06-${String(28 - place).padStart(2, '0')}`),
  purchases: 31 - 2 * place,
  spend: 8_412.35 - 512 * place,
  probabilityActive: 0.99 - 0.02 * place,
  probabilityBuys: null,
  expectedPurchases: { mean: 13.4 - place, low: 9 - Math.ceil(place / 2), high: 18 - place },
  value: { mean: 3_611.2 - 210 * place, low: 2_204.1 - 150 * place, high: 5_120.9 - 260 * place },
}))

const convergence = {
  iterations: 14,
  gradientNorm: 2.1e-11,
  starts: 1,
  conditionNumber: 812.4,
  converged: true,
}

/** Of a candidate of the choice. */
const judged = {
  actualPurchases: 1_540,
  expectedPurchases: 1_702.2,
  poissonDeviance: 1.412,
  meanAbsoluteError: 0.8,
  gini: 0.671,
  topDecileLift: 3.9,
}

/** A whole report. */
export const sampleReport: ReportInput = {
  source: 'purchases.csv',
  madeOn: day('2025-07-02'),
  versions: { Perennial: '0.1.0', Node: '26.10.0', DuckDB: '1.5.6' },
  charts: sampleCharts,
  mostValuable: customers,
  mostAtRisk: customers.map((one, place) => ({
    ...one,
    probabilityActive: place === 0 ? null : 0.31 - 0.02 * place,
    probabilityBuys: null,
  })),
  quality: {
    rows: { read: 12_408, accepted: 12_111, merged: 840, refused: 297 },
    customersHeard: 2_014,
    customersWithPurchase: 2_000,
    firstDay: day('2024-01-01'),
    lastDay: day('2025-06-30'),
    timeZone: 'UTC',
    currency: 'EUR',
    spend: 512_402.5,
    withoutCustomer: 261,
    duplicates: { rows: 54, dropped: false },
    refunds: { rows: 212, matched: 190, unmatched: 22 },
    negativeDays: 7,
    zeroDays: 1,
    futureDates: 0,
    gaps: [{ from: day('2024-12-24'), to: day('2024-12-27'), days: 4 }],
    largeCustomer: { name: '<script>alert(1)</script>', rows: 1_311, share: 0.106 },
    refusedBecause: [
      { code: 'customer-missing', reason: 'There is no customer.', rows: 261 },
      { code: 'date-unreadable', reason: 'The date cannot be read.', rows: 36 },
    ],
    warnings: [],
  },
  document: {
    perennial: '0.1.0',
    rows: { read: 12_408, accepted: 12_111, merged: 840, refused: 297 },
    customers: 2_000,
    customersHeard: 2_014,
    firstDay: day('2024-01-01'),
    lastDay: day('2025-06-30'),
    asOf: day('2025-06-30'),
    timeZone: 'UTC',
    currency: 'EUR',
    spend: 512_402.5,
    valueOf: 'revenue',
    margin: null,
    horizonDays: 364,
    discountRatePerYear: 0.1,
    model: {
      name: 'pareto-nbd',
      unit: 'week',
      parameters: { r: 0.5533, alpha: 10.578, s: 0.6062, beta: 11.669 },
      standardErrors: { r: 0.0476, alpha: 0.8426, s: 0.1784, beta: 5.1442 },
      logLikelihood: -9_594.976_2,
      aic: 19_197.952_4,
      bic: 19_221.012,
      customers: 2_000,
      distinctRows: 1_016,
      convergence,
    },
    spendModel: {
      name: 'gamma-gamma',
      parameters: { p: 6.25, q: 3.744, gamma: 15.45 },
      standardErrors: { p: 0.8, q: 0.3, gamma: 2.4 },
      logLikelihood: -4_059.2,
      customers: 946,
      droppedZeroSpend: 1,
      frequencySpendCorrelation: 0.11,
      convergence,
    },
    holdout: {
      origin: day('2024-12-29'),
      days: 182,
      model: 'pareto-nbd',
      parameters: { r: 0.55, alpha: 10.6, s: 0.61, beta: 11.7 },
      customers: 1_702,
      actualPurchases: 1_882,
      expectedPurchases: 1_656.2,
      poissonDeviance: 2.112,
      meanAbsoluteError: 0.84,
      meanLogProbability: -1.1023,
      coverage: 0.941,
      statedCoverage: 0.936,
      pitInside80: 0.801,
      baseline: {
        rule: 'They buy as last year.',
        expectedPurchases: 3_012,
        poissonDeviance: 4.87,
        meanAbsoluteError: 1.31,
      },
    },
    choice: {
      how: 'chosen',
      origin: day('2024-06-30'),
      days: 182,
      candidates: [
        {
          model: 'pareto-nbd',
          meanLogProbability: -1.1,
          differenceToBest: 0,
          standardError: 0,
          againstChosen: { difference: 0, standardError: 0, isNoise: true },
          judged: { ...judged, expectedPurchases: 1_602 },
        },
        {
          model: 'mbg-nbd',
          meanLogProbability: -1.102,
          differenceToBest: -0.002,
          standardError: 0.0011,
          againstChosen: { difference: -0.002, standardError: 0.0011, isNoise: true },
          judged,
        },
        {
          model: 'bg-nbd',
          meanLogProbability: -1.107,
          differenceToBest: -0.007,
          standardError: 0.0014,
          againstChosen: { difference: -0.007, standardError: 0.0014, isNoise: false },
          judged: { ...judged, gini: null },
        },
      ],
      reason: 'Pareto/NBD foretold best at the earlier origin.',
    },
    totals: {
      active: 1_012.4,
      activeCannotTell: 0,
      expectedPurchases: 3_411.9,
      expectedPurchasesLow: 3_290,
      expectedPurchasesHigh: 3_530,
      expectedPurchasesBacktestLow: 2_980,
      expectedPurchasesBacktestHigh: 3_960,
      value: 379_500,
      valueLow: 361_200,
      valueHigh: 398_300,
      valueBacktestLow: 328_000,
      valueBacktestHigh: 441_000,
      valueInfiniteHorizon: 918_400,
      backtest: {
        origins: [
          { origin: day('2024-06-30'), days: 182, actualPurchases: 1_540, expectedPurchases: 1_702.2 },
          { origin: day('2024-09-29'), days: 182, actualPurchases: 1_720, expectedPurchases: 1_611.8 },
          { origin: day('2024-12-29'), days: 182, actualPurchases: 1_882, expectedPurchases: 1_656.2 },
        ],
        absent: null,
      },
    },
    seasons: sampleSeasons,
    warnings: [
      {
        code: 'HISTORY_DUPLICATES_KEPT',
        message: '54 rows repeat others exactly and were kept.',
        hint: 'Add --drop-duplicates where they are not purchases.',
      },
    ],
    timingsMs: { read: 310, summarise: 90, fit: 45, validate: 120, score: 60, publish: 210, total: 912 },
    peakMemoryMb: 214.6,
  },
}

/** Small data for every chart, made by formulas, so that pictures of them can be compared. */
import { type Day, addDays, days, weeks } from '#kernel/time.ts'
import type { ChartDocuments, CustomerTimelineData } from './chart-data.ts'

const firstDay = '2024-01-01' as Day
const origin = '2024-12-29' as Day

/** Every chart document of a made-up base of 2,000 customers. */
export const sampleCharts: ChartDocuments = {
  survival: {
    origin: null,
    renewals: [1000, 869, 743, 653, 593, 551, 517, 491].slice(1).map((left, place, all) => {
      const due = all[place - 1] ?? 1000
      const fitted = 1000 * 0.9 ** (place + 1)
      return {
        renewal: place + 1,
        due: place < 5 ? due : 0,
        made: place < 5 ? left : 0,
        rate: place < 5 ? left / due : null,
        fittedRate: 0.9,
        survival: place < 5 ? left / 1000 : null,
        fittedSurvival: fitted / 1000,
      }
    }),
  },
  tracking: {
    origin,
    weeks: Array.from({ length: 78 }, (_, week) => {
      const expected = week < 26 ? 4 * week : 104 * 0.985 ** (week - 26)
      const noise = 1 + 0.12 * Math.sin(week * 2.1) + 0.08 * Math.cos(week * 0.9)
      return { start: addDays(firstDay, weeks(week)), actual: Math.round(expected * noise), expected }
    }),
  },
  'frequency-fit': {
    counts: [1_200, 372, 181, 85, 53, 32, 25, 52].map((actual, repeatPurchases) => ({
      repeatPurchases,
      orMore: repeatPurchases === 7,
      actual,
      expected: actual * (1 + 0.06 * Math.cos(repeatPurchases)),
    })),
  },
  calibration: {
    origin,
    days: 182,
    groups: [0.2, 0.55, 0.9, 1.3, 1.9, 2.4, 3.0, 5.2].map((actual, repeatPurchases) => ({
      repeatPurchases,
      orMore: repeatPurchases === 7,
      customers: Math.round(1_200 * 0.45 ** repeatPurchases) + 20,
      actual,
      expected: actual * (repeatPurchases % 2 === 0 ? 0.93 : 1.05),
      baseline: repeatPurchases * 0.95,
    })),
  },
  reliability: {
    origin,
    days: 182,
    buysAgain: [0.04, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95].map((stated, place) => ({
      customers: Math.round(700 * 0.62 ** place) + 12,
      stated,
      observed: Math.min(1, stated + 0.03 * Math.sin(3 * place)),
    })),
    pit: [0.11, 0.1, 0.095, 0.1, 0.105, 0.09, 0.1, 0.1, 0.09, 0.11],
    customers: 2_000,
  },
  'recency-frequency': {
    daysSinceLast: [
      [0, 30],
      [30, 60],
      [60, 90],
      [90, 180],
      [180, 365],
      [365, null],
    ].map(([from, to]) => ({ from: from ?? 0, to: to ?? null })),
    purchases: [
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 7],
      [7, 11],
      [11, null],
    ].map(([from, to]) => ({ from: from ?? 0, to: to ?? null })),
    cells: Array.from({ length: 36 }, (_, place) => [place % 6, Math.floor(place / 6)] as const)
      .filter(([recency, frequency]) => recency + frequency < 9)
      .map(([recency, frequency]) => ({
        recency,
        frequency,
        customers: 400 - 30 * recency - 35 * frequency,
        probabilityActive:
          frequency === 0 ? null : 1 / (1 + 0.05 * Math.exp(0.5 * recency * (1 + 0.4 * frequency))),
        expectedPurchases: (0.3 + 1.2 * frequency) * Math.exp(-0.4 * recency),
        value: (40 + 190 * frequency) * Math.exp(-0.4 * recency),
      })),
  },
  'value-distribution': {
    bins: [0, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000].map((from, place, edges) => ({
      from,
      to: edges[place + 1] ?? null,
      customers: [310, 240, 390, 350, 280, 240, 120, 50, 17, 3][place] ?? 0,
      value: [1_500, 3_600, 13_300, 26_000, 40_100, 75_000, 83_000, 69_000, 47_000, 21_000][place] ?? 0,
    })),
    mean: 189.75,
    median: 61.4,
  },
  concentration: {
    points: Array.from({ length: 101 }, (_, place) => {
      const customers = place / 100
      return { customers, value: 1 - (1 - customers) ** 3.4, spend: 1 - (1 - customers) ** 2.6 }
    }),
    giniValue: 0.55,
    giniSpend: 0.44,
  },
  'purchases-by-month': {
    months: Array.from({ length: 18 }, (_, place) => ({
      month: addDays(firstDay, days(Math.round(place * 30.44) + 14)).slice(0, 7),
      firstPurchases: 110 + Math.round(40 * Math.sin(place)),
      repeatPurchases: Math.round(16 * place * Math.exp(-place / 20)),
      spend: 21_000 + 800 * place,
      partial: place === 17,
    })),
  },
}

/** A customer with five purchases and a year ahead. */
export const sampleTimeline: CustomerTimelineData = {
  firstDay: '2024-02-11' as Day,
  asOf: '2025-06-30' as Day,
  until: '2026-06-29' as Day,
  purchases: [
    ['2024-02-11', 129.9],
    ['2024-05-03', 34.99],
    ['2024-11-29', 549],
    ['2025-02-14', 89.5],
    ['2025-04-02', 219],
  ].map(([day, spend]) => ({ day: day as Day, spend: spend as number })),
  expectedPurchases: { mean: 2.74, low: 0, high: 5 },
  value: { mean: 512.3, low: 0, high: 1_130 },
  probabilityActive: Array.from({ length: 73 }, (_, week) => {
    const silence = (week * 7) % 110
    return {
      day: addDays('2024-02-11' as Day, weeks(week)),
      probability: 1 / (1 + 0.03 * Math.exp(silence / 50)),
    }
  }),
}

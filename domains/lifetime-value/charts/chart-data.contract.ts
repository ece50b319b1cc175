/** What each chart shows, on the wire; the types are those of `chart-data.ts`. */
import { day, estimate } from '#wire/words.ts'
import { z } from 'zod'
import type {
  CalibrationData,
  ConcentrationData,
  CustomerTimelineData,
  FrequencyFitData,
  PurchasesByMonthData,
  RecencyFrequencyData,
  ReliabilityData,
  SurvivalData,
  TrackingData,
  ValueDistributionData,
} from './chart-data.ts'

/** Repeat purchases a week, as they came and as expected. */
export const trackingData: z.ZodType<TrackingData> = z.object({
  origin: day().nullable(),
  weeks: z.array(
    z.object({ start: day(), days: z.int().optional(), actual: z.number(), expected: z.number() }),
  ),
})

/** Customers by number of repeat purchases. */
export const frequencyFitData: z.ZodType<FrequencyFitData> = z.object({
  counts: z.array(
    z.object({
      repeatPurchases: z.int(),
      orMore: z.boolean(),
      actual: z.number(),
      expected: z.number(),
    }),
  ),
})

/** Purchases in the holdout by purchases before it. */
export const calibrationData: z.ZodType<CalibrationData> = z.object({
  origin: day(),
  days: z.int(),
  groups: z.array(
    z.object({
      repeatPurchases: z.int(),
      orMore: z.boolean(),
      customers: z.int(),
      actual: z.number(),
      expected: z.number(),
      baseline: z.number(),
    }),
  ),
})

/** Whether stated probabilities came true. */
export const reliabilityData: z.ZodType<ReliabilityData> = z.object({
  origin: day(),
  days: z.int(),
  buysAgain: z.array(z.object({ customers: z.int(), stated: z.number(), observed: z.number() })),
  pit: z.array(z.number()),
  customers: z.int(),
})

const bin = z.object({ from: z.number(), to: z.number().nullable() })

/** Customers by days since the last purchase and number of purchases. */
export const recencyFrequencyData: z.ZodType<RecencyFrequencyData> = z.object({
  daysSinceLast: z.array(bin),
  purchases: z.array(bin),
  cells: z.array(
    z.object({
      recency: z.int(),
      frequency: z.int(),
      customers: z.int(),
      probabilityActive: z.number().nullable(),
      expectedPurchases: z.number(),
      value: z.number(),
    }),
  ),
})

/** Customers by value. */
export const valueDistributionData: z.ZodType<ValueDistributionData> = z.object({
  bins: z.array(z.object({ ...bin.shape, customers: z.int(), value: z.number() })),
  mean: z.number(),
  median: z.number(),
})

/** Lorenz curves of value and of spend. */
export const concentrationData: z.ZodType<ConcentrationData> = z.object({
  points: z.array(z.object({ customers: z.number(), value: z.number(), spend: z.number() })),
  giniValue: z.number(),
  giniSpend: z.number(),
})

/** First and repeat purchases and spend, month by month. */
export const purchasesByMonthData: z.ZodType<PurchasesByMonthData> = z.object({
  months: z.array(
    z.object({
      month: z.string().regex(/^\d{4}-\d{2}$/),
      firstPurchases: z.number(),
      repeatPurchases: z.number(),
      spend: z.number(),
      partial: z.boolean(),
    }),
  ),
})

/** Contracts renewal by renewal. */
export const survivalData: z.ZodType<SurvivalData> = z.object({
  origin: day().nullable(),
  renewals: z.array(
    z.object({
      renewal: z.int(),
      due: z.number(),
      made: z.number(),
      rate: z.number().nullable(),
      fittedRate: z.number(),
      survival: z.number().nullable(),
      fittedSurvival: z.number(),
    }),
  ),
})

/** One customer's purchases, and what is expected of them. */
export const customerTimelineData: z.ZodType<CustomerTimelineData> = z.object({
  firstDay: day(),
  asOf: day(),
  until: day(),
  purchases: z.array(z.object({ day: day(), spend: z.number() })),
  expectedPurchases: estimate,
  value: estimate,
  probabilityActive: z.array(z.object({ day: day(), probability: z.number() })),
})

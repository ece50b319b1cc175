/** What each chart shows: plain data, written into the snapshot's documents by the refresh and read by pages and report. */
import type { Day } from '#kernel/time.ts'
import type { Estimate } from '../value-document.ts'

/**
 * The documents of a snapshot that charts are drawn from, by the name under which they are stored. Those of what is
 * expected are null where no purchase model can be fitted.
 */
export interface ChartDocuments {
  readonly tracking: TrackingData | null
  readonly 'frequency-fit': FrequencyFitData | null
  /** Null where there is no holdout. */
  readonly calibration: CalibrationData | null
  /** Null where there is no holdout. */
  readonly reliability: ReliabilityData | null
  readonly 'recency-frequency': RecencyFrequencyData | null
  readonly 'value-distribution': ValueDistributionData | null
  readonly concentration: ConcentrationData | null
  readonly 'purchases-by-month': PurchasesByMonthData
  /** Of contracts alone. */
  readonly survival: SurvivalData | null
}

/** Contracts renewal by renewal: as they were made, and as the fit has it. */
export interface SurvivalData {
  /** Last day that the drawn fit had seen; null where it saw everything. */
  readonly origin: Day | null
  /** 1, 2, …; the last of them are still to come. */
  readonly renewals: readonly {
    readonly renewal: number
    /** Contracts of which is known whether they made it. */
    readonly due: number
    readonly made: number
    /** Of those due; null where none was. */
    readonly rate: number | null
    readonly fittedRate: number
    /** Share of contracts that make at least so many renewals: the product of the rates so far. */
    readonly survival: number | null
    readonly fittedSurvival: number
  }[]
}

/**
 * Repeat purchases a week, as they came and as the model expected them, of the customers first seen up to the origin
 * (without holdout: up to the as-of day). Cumulative counts are sums of these.
 */
export interface TrackingData {
  /** Last day that the drawn model had seen; null where there is no holdout and it saw everything. */
  readonly origin: Day | null
  /**
   * Consecutive weeks, oldest first. One begins with the day after the origin; without origin the last one ends with the
   * log. The first and the last may be a part of a week only.
   */
  readonly weeks: readonly TrackedWeek[]
}

export interface TrackedWeek {
  readonly start: Day
  /** 7, or fewer where the log begins or ends within the week; absent, and 7, in documents of an earlier version. */
  readonly days?: number | undefined
  readonly actual: number
  readonly expected: number
}

/** Customers by number of repeat purchases up to the as-of day, as counted and as the model expects them. */
export interface FrequencyFitData {
  /** 0, 1, 2, … in order; the last one stands for that many or more. */
  readonly counts: readonly {
    readonly repeatPurchases: number
    readonly orMore: boolean
    readonly actual: number
    readonly expected: number
  }[]
}

/** Purchases in the holdout per customer, by the number of repeat purchases before the origin. */
export interface CalibrationData {
  readonly origin: Day
  readonly days: number
  readonly groups: readonly {
    readonly repeatPurchases: number
    readonly orMore: boolean
    readonly customers: number
    /** Means per customer of the group. */
    readonly actual: number
    readonly expected: number
    /** "They buy as last year". */
    readonly baseline: number
  }[]
}

/** Whether stated probabilities came true in the holdout. */
export interface ReliabilityData {
  readonly origin: Day
  readonly days: number
  /** Customers grouped by the stated probability to buy at least once; groups without customers are left out. */
  readonly buysAgain: readonly {
    readonly customers: number
    /** Mean stated probability of the group. */
    readonly stated: number
    /** Share of the group that bought. */
    readonly observed: number
  }[]
  /** Shares of customers whose randomised PIT falls into ten equal parts of [0, 1]; all .1 would be perfect. */
  readonly pit: readonly number[]
  readonly customers: number
}

/**
 * Customers by days since the last purchase and by number of purchases: means of the customers in each cell. Cells
 * without customers are left out. A bin is half-open, `[from, to)`; `to` is null where it has no end.
 */
export interface RecencyFrequencyData {
  readonly daysSinceLast: readonly Bin[]
  /** Purchase days, the first one counted. */
  readonly purchases: readonly Bin[]
  readonly cells: readonly RecencyFrequencyCell[]
}

export interface Bin {
  readonly from: number
  readonly to: number | null
}

export interface RecencyFrequencyCell {
  /** Index into `daysSinceLast`. */
  readonly recency: number
  /** Index into `purchases`. */
  readonly frequency: number
  readonly customers: number
  /** Null where it cannot be told. */
  readonly probabilityActive: number | null
  readonly expectedPurchases: number
  readonly value: number
}

/** Customers by value over the horizon, in bins of growing width. */
export interface ValueDistributionData {
  readonly bins: readonly (Bin & {
    readonly customers: number
    /** Sum of the value in the bin. */
    readonly value: number
  })[]
  readonly mean: number
  readonly median: number
}

/** Lorenz curve: the most valuable share of customers holds which share of the value, and of the spend so far. */
export interface ConcentrationData {
  /** From 0 to 1 in steps of a hundredth; customers in falling order of value, respectively of spend. */
  readonly points: readonly {
    readonly customers: number
    readonly value: number
    readonly spend: number
  }[]
  readonly giniValue: number
  readonly giniSpend: number
}

export interface PurchasesByMonthData {
  /** Consecutive months, oldest first; months without purchases are there with zeros. */
  readonly months: readonly {
    /** `YYYY-MM`. */
    readonly month: string
    readonly firstPurchases: number
    readonly repeatPurchases: number
    /** Net of refunds. */
    readonly spend: number
    /** The data begins or ends inside this month. */
    readonly partial: boolean
  }[]
}

/** One customer's purchases and what is expected of them. Asked for one customer at a time, not stored. */
export interface CustomerTimelineData {
  readonly firstDay: Day
  readonly asOf: Day
  /** End of the horizon. */
  readonly until: Day
  readonly purchases: readonly { readonly day: Day; readonly spend: number }[]
  /** Over [asOf, until). */
  readonly expectedPurchases: Estimate
  readonly value: Estimate
  /** P(active) as the model would have said it on each day; empty where it cannot be told. */
  readonly probabilityActive: readonly { readonly day: Day; readonly probability: number }[]
}

/** Every table of the audit: its columns in order, and the unit of each. Pages, CSV, JSON and report read this list. */

/**
 * What a column holds. `code` and `flag` are for words of the interface; `period` is a key such as 2024-Q3; `share` is 0 to
 * 1 as a rule, and beyond where losses make it so. A question mark says that NULL occurs.
 */
export type ColumnUnit =
  | 'code'
  | 'text'
  | 'period'
  | 'count'
  | 'place'
  | 'money'
  | 'ratio'
  | 'share'
  | 'probability'
  | 'number'
  | 'flag'

type Written = ColumnUnit | `${ColumnUnit}?`

/** Columns of one table by name, in their order. */
export type TableColumns = Readonly<Record<string, Written>>

type Plain<U extends string> = U extends 'code' | 'text' | 'period'
  ? string
  : U extends 'flag'
    ? boolean
    : number
type Cell<U extends Written> = U extends `${infer Unit}?` ? Plain<Unit> | null : Plain<U>

/** A row of a table with these columns. */
export type RowOf<Columns extends TableColumns> = { readonly [Name in keyof Columns]: Cell<Columns[Name]> }

/** The unit of a column without its question mark. */
export function unitOf(written: Written): ColumnUnit {
  return written.replace('?', '') as ColumnUnit
}

/** Whether a column may be NULL. */
export function mayBeNull(written: Written): boolean {
  return written.endsWith('?')
}

/** What some customers add up to. */
const totals = {
  customers: 'count',
  purchases: 'count',
  spend: 'money',
  profit: 'money',
} as const satisfies TableColumns

/**
 * Profit = customers × order frequency × order value × margin, all of them ratios of totals; `customers` are those active.
 * Where the measure is revenue, profit is spend and the margin 1.
 */
const identity = {
  ...totals,
  orderFrequency: 'ratio?',
  orderValue: 'money?',
  margin: 'share?',
  profitPerCustomer: 'money?',
} as const satisfies TableColumns

/** Lens 1: how customers differ in one period. */
export const differTables = {
  /** One row: the period. */
  summary: { period: 'period', ...identity },
  /** `active`, `refunds` (customers who only gave back), `all`: the parts of the period's totals. */
  parts: { part: 'code', ...totals },
  /** `gain`, `nothing`, `loss`: active customers by the sign of their profit. */
  signs: { sign: 'code', customers: 'count', customersShare: 'share', spend: 'money', profit: 'money' },
  /**
   * Of `purchases`, `spend`, `orderValue`, `profit` over active customers. `meanOf` is `values`, or `ratios` where the mean is one
   * of ratios; `ratioOfTotals` is the figure to reckon with then.
   */
  distributions: {
    measure: 'code',
    customers: 'count',
    mean: 'number?',
    meanOf: 'code',
    ratioOfTotals: 'number?',
    lowest: 'number?',
    p10: 'number?',
    p25: 'number?',
    median: 'number?',
    p75: 'number?',
    p90: 'number?',
    p99: 'number?',
    highest: 'number?',
  },
  /** Customers with from ≤ measure < to; an open end is NULL. */
  histogram: { measure: 'code', from: 'number?', to: 'number?', customers: 'count', total: 'number' },
  /** Equal numbers of customers, the most profitable first; `tiedBelow` of them earn what the first of the next decile does. */
  deciles: {
    decile: 'place',
    ...identity,
    profitShare: 'share?',
    cumulativeShare: 'share?',
    lowestProfit: 'money',
    highestProfit: 'money',
    tiedBelow: 'count',
  },
  /** Tenths of the profit, the most profitable customers first; empty where there is no profit to divide. */
  equalProfit: {
    tenth: 'place',
    customersShare: 'share',
    ...identity,
    profitShare: 'share?',
    lowestProfit: 'money',
  },
  /** Running profit, the most profitable customers first, at each per cent of customers. */
  whaleCurve: { customersShare: 'share', profit: 'money', profitShare: 'share?' },
  /** Running profit, the least profitable first. */
  lorenz: { customersShare: 'share', profitShare: 'share?' },
  /** The top 1, 10, 20, 50 %. */
  topShares: { top: 'share', customers: 'count', profit: 'money', profitShare: 'share?' },
  /** How few customers bring 50, 80, 90 % of the profit. */
  customersFor: { profitShare: 'share', customers: 'count', customersShare: 'share' },
  /** One row. Gini is NULL where someone brings a loss; the peak is that of the whale curve. */
  concentration: {
    gini: 'ratio?',
    peakCustomersShare: 'share?',
    peakProfit: 'money?',
    peakProfitShare: 'share?',
  },
  /** The values of the dimension asked for with `by`, the most profitable first; a customer may be in several. */
  groups: { value: 'text?', ...identity, profitShare: 'share?' },
} as const satisfies Readonly<Record<string, TableColumns>>

const beforeAndAfter = {
  customers: 'count',
  purchasesBefore: 'count',
  purchasesAfter: 'count',
  spendBefore: 'money',
  spendAfter: 'money',
  profitBefore: 'money',
  profitAfter: 'money',
  change: 'money',
} as const satisfies TableColumns

/** Lens 2: period against period. */
export const changeTables = {
  /** Two rows: before and after. */
  summary: { period: 'period', ...identity },
  /** `customers`, `orderFrequency`, `orderValue`, `margin`: what each adds to the change of active customers' profit; they sum to it. */
  factors: { factor: 'code', before: 'number', after: 'number', contribution: 'money' },
  /** `left`, `stayed`, `new`, `returned`, `refunds`; they sum to the change of the totals. */
  flow: { status: 'code', ...beforeAndAfter },
  /** Those who stayed by whether their profit went `up` (or stayed equal) or `down`. */
  stayed: { direction: 'code', ...beforeAndAfter },
  /** The tree of splits, roots first: NULL in a split means both; `depth` 0 is all. */
  upDown: {
    depth: 'place',
    frequency: 'code?',
    orderValue: 'code?',
    margin: 'code?',
    customersShare: 'share?',
    ...beforeAndAfter,
  },
  /** Customers who stayed but cannot be split, by the ratio that is undefined. */
  leftOut: { ratio: 'code', ...beforeAndAfter },
  /** Deciles by the thresholds of the earlier period in both; NULL is not active in that period. */
  migration: {
    before: 'place?',
    after: 'place?',
    customers: 'count',
    profitBefore: 'money',
    profitAfter: 'money',
  },
  /** Lowest profit of each decile of the earlier period. */
  thresholds: { decile: 'place', lowestProfit: 'money' },
} as const satisfies Readonly<Record<string, TableColumns>>

/** A cohort in one of its periods; `acquired` is its size. */
const cohortAtAge = {
  age: 'place',
  period: 'period',
  partial: 'flag',
  acquired: 'count',
  activeShare: 'share',
  ...identity,
} as const satisfies TableColumns

/** Lens 3: one cohort over time. */
export const cohortTables = {
  /** A row a period since acquisition; `again` are those of the period before who buy in this one. */
  activity: {
    ...cohortAtAge,
    again: 'count?',
    repeatRate: 'share?',
    profitToDate: 'money',
    profitToDatePerAcquired: 'money',
  },
  /** Of customers observed for so long, those who had bought again by then. */
  secondPurchase: { upTo: 'place', unit: 'code', observed: 'count', customers: 'count', share: 'share' },
  /** One mark a period since acquisition, 1 active and 0 not, at most six; the most frequent first. */
  patterns: { pattern: 'text', customers: 'count', share: 'share', profit: 'money' },
  /** All of the cohort by their profit to date, the most profitable first. */
  valueToDate: {
    decile: 'place',
    ...totals,
    profitShare: 'share?',
    lowestProfit: 'money',
    highestProfit: 'money',
  },
  /** Periods since the last purchase × purchases × thirds by spend a purchase (1 the highest). */
  cells: {
    recency: 'place',
    frequencyFrom: 'count',
    frequencyTo: 'count?',
    monetary: 'place',
    ...totals,
  },
} as const satisfies Readonly<Record<string, TableColumns>>

/** Lens 4: cohorts compared, aligned by age. */
export const cohortsTables = {
  /** A row a cohort. `before` marks the first cohort of a log: it holds everyone who bought before the log began. */
  cohorts: {
    cohort: 'period',
    acquired: 'count',
    partial: 'flag',
    ages: 'count',
    firstOrderValue: 'money?',
    firstProfitPerAcquired: 'money',
    activeShareNext: 'share?',
    purchases: 'count',
    spend: 'money',
    profitToDate: 'money',
    profitToDatePerAcquired: 'money',
  },
  /** A row a cohort and age; `partial` where the period is not over or the log began within it. */
  aligned: {
    cohort: 'period',
    ...cohortAtAge,
    profitPerAcquired: 'money',
    profitToDatePerAcquired: 'money',
  },
  /**
   * Of `profitPerAcquired` (over the first `ages` periods), `activeShareNext`, `firstOrderValue`: a straight line through the
   * cohorts, seasons taken out where the log is long enough (`seasonal`). `change` is from first to last cohort as a share of
   * the mean, with its 95 % interval; `scatter` is how far cohorts lie off the line, as a share of the mean;
   * `smallestDetectable` is the change that the test would find four times out of five, `power` the chance to find one of
   * 20 %. `verdict`: `rising`, `falling`, `steady` (a change of 20 % would have been seen), `unsure`, `few`.
   */
  drift: {
    measure: 'code',
    firstCohort: 'period?',
    lastCohort: 'period?',
    cohorts: 'count',
    ages: 'count',
    mean: 'number?',
    change: 'share?',
    changeLow: 'share?',
    changeHigh: 'share?',
    p: 'probability?',
    pAdjusted: 'probability?',
    seasonal: 'flag',
    scatter: 'share?',
    smallestDetectable: 'share?',
    power: 'probability?',
    verdict: 'code',
  },
} as const satisfies Readonly<Record<string, TableColumns>>

/** Lens 5: the whole. */
export const wholeTables = {
  /** `continuing` bought in the period before too, `returned` only earlier; `refunds` is spend given back by customers not active. */
  periods: {
    period: 'period',
    partial: 'flag',
    lines: 'count',
    ...identity,
    newCustomers: 'count',
    continuing: 'count',
    returned: 'count',
    newShare: 'share?',
    profitNew: 'money',
    profitContinuing: 'money',
    profitReturned: 'money',
    refundsSpend: 'money',
    refundsProfit: 'money',
    again: 'count?',
    repeatRate: 'share?',
  },
  /** Customers, spend and profit of each cohort in each period, which sum to the totals; NULL came before the tables, or only gave back. */
  cohortPeriods: {
    cohort: 'period?',
    period: 'period',
    ...totals,
  },
  /** Of a cohort's customers active in a period, those who buy in the next. */
  repeatByCohort: {
    cohort: 'period',
    period: 'period',
    customers: 'count',
    again: 'count',
    repeatRate: 'share',
  },
  /** The year after the last whole period if nothing changes: `existing`, `new`, `all`; bounds of `all` in 80 % of cases. */
  nextYear: {
    part: 'code',
    lastYearSpend: 'money',
    spend: 'money',
    spendLow: 'money?',
    spendHigh: 'money?',
    lastYearProfit: 'money',
    profit: 'money',
    profitLow: 'money?',
    profitHigh: 'money?',
  },
} as const satisfies Readonly<Record<string, TableColumns>>

/** All tables, by lens. */
export const auditTables = {
  differ: differTables,
  change: changeTables,
  cohort: cohortTables,
  cohorts: cohortsTables,
  whole: wholeTables,
} as const

/** The lenses, in the order in which a person asks. */
export const lenses = ['differ', 'change', 'cohort', 'cohorts', 'whole'] as const
export type Lens = (typeof lenses)[number]

/** All tables of a lens, each with its rows. */
export type TablesOf<L extends Lens> = {
  readonly [Name in keyof (typeof auditTables)[L]]: readonly RowOf<
    Extract<(typeof auditTables)[L][Name], TableColumns>
  >[]
}

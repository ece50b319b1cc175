/** What an audit finds, as codes with their evidence. The words stand in `locales`. */

/** What the next year looks like, against the last. */
type NextYear = {
  readonly from: string
  readonly to: string
  readonly profit: number
  readonly lastYear: number
  readonly newShare: number | null
}

/** Sentences by code, with what they are made of. Shares are 0 to 1; money is in the currency of the log. */
export interface FindingValues {
  /** Lens 1. The top `top` of customers bring `profitShare` of the profit; half of it comes from `halfCustomers` of them. */
  readonly differConcentrated: {
    readonly period: string
    readonly top: number
    readonly customers: number
    readonly profitShare: number
    readonly halfCustomers: number
    readonly halfShare: number
  }
  /** `customers` (a share `customersShare`) lose `loss` together; without them profit would be `profitWithout`. */
  readonly differLosses: {
    readonly customers: number
    readonly customersShare: number
    readonly loss: number
    readonly profit: number
    readonly profitWithout: number
  }
  /** The same where it is too little to change the profit. */
  readonly differLossesSlight: {
    readonly customers: number
    readonly customersShare: number
    readonly loss: number
  }
  /** The base as a whole brings no profit. */
  readonly differNoProfit: { readonly period: string; readonly customers: number; readonly profit: number }
  /** The best decile against the fifth: how many times its frequency, order value and margin. */
  readonly differDeciles: {
    readonly frequencyRatio: number
    readonly orderValueRatio: number
    readonly marginRatio: number | null
  }
  /** Lens 2. Profit went from `profitBefore` to `profitAfter`; `largest` of the flows made most of it. */
  readonly changeTotal: {
    readonly before: string
    readonly after: string
    readonly profitBefore: number
    readonly profitAfter: number
    readonly change: number
    readonly changeShare: number | null
    readonly largest: string
    readonly largestChange: number
  }
  readonly changeFlow: {
    readonly left: number
    readonly leftShare: number
    readonly leftProfit: number
    readonly came: number
    readonly cameProfit: number
    readonly stayed: number
    readonly stayedChange: number
  }
  /** Which factor of the identity moved the total most. */
  readonly changeFactor: { readonly factor: string; readonly contribution: number; readonly change: number }
  /** Lens 3. Of `acquired` customers `share` were active in the next period, `lastShare` in the last whole one (`age`). */
  readonly cohortActivity: {
    readonly cohort: string
    readonly acquired: number
    readonly nextShare: number | null
    readonly lastShare: number | null
    readonly age: number
  }
  readonly cohortOnce: { readonly customers: number; readonly share: number }
  readonly cohortValue: {
    readonly profitToDate: number
    readonly perAcquired: number
    readonly topDecileShare: number | null
  }
  /** Lens 4. The measure with the surest drift; `measure` is a code of the drift table. */
  readonly cohortsDrift: {
    readonly measure: string
    readonly change: number
    readonly low: number
    readonly high: number
    readonly p: number
    readonly cohorts: number
  }
  /** No drift was seen; one of `smallestDetectable` would have been, four times out of five. */
  readonly cohortsSteady: {
    readonly measure: string
    readonly change: number
    readonly low: number
    readonly high: number
    readonly p: number
    readonly smallestDetectable: number
    readonly cohorts: number
  }
  /** No drift was seen, and only one above `smallestDetectable` could have been: nothing can be said. */
  readonly cohortsUnsure: {
    readonly measure: string
    readonly smallestDetectable: number
    readonly cohorts: number
  }
  readonly cohortsFew: { readonly cohorts: number; readonly needed: number }
  /** Lens 5. Of the profit of the last whole period, `newShare` came from customers new in it. */
  readonly wholeNew: {
    readonly period: string
    readonly profit: number
    readonly newProfitShare: number | null
    readonly newCustomersShare: number
    readonly returned: number
  }
  /** Of those who bought in `period`, who bought in the next; and that of a period earlier. */
  readonly wholeRepeat: {
    readonly period: string
    readonly repeatRate: number
    readonly repeatRateBefore: number
  }
  /** The same where nothing is known of a period earlier. */
  readonly wholeRepeatOnce: { readonly period: string; readonly repeatRate: number }
  /** Next year if nothing changes. */
  readonly wholeNext: NextYear & { readonly low: number; readonly high: number }
  /** The same where the log is too short to try the rule, and where it was off by more than five times when it was tried. */
  readonly wholeNextShort: NextYear
  readonly wholeNextAstray: NextYear
  readonly wholeShort: { readonly periods: number; readonly needed: number }
  /** The same of a log whose first year does not tell newcomers from those who had bought before it began. */
  readonly wholeNewUntold: { readonly periods: number; readonly needed: number }
  /** Any lens: nothing to look at. */
  readonly nothing: { readonly period: string | null }
}

export type FindingCode = keyof FindingValues
export type Finding = {
  readonly [Code in FindingCode]: { readonly code: Code; readonly values: FindingValues[Code] }
}[FindingCode]

/** What must be known of the data, each with a hint of what to do. */
export interface NoticeValues {
  /** `partial` is `begins`, `ends` or `both`. */
  readonly periodPartial: {
    readonly period: string
    readonly partial: string
    readonly from: string
    readonly to: string
  }
  readonly periodsOne: { readonly period: string }
  readonly customersFew: { readonly customers: number }
  readonly customersOne: { readonly customers: number }
  readonly profitNone: { readonly profit: number; readonly customers: number }
  readonly profitAllNegative: { readonly customers: number; readonly profit: number }
  /** Customers on both sides of a decile's edge earn the same; who is on which side is the order of their numbers. */
  readonly decilesTied: { readonly edges: number; readonly customers: number }
  /** Fewer than ten customers: some deciles are empty. */
  readonly decilesEmpty: { readonly customers: number }
  readonly spendZero: { readonly customers: number; readonly share: number }
  /** Customers who only gave back in the period: not active, their refunds counted in the totals. */
  readonly refundsOnly: { readonly customers: number; readonly spend: number }
  readonly splitsLeftOut: { readonly customers: number; readonly ratio: string }
  readonly cohortsOfOne: { readonly cohorts: number }
  readonly cohortsFirst: { readonly cohort: string }
  readonly periodsSilent: { readonly count: number; readonly from: string; readonly to: string }
  readonly periodsApart: { readonly before: string; readonly after: string; readonly between: number }
  readonly filterEmpty: { readonly filter: string }
  /** A customer who bought in several values is counted in each; spend and profit add up, customers and purchases need not. */
  readonly filterOverlaps: { readonly filter: string }
  readonly marginPartly: { readonly covered: number; readonly rate: number }
  readonly marginNone: Record<string, never>
  readonly paymentsOfContracts: Record<string, never>
  readonly purchasesUnknown: Record<string, never>
  readonly cohortAssumed: Record<string, never>
}

export type NoticeCode = keyof NoticeValues
export type AuditNotice = {
  readonly [Code in NoticeCode]: { readonly code: Code; readonly values: NoticeValues[Code] }
}[NoticeCode]

/** What a lens does not say, by code. */
export const limitCodes = [
  'differChance',
  'differCause',
  'differPast',
  'changeSeason',
  'changeFactorsOrder',
  'changeCause',
  'cohortFuture',
  'cohortSurvivors',
  'cohortsSeason',
  'cohortsCause',
  'wholeRates',
  'wholeShock',
  'wholeActiveIsNotKept',
  'revenueOnly',
] as const
export type Limit = (typeof limitCodes)[number]

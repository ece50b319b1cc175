/** What is reported of seasons: whether there are any, how that was decided, and what they would change. */
import type { Day } from '#kernel/time.ts'
import type { CovariateModelName } from '#lifetime/covariates/effects.ts'
import type { LikelihoodRatio } from '#lifetime/likelihood-ratio.ts'
import type { Because } from '../because.ts'

/** Either what was found, or why nothing can be told. */
export type SeasonsReport = SeasonsJudged | SeasonsUntold

/** Why seasons were not looked for, or could not be fitted. */
export interface SeasonsUntold extends Because {
  readonly finding: 'untold'
}

/** Seasons that were fitted and tried; `reason` says the finding in a sentence. */
export interface SeasonsJudged extends Because {
  /**
   * `found` where times of the year differ by more than chance, and what was learnt of them foretold months that it had
   * not seen better than a year without seasons; `none` where either fails.
   */
  readonly finding: 'found' | 'none'
  /** Values of customers and totals of the base are always those of the plain model. */
  readonly appliedToValues: false
  readonly model: CovariateModelName
  /** Why it is not the model that customers are valued with; null where it is. */
  readonly standIn: Because | null
  readonly by: SeasonLength
  /** Customers that seasons were fitted to: all, or so many drawn at random from a larger base. */
  readonly customers: number
  /** In the order of the year. */
  readonly seasons: readonly Season[]
  /** Against the plain model of the same kind, fitted to the same customers. */
  readonly likelihoodRatio: LikelihoodRatio
  readonly trial: SeasonTrial
  /** Null where no season was found. */
  readonly outlook: SeasonOutlook | null
}

/** How long a season is; quarters where months hold too few purchases. */
export type SeasonLength = 'month' | 'quarter'

/** One time of the year. */
export interface Season {
  /** Its months, 1 for January. */
  readonly months: readonly number[]
  /** Repeat purchases, in all years together. */
  readonly purchases: number
  /** How many times as often customers buy as in a usual time; over the time of the log 1 on average. */
  readonly multiplier: number
  /** In 80 % of cases it lies between these; null where the fit does not tell how sure it is. */
  readonly low: number | null
  readonly high: number | null
}

/** A month ahead of a day, with what is expected in it. */
export interface SeasonMonth {
  /** `YYYY-MM` */
  readonly month: string
  /** Days of it that count; fewer than it has at either end. */
  readonly days: number
  readonly withSeasons: number
  readonly withoutSeasons: number
}

/** Seasons and plain model fitted up to an origin, and held against the months after it. */
export interface SeasonTrial {
  readonly origin: Day
  readonly days: number
  readonly months: readonly (SeasonMonth & { readonly actual: number })[]
  readonly withSeasons: MonthErrors
  readonly withoutSeasons: MonthErrors
}

/** Means over the months. */
export interface MonthErrors {
  readonly poissonDeviance: number
  readonly meanAbsoluteError: number
}

/** What seasons would change in the outlook of the whole base. */
export interface SeasonOutlook {
  /** The horizon, at most two years: over more, seasons even out. */
  readonly days: number
  readonly withSeasons: number
  readonly withoutSeasons: number
  readonly months: readonly SeasonMonth[]
  /** Customers whose P(active) would rise, or fall, by more than `movedBy`. */
  readonly movedBy: number
  readonly movedUp: number
  readonly movedDown: number
}

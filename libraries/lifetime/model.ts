/** The shapes every value model shares: data in columns, results as frozen plain data. */
import type { TimeUnit } from '#kernel/time.ts'
import type { Curvature, Slope } from '#numerics/optimise.ts'

/** Names of the purchase models, in the order in which ties are decided: a list that weighs nothing, for forms and flags. */
export const purchaseModelNames = [
  'pareto-nbd',
  'mbg-nbd',
  'bg-nbd',
  'ggompertz-nbd',
  'mbg-cnbd-k',
  'bg-cnbd-k',
  'nbd',
] as const
/** One of them. */
export type PurchaseModelName = (typeof purchaseModelNames)[number]

/**
 * Purchase histories of n customers (or of n distinct rows, with `weight`).
 * Made only by `purchaseHistories(...)`, which checks every value once.
 */
export interface PurchaseHistories {
  readonly timeUnit: TimeUnit
  /** x: purchase days after the first; whole numbers ≥ 0. */
  readonly repeatPurchases: Float64Array
  /** t_x: time from first to last purchase, in `timeUnit`; 0 where there was no repeat. */
  readonly lastPurchaseAge: Float64Array
  /** T: time from first purchase to the end of observation, in `timeUnit`. */
  readonly age: Float64Array
  /**
   * Σ of the logarithms of the times between consecutive purchases, measured in `timeUnit`; 0 where there was no repeat.
   * Models of regular purchases need it for their likelihood, no model for its predictions. Of a row that stands for
   * several customers it is their mean.
   */
  readonly sumLogIntervals?: Float64Array
  /** How many customers a row stands for; absent means one each. */
  readonly weight?: Float64Array
}

/** Histories whose rows all say how many customers they stand for. */
export type WeightedHistories = PurchaseHistories & { readonly weight: Float64Array }

/** Spend of n customers: how many observed spends, and their mean. */
export interface SpendHistories {
  /** Spend observations, whole numbers ≥ 1. */
  readonly observations: Float64Array
  /** Mean of those observations, > 0, in the currency of the file. */
  readonly meanSpend: Float64Array
  readonly weight?: Float64Array
}

/** What certifies that a fit is a maximum. */
export interface Convergence {
  readonly iterations: number
  /** Largest absolute component of the per-customer gradient in the log-parameters at the end. */
  readonly gradientNorm: number
  /** Starting points tried; 1 where the first sufficed. */
  readonly starts: number
  /** Ratio of the extreme eigenvalues of the per-customer Hessian in the log-parameters. */
  readonly conditionNumber: number
  readonly converged: boolean
}

/** A fitted model: plain, frozen, survives JSON. No training data, no methods. */
export interface Fitted<Name extends string, Parameter extends string> {
  readonly model: Name
  /** Version of this document's shape. */
  readonly version: 1
  readonly parameters: Readonly<Record<Parameter, number>>
  /** Covariance of the parameters on their natural scale, rows in the order of `parameterNames`; null where not identified. */
  readonly covariance: readonly (readonly number[])[] | null
  readonly logLikelihood: number
  /** Customers, counting weights. */
  readonly customerCount: number
  readonly distinctRows: number
  readonly convergence: Convergence
  /** Plain-word warnings as codes, for instance `LIFETIME_PARAMETER_AT_BOUNDARY`. */
  readonly warnings: readonly string[]
}

/** A fitted purchase model carries the unit in which its parameters measure time. */
export interface FittedPurchaseModel<
  Name extends PurchaseModelName = PurchaseModelName,
  Parameter extends string = string,
> extends Fitted<Name, Parameter> {
  readonly timeUnit: TimeUnit
}

/** r, alpha: gamma shape and rate of the purchase rate; a, b: beta of the dropout probability. */
export type FittedBgNbd = FittedPurchaseModel<'bg-nbd', 'r' | 'alpha' | 'a' | 'b'>
/** As BG/NBD, with a chance to drop out also straight after the first purchase. */
export type FittedMbgNbd = FittedPurchaseModel<'mbg-nbd', 'r' | 'alpha' | 'a' | 'b'>
/** r, alpha: gamma of the purchase rate; s, beta: gamma of the dropout rate. */
export type FittedParetoNbd = FittedPurchaseModel<'pareto-nbd', 'r' | 'alpha' | 's' | 'beta'>
/** r, alpha: gamma of the purchase rate; nobody drops out. */
export type FittedNbd = FittedPurchaseModel<'nbd', 'r' | 'alpha'>
/** r, alpha: gamma of the purchase rate; b: rate of the Gompertz law of lifetimes; s, beta: gamma of its level. */
export type FittedGgompertzNbd = FittedPurchaseModel<'ggompertz-nbd', 'r' | 'alpha' | 'b' | 's' | 'beta'>
/** As BG/NBD, but a purchase comes only after `regularity` steps at the rate, so that gaps are more even. */
export interface FittedBgCnbd extends FittedPurchaseModel<'bg-cnbd-k', 'r' | 'alpha' | 'a' | 'b'> {
  /** k: a whole number ≥ 1, chosen before the parameters are estimated; not one of them. */
  readonly regularity: number
}
/** As MBG/NBD, but a purchase comes only after `regularity` steps at the rate, so that gaps are more even. */
export interface FittedMbgCnbd extends FittedPurchaseModel<'mbg-cnbd-k', 'r' | 'alpha' | 'a' | 'b'> {
  /** k: a whole number ≥ 1, chosen before the parameters are estimated; not one of them. */
  readonly regularity: number
}
/** p, q, gamma of Gamma-Gamma; spend is in the currency of the data. */
export type FittedGammaGamma = Fitted<'gamma-gamma', 'p' | 'q' | 'gamma'>

/** Any of them. */
export type AnyFittedPurchaseModel =
  | FittedBgNbd
  | FittedMbgNbd
  | FittedParetoNbd
  | FittedGgompertzNbd
  | FittedMbgCnbd
  | FittedBgCnbd
  | FittedNbd

/** Options of every fit. */
export interface FitOptions {
  /** Weight of an L2 penalty on the log-parameters; 0 (default) is maximum likelihood. */
  readonly penalty?: number
  /** Return an unconverged fit with a warning instead of throwing. */
  readonly allowUnconverged?: boolean
  /** Parameters to start from, for instance of an earlier fit. */
  readonly start?: Readonly<Record<string, number>>
  /**
   * The search ends where no component of the per-customer gradient in the log-parameters exceeds this: 1e-10 where left
   * out, 1e-6 at most. A looser one saves a step or two where digits beyond the standard errors do not count.
   */
  readonly gradientTolerance?: number
  /** k of BG/CNBD-k and MBG/CNBD-k, a whole number ≥ 1; the likeliest is searched where left out. Others ignore it. */
  readonly regularity?: number
}

/** A purchase model's likelihood as its fit sees it: what is searched, from where, and what changes with the unit of time. */
export interface PurchaseLikelihood<
  Name extends PurchaseModelName = PurchaseModelName,
  Parameter extends string = string,
> {
  readonly model: Name
  readonly parameterNames: readonly Parameter[]
  /** Which parameters are times, and so change with the unit. */
  readonly timeParameters: readonly Parameter[]
  /** Which parameters are rates, one over a time. */
  readonly rateParameters?: readonly Parameter[]
  /** Parameters to start from, where time is measured in mean ages and customers make `rate` repeat purchases in one. */
  readonly starts: (rate: number) => readonly Readonly<Record<Parameter, number>>[]
  /** Whether one evaluation costs so much that a search over very many rows begins with a sample of them. */
  readonly isDear?: boolean
  /** Prepares distinct rows for many evaluations at log-parameters in the order of `parameterNames`. */
  readonly prepare: (rows: WeightedHistories) => PurchaseObjective
}

/** Minus the mean log-likelihood per customer at log-parameters, with its derivatives. */
export interface PurchaseObjective {
  readonly slopeAt: (logParameters: readonly number[]) => Slope
  /** The same with the Hessian; without it a search uses gradients alone. */
  readonly curvatureAt?: (logParameters: readonly number[]) => Curvature
}

/**
 * A purchase model as the machinery (conformance, intervals, validation, choice) sees it.
 * Every predictor is total: finite for every valid history and every positive parameter.
 */
export interface PurchaseModel<F extends FittedPurchaseModel = AnyFittedPurchaseModel> {
  readonly name: F['model']
  /** As people write it: BG/NBD. */
  readonly title: string
  readonly parameterNames: readonly string[]
  /** Parameters such as real customers have, per week: the laws are tried there. */
  readonly typicalParameters: Readonly<Record<string, number>>
  /** Parameters with which nobody drops out, where the model then is the negative binomial of r and alpha. */
  readonly withoutDropout?: Readonly<Record<string, number>>
  /**
   * Models that are limits of this one, so that its maximum is no lower than theirs: the certificate holds a fit against
   * them. Each must be registered.
   */
  readonly contains: readonly PurchaseModelName[]
  /** Whether P(active) says anything of a customer with so many repeat purchases: see `canTellActive`. */
  readonly tellsActivityFrom: number
  /** The likelihood whose maximum `fitted` is; what a fit chose beforehand, such as a regularity, stays as it is there. */
  readonly likelihood: (fitted: F) => PurchaseLikelihood<F['model']>
  /** Parameters → fitted document without data, for simulation and tests. */
  readonly withParameters: (parameters: F['parameters'], timeUnit: TimeUnit) => F
  /** Of a model of regular purchases: the same at a fixed regularity k, which its fits and its documents keep. */
  readonly atRegularity?: (regularity: number) => PurchaseModel<F>
  /** @throws LIFETIME_FIT_NOT_CONVERGED, LIFETIME_NO_REPEAT_PURCHASES, … */
  readonly fit: (histories: PurchaseHistories, options?: FitOptions) => F
  /** Log-likelihood of each row at the parameters of `fitted`. */
  readonly logLikelihood: (fitted: F, histories: PurchaseHistories) => Float64Array
  /** P(active at the end of observation) of each row. */
  readonly probabilityActive: (fitted: F, histories: PurchaseHistories) => Float64Array
  /** E[purchases in (T, T + horizon]] of each row; horizon in the unit of the fit. */
  readonly expectedPurchases: (fitted: F, histories: PurchaseHistories, horizon: number) => Float64Array
  /**
   * Expected purchases in (T, T + horizon], each discounted by exp(−rate·time since T); horizon may be Infinity
   * when the rate is positive. Rate per unit of the fit.
   */
  readonly discountedExpectedPurchases: (
    fitted: F,
    histories: PurchaseHistories,
    horizon: number,
    discountRate: number,
  ) => Float64Array
  /** The future of a customer who is active at the end of observation. */
  readonly whileActive: WhileActive<F>
  /** Unconditional E[X(t)] of a new customer, repeat purchases only. */
  readonly expectedRepeatPurchases: (fitted: F, ages: Float64Array) => Float64Array
  /** Unconditional P(X(t) = n) of a new customer, n = 0 … out.length − 1, written into `out`. */
  readonly repeatPurchaseProbabilities: (fitted: F, age: number, out: Float64Array) => void
  /** Simulates `customers` new customers observed for their `ages`. */
  readonly simulate: (fitted: F, options: SimulateOptions) => SimulatedCustomers
}

/**
 * Purchases in (T, T + horizon] of one customer known to be active at T. Under most models this depends on x and T
 * alone, not on t_x: a million customers share a few thousand such futures.
 */
export interface WhileActive<F> {
  /** Whether the future depends on t_x too: where purchases are regular, the next is the nearer the longer ago the last. */
  readonly dependsOnLastPurchase: boolean
  /** Within about this time futures change with age: to what ages are compared when futures are interpolated. */
  readonly ageScale: (fitted: F) => number
  /** P(still active at T + ahead), by what is known at T. */
  readonly probabilityActive: (fitted: F, customer: ActiveCustomer, ahead: number) => number
  readonly expectedPurchases: (fitted: F, customer: ActiveCustomer, horizon: number) => number
  /** Each purchase discounted by exp(−rate·time since T); `horizon` may be Infinity when `discountRate` > 0. */
  readonly discountedExpectedPurchases: (fitted: F, customer: ActiveCustomer, window: FutureWindow) => number
  /**
   * Returns P(N = 0), P(N = 1), … of the purchases in (T + from, T + horizon], up to and including the first n by which
   * at least `coverage` of the probability is covered (or `maximum` + 1 entries).
   */
  readonly purchaseProbabilities: (fitted: F, customer: ActiveCustomer, window: CountWindow) => Float64Array
}

/** A time to come, and the rate at which purchases in it are discounted. */
export interface FutureWindow {
  /** May be Infinity. */
  readonly horizon: number
  readonly discountRate: number
}

/** Which purchases are counted, and how far their distribution is tabulated. */
export interface CountWindow {
  /** Begin of the window after the end of observation; at once where left out. */
  readonly from?: number
  /** End of the window after the end of observation; finite. */
  readonly horizon: number
  /** Stop at the first n by which so much of the probability is covered; 1 or more asks for all. */
  readonly coverage: number
  /** Stop at this n at the latest. */
  readonly maximum: number
}

/** What is known of an active customer: x repeat purchases, the last at t_x, in an age of T, in the unit of the fit. */
export interface ActiveCustomer {
  readonly repeatPurchases: number
  readonly lastPurchaseAge: number
  readonly age: number
}

/** What a simulation is asked for. */
export interface SimulateOptions {
  /** Age of each customer at the end of observation, in the unit of the fit; its length is the number of customers. */
  readonly ages: Float64Array
  /** Further time after the end of observation in which purchases are counted too. */
  readonly horizon: number
  /** Uniform numbers in (0, 1). */
  readonly random: () => number
}

/** Simulated customers: their histories, what they did in the horizon, and the hidden truth. */
export interface SimulatedCustomers {
  readonly histories: PurchaseHistories
  /** Purchases in (T, T + horizon]. */
  readonly futurePurchases: Float64Array
  /** 1 where truly active at T. */
  readonly active: Uint8Array
}

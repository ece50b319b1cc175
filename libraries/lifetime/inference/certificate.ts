/** What certifies a fit: that it is a summit, that the data tell it, and that no simpler model within it beats it. */
import type {
  AnyFittedPurchaseModel,
  Convergence,
  Fitted,
  PurchaseHistories,
  PurchaseModelName,
} from '../model.ts'
import { fitOrRefusal } from '../fit-or-refusal.ts'
import { purchaseModel } from '../models.ts'
import { checkTimeUnit } from '../outlook/check-options.ts'
import { akaike } from '../summary.ts'

/** A model that is a limit of the fitted one, held against it on the same data. */
export interface NestedCheck<Nested extends string = PurchaseModelName> {
  readonly model: Nested
  /** Null where the nested model cannot be fitted to these data. */
  readonly logLikelihood: number | null
  /**
   * Twice the gain in log-likelihood over the nested model. Models are mostly nested at the edge of their parameters,
   * where the χ² law does not hold: hold the gain in Akaike's criterion against zero instead.
   */
  readonly statistic: number | null
  /** By how much Akaike's criterion prefers the fitted model; negative where the nested one does as well with less. */
  readonly akaikeGain: number | null
  /** Whether the fit is no less likely than the nested one, as its maximum must be. */
  readonly holds: boolean
}

/** A fit's certificate. */
export interface Certificate<Nested extends string = PurchaseModelName> extends Convergence {
  /** Whether the data tell all parameters: else there are no standard errors. */
  readonly identified: boolean
  /** Whether one parameter alone runs to the edge of what it may be. */
  readonly atBoundary: boolean
  /** Whether several can change together without the likelihood noticing. */
  readonly onRidge: boolean
  readonly nested: readonly NestedCheck<Nested>[]
  /** Converged, and no less likely than any model within it. */
  readonly holds: boolean
}

/** Rounding, and the stopping of two searches, explain so much of a log-likelihood. */
const rounding = 1e-8

/**
 * Certifies a fit on its own data. It fits every model that the fitted one contains, which costs about as much again.
 *
 * @param histories - The data of the fit.
 * @throws LIFETIME_TIME_UNIT_MISMATCH, LIFETIME_MODEL_UNKNOWN.
 */
export function certify(fitted: AnyFittedPurchaseModel, histories: PurchaseHistories): Certificate {
  checkTimeUnit(fitted, histories)
  const nested = purchaseModel(fitted).contains.map((model) => ({
    model,
    fit: () => purchaseModel(model).fit(histories),
  }))
  return certificateOf(fitted, nested)
}

/** A model that a fit of any kind contains. */
export interface NestedModel<Nested extends string> {
  readonly model: Nested
  /** Its maximum on the data of the fit. */
  readonly fit: () => Pick<Fitted<string, string>, 'parameters' | 'logLikelihood'>
}

/** The same for a fit of any kind. */
export function certificateOf<Nested extends string>(
  { convergence, covariance, warnings, ...fitted }: Fitted<string, string>,
  models: readonly NestedModel<Nested>[],
): Certificate<Nested> {
  const nested = models.map((model) => nestedCheck(fitted, model))
  return {
    ...convergence,
    identified: covariance !== null,
    atBoundary: warnings.includes('LIFETIME_PARAMETER_AT_BOUNDARY'),
    onRidge: warnings.includes('LIFETIME_PARAMETERS_ON_RIDGE'),
    nested,
    holds: convergence.converged && nested.every((check) => check.holds),
  }
}

function nestedCheck<Nested extends string>(
  fitted: Pick<Fitted<string, string>, 'parameters' | 'logLikelihood'>,
  { model, fit }: NestedModel<Nested>,
): NestedCheck<Nested> {
  const attempt = fitOrRefusal(fit)
  if ('refused' in attempt) {
    return { model, logLikelihood: null, statistic: null, akaikeGain: null, holds: true }
  }
  const inner = attempt.fitted
  const gain = fitted.logLikelihood - inner.logLikelihood
  return {
    model,
    logLikelihood: inner.logLikelihood,
    statistic: 2 * gain,
    akaikeGain: akaike(inner) - akaike(fitted),
    holds: gain >= -rounding * Math.abs(inner.logLikelihood),
  }
}

/** The parameters of purchases as positive numbers, with and without covariates, so that both are drawn alike. */
import { jointFrame } from '#lifetime/covariates/joint-points.ts'
import { purchaseModel } from '#lifetime/models.ts'
import { movedBy, type UncertainFit } from '#lifetime/outlook/parameter-points.ts'
import type { CustomerStates, PurchaseFits } from './equity-values.ts'

/** Parameters that move in their logarithms, and the fits that follow. */
export interface PurchaseParameters {
  readonly fit: UncertainFit
  /** In the order of the covariance. */
  readonly names: readonly string[]
  readonly at: (parameters: Readonly<Record<string, number>>) => PurchaseFits
}

/**
 * Of a model with covariates they are factors, 1 at the fit: of a mean customer's parameters, and of what one standard
 * deviation of a covariate makes of them.
 *
 * @param customers - Whose mean and standard deviations these are; the same for two fits that are drawn together.
 */
export function purchaseParameters(
  { purchases, given }: PurchaseFits,
  { covariates }: Pick<CustomerStates, 'covariates'>,
): PurchaseParameters {
  if (given === null || given === undefined || covariates === undefined) {
    const { parameterNames: names } = purchaseModel(purchases)
    return {
      fit: purchases,
      names,
      at: (parameters) => ({ purchases: withParameters(purchases, parameters) }),
    }
  }
  const frame = jointFrame(given, covariates)
  const names = Object.keys(given.parameters)
  const ones = Object.fromEntries(names.map((name) => [name, 1]))
  return {
    fit: { parameters: ones, covariance: frame.covariance },
    names,
    at: (parameters) => ({
      purchases,
      given: frame.moved(names.map((name) => Math.log(parameters[name] ?? 1))),
    }),
  }
}

/** The fits that lie a step away on the logarithmic scale. */
export function movedFits({ fit, names, at }: PurchaseParameters, step: readonly number[]): PurchaseFits {
  return at(movedBy(fit.parameters, names, step))
}

/** The names are the model's own, so that these are its parameters. */
function withParameters(
  fitted: PurchaseFits['purchases'],
  parameters: Readonly<Record<string, number>>,
): PurchaseFits['purchases'] {
  return { ...fitted, parameters }
}

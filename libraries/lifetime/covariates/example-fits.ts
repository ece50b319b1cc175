/** Fits with covariates as examples for tests, chosen and not estimated. */
import { purchaseModel } from '../models.ts'
import type { CustomerCovariates } from './covariates.ts'
import { type CovariateModelName, effectsOf } from './effects.ts'
import type { FittedWithCovariates } from './fit.ts'

/** A fit with coefficients of which each is known but for `error`, and parameters known to within a tenth. */
export function chosen(
  model: CovariateModelName,
  covariates: CustomerCovariates,
  { coefficients, error }: { readonly coefficients: readonly number[]; readonly error: number },
): FittedWithCovariates {
  const plain = purchaseModel(model)
  const effects = effectsOf(model, covariates, { dropoutLink: 'odds' })
  const parameters: Record<string, number> = { ...plain.typicalParameters }
  effects.forEach(({ coefficient }, i) => (parameters[coefficient] = coefficients[i]))
  const names = Object.keys(parameters)
  const covariance = names.map((name, i) =>
    names.map((_, j) => (i === j ? (i < 4 ? 0.1 * parameters[name] : error) ** 2 : 0)),
  )
  return {
    ...plain.withParameters(plain.typicalParameters, 'week'),
    model: `${model}-covariates`,
    plainModel: model,
    parameters,
    covariance,
    coefficients: effects.map(({ coefficient }) => coefficient),
    effects,
  }
}

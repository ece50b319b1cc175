/** The plain model that one customer with covariates follows: everything the library knows of plain models holds for it. */
import { checkDocument } from '../document.ts'
import type { AnyFittedPurchaseModel } from '../model.ts'
import { purchaseModel } from '../models.ts'
import { transformed } from './centring.ts'
import { type CovariateColumns, type CovariateProcess, customerCovariates, valuesOf } from './covariates.ts'
import { type CovariateEffect, covariateModelNames } from './effects.ts'
import type { FittedWithCovariates } from './fit.ts'

/** Covariates of one kind of customer, by process and name. */
export type CovariateProfile = Readonly<Partial<Record<CovariateProcess, Readonly<Record<string, number>>>>>

/**
 * The plain fit that holds for customers with these covariates: its intervals, tables and distributions are theirs.
 *
 * @returns A document of the plain model whose covariance carries the uncertainty of the coefficients too.
 * @throws LIFETIME_COVARIATE_MISSING, LIFETIME_VALUE_NOT_FINITE, LIFETIME_MODEL_UNKNOWN.
 */
export function plainFitFor(fitted: FittedWithCovariates, profile: CovariateProfile): AnyFittedPurchaseModel {
  const covariates = customerCovariates(columnsOf(profile))
  const values = fitted.effects.map(({ process, covariate }) => valuesOf(covariates, process, covariate)[0])
  return plainFitWithErrors(fitted, values)
}

/**
 * The same at the values of the covariates that the effects read.
 *
 * @param values - One for each effect.
 */
export function plainFitWithErrors(
  fitted: FittedWithCovariates,
  values: readonly number[],
): AnyFittedPurchaseModel {
  const plain = plainFitAt(fitted, values)
  if (fitted.covariance === null) return plain
  const parameters = Object.values(plain.parameters)
  const origin = Object.values(fitted.parameters)
  // ln θ = ln θ₀ + Σ γ z e.
  const jacobian = parameters.map((value, i) => [
    ...parameters.map((_, j) => (i === j ? value / origin[i] : 0)),
    ...fitted.effects.map(({ direction }, j) => value * direction[i] * values[j]),
  ])
  return Object.freeze({ ...plain, covariance: transformed(fitted.covariance, jacobian) })
}

/** Names of the documents that are read here. */
export const covariateDocuments: readonly string[] = covariateModelNames.map((name) => `${name}-covariates`)

/**
 * The plain fit, without covariance, at the values of the covariates that the effects read.
 *
 * @param values - One for each effect.
 * @throws LIFETIME_MODEL_UNKNOWN where the document is of another model or version.
 */
export function plainFitAt(fitted: FittedWithCovariates, values: readonly number[]): AnyFittedPurchaseModel {
  checkDocument(fitted, covariateDocuments)
  const model = purchaseModel(fitted.plainModel)
  const parameters = model.parameterNames.map((name, i) => [
    name,
    fitted.parameters[name] * Math.exp(shiftOf(fitted.effects, fitted.parameters, { values, parameter: i })),
  ])
  return model.withParameters(Object.fromEntries(parameters), fitted.timeUnit)
}

function shiftOf(
  effects: readonly CovariateEffect[],
  parameters: Readonly<Record<string, number>>,
  { values, parameter }: { readonly values: readonly number[]; readonly parameter: number },
): number {
  let shift = 0
  for (let j = 0; j < effects.length; j++) {
    shift += effects[j].direction[parameter] * parameters[effects[j].coefficient] * values[j]
  }
  return shift
}

function columnsOf({ purchase = {}, dropout = {} }: CovariateProfile): CovariateColumns {
  const columns = (values: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]]))
  return { purchase: columns(purchase), dropout: columns(dropout) }
}

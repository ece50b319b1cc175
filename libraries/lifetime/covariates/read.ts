/** Fits with covariates that come back from JSON. */
import { purchaseModel } from '../models.ts'
import {
  checkedFit,
  checkTimeUnitOf,
  documentOf,
  finiteNumber,
  isListOf,
  listOf,
  missing,
  partsOf,
  type RawDocument,
  textOf,
} from '../read-document.ts'
import type { CovariateProcess } from './covariates.ts'
import { type CovariateEffect, type CovariateModelName, covariateModelNames } from './effects.ts'
import type { FittedWithCovariates } from './fit.ts'
import { covariateDocuments } from './profile.ts'

/**
 * Reads a fit with covariates from its JSON, text or parsed.
 *
 * @returns The fit, frozen; all figures are those of the fit that was written, to the last digit.
 * @throws LIFETIME_DOCUMENT_INVALID, LIFETIME_MODEL_UNKNOWN, LIFETIME_PARAMETER_NOT_POSITIVE.
 */
export function readFittedWithCovariates(document: unknown): FittedWithCovariates {
  const read = documentOf(document, covariateDocuments)
  const { parameterNames } = purchaseModel(checkedPlainModel(read, 'covariates'))
  // Its plain model, its effects and every part of a fit have been looked at, so that it is one.
  return checkedEffectFit(read, parameterNames) as FittedWithCovariates
}

/**
 * The plain model that a document names, which must be that of its own name.
 *
 * @param kind - What stands after the plain model in the document's name.
 * @throws LIFETIME_DOCUMENT_INVALID.
 */
export function checkedPlainModel(read: RawDocument, kind: 'covariates' | 'calendar'): CovariateModelName {
  const plainModel = covariateModelNames.find((name) => name === read['plainModel'])
  if (plainModel === undefined || read.model !== `${plainModel}-${kind}`) throw missing('plain model')
  return plainModel
}

/**
 * A fit of parameters and effects, whose coefficients multiply covariates.
 *
 * @throws LIFETIME_DOCUMENT_INVALID, LIFETIME_PARAMETER_NOT_POSITIVE.
 */
export function checkedEffectFit(read: RawDocument, parameterNames: readonly string[]): object {
  checkTimeUnitOf(read)
  const effects = listOf(read['effects'], 'effects').map((effect) =>
    checkedEffect(effect, parameterNames.length),
  )
  const coefficients = effects.map(({ coefficient }) => coefficient)
  if (!isListOf(read['coefficients'], coefficients)) throw missing('coefficients')
  return Object.freeze({
    ...checkedFit(read, parameterNames, coefficients),
    coefficients: Object.freeze(coefficients),
    effects: Object.freeze(effects),
  })
}

function checkedEffect(value: unknown, parameters: number): CovariateEffect {
  const effect = partsOf(value, 'effect')
  const process = textOf(effect['process'], 'process of an effect')
  if (!['purchase', 'dropout'].includes(process)) throw missing('process of an effect')
  const direction = listOf(effect['direction'], 'direction of an effect', parameters)
  return Object.freeze({
    coefficient: textOf(effect['coefficient'], 'coefficient of an effect'),
    covariate: textOf(effect['covariate'], 'covariate of an effect'),
    process: process as CovariateProcess,
    direction: Object.freeze(direction.map((by) => finiteNumber(by, 'direction of an effect'))),
  })
}

/** Fits on paths that come back from JSON. */
import { checkedEffectFit } from '../covariates/read.ts'
import { paretoNbdLikelihood } from '../pareto-nbd/fit.ts'
import { documentOf } from '../read-document.ts'
import type { FittedOnPaths } from './fit.ts'

/**
 * Reads a Pareto/NBD on paths from its JSON, text or parsed.
 *
 * @returns The fit, frozen; all figures are those of the fit that was written, to the last digit.
 * @throws LIFETIME_DOCUMENT_INVALID, LIFETIME_MODEL_UNKNOWN, LIFETIME_PARAMETER_NOT_POSITIVE.
 */
export function readFittedOnPaths(document: unknown): FittedOnPaths {
  const read = documentOf(document, ['pareto-nbd-paths'])
  // Its effects and every part of a fit have been looked at, so that it is one.
  return checkedEffectFit(read, paretoNbdLikelihood.parameterNames) as FittedOnPaths
}

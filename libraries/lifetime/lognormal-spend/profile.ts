/** Profile intervals of the lognormal models, and fits of theirs that come back from JSON. */
import { profileIntervalsOf, type ProfileInterval, type ProfileOptions } from '../inference/profile.ts'
import { readFitted } from '../read-document.ts'
import { lognormalProblem, parameterNames, parameterNamesByFrequency } from './fit.ts'
import type { LogSpendHistories } from './histories.ts'
import type { AnyFittedLognormalSpend } from './likelihood.ts'

const namesOf = {
  'lognormal-spend': parameterNames,
  'lognormal-spend-by-frequency': parameterNamesByFrequency,
}

/**
 * Profile-likelihood intervals for every parameter; see `../inference/profile.ts`.
 *
 * @param spend - The data of the fit.
 * @throws LIFETIME_OPTION_INVALID, LIFETIME_NO_CUSTOMERS, LIFETIME_SPEND_ALL_EQUAL.
 */
export function lognormalProfileIntervals(
  fitted: AnyFittedLognormalSpend,
  spend: LogSpendHistories,
  options?: ProfileOptions,
): Readonly<Record<string, ProfileInterval>> {
  const problem = lognormalProblem<string>(namesOf[fitted.model], spend)
  return profileIntervalsOf(problem, fitted.parameters, options)
}

/**
 * Reads a fitted lognormal model from its JSON, text or parsed.
 *
 * @throws LIFETIME_DOCUMENT_INVALID, LIFETIME_MODEL_UNKNOWN, LIFETIME_PARAMETER_NOT_POSITIVE.
 */
export function readFittedLognormalSpend(document: unknown): AnyFittedLognormalSpend {
  return readFitted(document, namesOf) as AnyFittedLognormalSpend
}

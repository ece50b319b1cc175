/** Profile intervals of BG/BB, and fits of it that come back from JSON. */
import { profileIntervalsOf, type ProfileInterval, type ProfileOptions } from '../inference/profile.ts'
import { readFitted } from '../read-document.ts'
import { bgBbProblem, parameterNames } from './fit.ts'
import type { OpportunityHistories } from './histories.ts'
import type { FittedBgBb } from './likelihood.ts'

/**
 * Profile-likelihood intervals for every parameter; see `../inference/profile.ts`.
 *
 * @param histories - The data of the fit.
 * @throws LIFETIME_OPTION_INVALID, LIFETIME_NO_REPEAT_PURCHASES.
 */
export function bgBbProfileIntervals(
  fitted: FittedBgBb,
  histories: OpportunityHistories,
  options?: ProfileOptions,
): Readonly<Record<string, ProfileInterval>> {
  return profileIntervalsOf(bgBbProblem(histories), fitted.parameters, options)
}

/**
 * Reads a fitted BG/BB from its JSON, text or parsed.
 *
 * @throws LIFETIME_DOCUMENT_INVALID, LIFETIME_MODEL_UNKNOWN, LIFETIME_PARAMETER_NOT_POSITIVE.
 */
export function readFittedBgBb(document: unknown): FittedBgBb {
  return readFitted(document, { 'bg-bb': parameterNames }) as FittedBgBb
}

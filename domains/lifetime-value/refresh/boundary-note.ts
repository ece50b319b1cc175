/** What is to be said where the chosen fit tells its parameters less well than another that did as well. */
import { isAsGood, type ModelChoice } from '#lifetime/judgement/choice.ts'
import type { ChoiceReport, ValueModelName } from '../value-document.ts'
import { becauseOf } from '../value-english.ts'
import { modelTitles } from './value-warnings.ts'

export function boundaryNote({
  model,
  candidates,
}: Pick<ModelChoice<ValueModelName>, 'model' | 'candidates'>): Pick<ChoiceReport, 'note'> {
  const chosen = candidates.find((one) => one.model === model)
  const others = candidates
    .filter((one) => isAsGood(one) && !one.atBoundary)
    .map((one) => modelTitles[one.model])
  if (chosen?.atBoundary !== true || others.length === 0) return {}
  const values = { chosen: modelTitles[model], others: others.join(', ') }
  return { note: becauseOf({ code: 'VALUE_CHOICE_AT_BOUNDARY', values }) }
}

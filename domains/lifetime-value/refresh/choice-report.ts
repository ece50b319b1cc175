/** How a choice at one origin came about, be its models of purchases or of contracts. */
import type { ModelChoice } from '#lifetime/judgement/choice.ts'
import type { CandidateJudgement, ChoiceReport, ValueModelName } from '../value-document.ts'
import { boundaryNote } from './boundary-note.ts'
import type { Window } from './value-calendar.ts'

/** What was chosen, with how each candidate did; the judgements are in the order of the fits. */
export function choiceReport(
  choice: ModelChoice<ValueModelName>,
  at: {
    readonly window: Window
    readonly fits: readonly { readonly model: ValueModelName }[]
    readonly judgements: readonly CandidateJudgement[]
  },
): ChoiceReport {
  const { origin, days } = at.window
  const candidates = choice.candidates.map((candidate) => ({
    ...candidate,
    judged: at.judgements[at.fits.findIndex((fitted) => fitted.model === candidate.model)],
  }))
  const { reason, because } = choice
  return { how: 'chosen', origin, days, candidates, reason, because, ...boundaryNote(choice) }
}

/** Words for the steps of work; a step without a word of its own is simply under way. */
const stepWords = [
  'read',
  'write',
  'summarise',
  'covariates',
  'choose',
  'fit',
  'validate',
  'score',
  'seasons',
  'publish',
  'audit',
  'equity',
] as const

/** Name of a step's word in the language file. */
export type StepWord = (typeof stepWords)[number] | 'other'

/** The word for `step`, the machine name that the work reports. */
export function stepWordOf(step: string | null): StepWord {
  return stepWords.find((word) => word === step) ?? 'other'
}

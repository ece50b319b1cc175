/** The figures by which the models of a choice stand beside one another, on the page and in the report. */
import type { Day } from '#kernel/time.ts'
import type { Words } from '#ui/chart.ts'
import type { Formats } from '#ui/format.ts'
import type { ChoiceReport } from '../value-document.ts'

export type Candidate = ChoiceReport['candidates'][number]

/** One figure of every candidate; `key` is its name under `trust.choice`. */
export interface CandidateFigure {
  readonly key: 'score' | 'calibration' | 'deviance' | 'gini' | 'lift'
  readonly of: (
    candidate: Candidate,
    formats: Pick<Formats, 'precise'>,
  ) => { readonly value: number; readonly text: string }
  /** Left out on a phone. */
  readonly wide: boolean
}

/** What the models were told, and what they had to foretell: at one origin, or at several in turn. */
export function choiceLead(
  { words, formats }: { readonly words: Words; readonly formats: Pick<Formats, 'day'> },
  of: { readonly origin: Day; readonly origins?: readonly Day[] | undefined; readonly days: string },
): string {
  const { origin, origins = [origin], days } = of
  return origins.length === 1
    ? words('trust.choice.lead', { days, origin: formats.day(origins[0] ?? origin) })
    : words('trust.choice.leadSeveral', { days, origins: origins.map(formats.day).join(' · ') })
}

/** Those that were judged, where all candidates were: in documents of an earlier version none is. */
export function judgedFiguresOf(candidates: readonly Candidate[]): readonly CandidateFigure[] {
  return candidates.every((candidate) => candidate.judged !== undefined) ? judgedFigures : []
}

/** What the choice goes by. */
export const scoreFigure: CandidateFigure = {
  key: 'score',
  wide: true,
  of: ({ meanLogProbability: value }, { precise }) => ({ value, text: precise(value, 4) }),
}

const judgedFigures: readonly CandidateFigure[] = [
  figure('calibration', { digits: 3 }, ({ actualPurchases, expectedPurchases }) =>
    expectedPurchases > 0 ? actualPurchases / expectedPurchases : null,
  ),
  figure('deviance', { digits: 4, wide: true }, ({ poissonDeviance }) => poissonDeviance),
  figure('gini', { digits: 3, wide: true }, ({ gini }) => gini),
  figure('lift', { digits: 3, wide: true }, ({ topDecileLift }) => topDecileLift),
]

function figure(
  key: CandidateFigure['key'],
  { digits, wide = false }: { readonly digits: number; readonly wide?: boolean },
  read: (judged: NonNullable<Candidate['judged']>) => number | null,
): CandidateFigure {
  return {
    key,
    wide,
    of: ({ judged }, { precise }) => {
      const value = judged === undefined ? null : read(judged)
      return value === null ? { value: Number.NaN, text: '–' } : { value, text: precise(value, digits) }
    },
  }
}

/** Against the chosen one; documents of an earlier version know the difference to the best alone. */
export function differenceOf({
  againstChosen,
  differenceToBest,
  standardError,
}: Candidate): NonNullable<Candidate['againstChosen']> {
  if (againstChosen !== undefined) return againstChosen
  const isNoise = Math.abs(differenceToBest) <= 2 * standardError
  return { difference: differenceToBest, standardError, isNoise }
}

/** Coefficients as comparisons between customers, for page, report and terminal. */
import type { Formats } from '#ui/format.ts'
import type { CoefficientReport, CovariatesReport } from './covariates-document.ts'

/** One comparison: how often such customers buy, and how soon they leave. */
export interface CovariateRow {
  /** What the model calls it. */
  readonly column: string
  readonly customers: number
  readonly purchase: CoefficientReport | undefined
  readonly dropout: CoefficientReport | undefined
}

/** What is compared: a category with the most frequent one, all rare ones with it, or a number with a smaller one. */
export type Compared = 'category' | 'others' | 'number'

/** The comparisons, in the order of the file. */
export function covariateRows({ columns, coefficients }: CovariatesReport): readonly CovariateRow[] {
  return columns.flatMap((column) => {
    const purchase = coefficients.find(({ name }) => name === `purchase.${column}`)
    const dropout = coefficients.find(
      ({ name, process }) => process === 'dropout' && name.endsWith(`.${column}`),
    )
    const customers = (purchase ?? dropout)?.customers
    return customers === undefined ? [] : [{ column, customers, purchase, dropout }]
  })
}

/** What stands in the words of a comparison; empty where they do not ask for it. */
export type ComparedValues = Readonly<Record<'covariate' | 'category' | 'against' | 'step', string>>

/** What is compared, and with which words. */
export function comparedOf(
  { covariate, category, against, step }: CoefficientReport,
  formats: Pick<Formats, 'precise'>,
): { readonly kind: Compared; readonly values: ComparedValues } {
  const values = {
    covariate,
    category: category ?? '',
    against: against ?? '',
    step: formats.precise(step, 3),
  }
  if (against === null) return { kind: 'number', values }
  return { kind: category === null ? 'others' : 'category', values }
}

/** A factor with so many digits that one beside 1 is not taken for it. */
export function factorDigits(factor: number, { precise }: Pick<Formats, 'precise'>): string {
  return precise(factor, factor < 1 ? 2 : 3)
}

/** A coefficient of which its interval says that it is not 0. */
export function isTelling({ factorLow, factorHigh }: CoefficientReport): boolean {
  return factorLow !== null && factorHigh !== null && (factorLow > 1 || factorHigh < 1)
}

/** How the hold-out came out. */
export function helpOf({ holdout }: CovariatesReport): 'better' | 'worse' | 'noise' | 'untried' {
  if (holdout === null) return 'untried'
  if (holdout.isNoise) return 'noise'
  return holdout.difference > 0 ? 'better' : 'worse'
}

/** Figures as they stand in sentences; empty where there are none. */
export type HelpFigures = Readonly<
  Record<'with' | 'without' | 'difference' | 'error' | 'statistic' | 'p', string>
>

/** The figures of the hold-out and of the likelihood ratio. */
export function helpFigures(
  { holdout, likelihoodRatio }: CovariatesReport,
  { precise }: Pick<Formats, 'precise'>,
): HelpFigures {
  const text = (value: number | undefined, digits: number) =>
    value === undefined ? '' : precise(value, digits)
  return {
    with: text(holdout?.meanLogProbability, 4),
    without: text(holdout?.withoutCovariates, 4),
    difference: text(holdout?.difference, 2),
    error: text(holdout?.standardError, 2),
    statistic: text(likelihoodRatio?.statistic, 3),
    p: text(likelihoodRatio?.pValue, 2),
  }
}

/** What else is known of customers, in the terminal. */
import { formatsOf } from '#ui/format.ts'
import { comparedOf, covariateRows, factorDigits, helpOf, isTelling } from './covariate-rows.ts'
import type { CoefficientReport, CovariatesReport } from './covariates-document.ts'

const formats = formatsOf('en')

const helps = {
  better: 'it foresaw better with them',
  worse: 'it foresaw worse with them',
  noise: 'they made no difference beyond noise',
  untried: 'they were not tried',
} as const

/** Lines with their titles; none where nothing else is known. */
export function covariateLines(
  report: CovariatesReport | null | undefined,
): readonly (readonly [string, string])[] {
  if (report === null || report === undefined) return []
  if (report.absent !== null)
    return [['Known', `nothing used of ${report.fileName}: ${report.absent.reason}`]]
  const told = covariateRows(report).map(({ purchase, dropout }): string => {
    const [first, ...rest] = [purchase, dropout].filter((one) => one !== undefined)
    return first === undefined ? '' : `${comparedText(first)}: ${[first, ...rest].map(factorText).join(', ')}`
  })
  const { holdout, likelihoodRatio } = report
  const figures =
    holdout === null
      ? ''
      : `, ${formats.precise(holdout.difference, 2)} ± ${formats.precise(holdout.standardError, 2)} of mean log probability`
  const ratio =
    likelihoodRatio === null
      ? ''
      : `; likelihood ratio ${formats.precise(likelihoodRatio.statistic, 3)} with ${likelihoodRatio.degrees} ${likelihoodRatio.degrees === 1 ? 'degree' : 'degrees'} of freedom, p ${formats.precise(likelihoodRatio.pValue, 2)}`
  const lines = [...told, `on what it had not seen ${helps[helpOf(report)]}${figures}${ratio}`]
  return lines.map((line, place) => [place === 0 ? 'Known' : '', line] as const)
}

function comparedText(coefficient: CoefficientReport): string {
  const { kind, values } = comparedOf(coefficient, formats)
  const { covariate, category, against, step } = values
  if (kind === 'number') return `${covariate}, ${step} more`
  return `${covariate} ${kind === 'others' ? 'any other' : category} rather than ${against}`
}

/** An asterisk marks what chance alone would hardly bring. */
function factorText(coefficient: CoefficientReport): string {
  const { process, factor, factorLow, factorHigh } = coefficient
  const verb = process === 'purchase' ? 'buy' : 'leave'
  const how = process === 'purchase' ? 'often' : 'soon'
  const range =
    factorLow === null || factorHigh === null
      ? 'not identified'
      : `${factorDigits(factorLow, formats)} to ${factorDigits(factorHigh, formats)}`
  return `${verb} ${factorDigits(factor, formats)} times as ${how}${isTelling(coefficient) ? '*' : ''} (${range})`
}

/** What else is known of customers, what it tells of them, and whether it helped. */
import {
  comparedOf,
  covariateRows,
  factorDigits,
  helpFigures,
  helpOf,
  isTelling,
  type CovariateRow,
} from '../covariates/covariate-rows.ts'
import type { CoefficientReport, CovariatesReport } from '../covariates/covariates-document.ts'
import { type Html, html } from '#ui/report/html.ts'
import { sentence } from '#ui/report/reader.ts'
import { table } from '#ui/report/table.ts'
import type { Reader } from './reader.ts'

/** A part of the section on trust. */
export function covariatesPart(reader: Reader, report: CovariatesReport): Html {
  const { words, say } = reader
  const { fileName: file, customers: count, absent } = report
  const opening = html`<h3>${words('trust.covariates.title')}</h3>
    <p>${words('trust.covariates.lead', { file, count })}</p>`
  if (absent !== null) {
    const why = (absent.because === undefined ? undefined : say(absent.because, 'text')) ?? absent.reason
    return html`${opening}
      <p>${words('trust.covariates.absent', { why })}</p>`
  }
  return html`${opening} ${sentences(reader, report)} ${comparisons(reader, report)}
    <p>${words('trust.covariates.reading')}</p>
    ${helped(reader, report)}`
}

function sentences(reader: Reader, report: CovariatesReport): Html {
  const { words } = reader
  const telling = covariateRows(report)
    .flatMap(({ purchase, dropout }) => [purchase, dropout])
    .filter((one) => one !== undefined)
    .filter(isTelling)
  if (telling.length === 0) return html`<p>${words('trust.covariates.sentence.none')}</p>`
  return html`${telling.map((one) => html`<p>${inWords(reader, one)}</p>`)}`
}

function inWords(reader: Reader, coefficient: CoefficientReport): Html {
  const { words, formats } = reader
  const { kind, values } = comparedOf(coefficient, formats)
  return sentence(reader, `trust.covariates.sentence.${coefficient.process}.${kind}`, {
    values: { ...values, range: rangeText(reader, coefficient) },
    parts: {
      what: words(`trust.covariates.sentence.what.${kind}`, values),
      factor: factorText(reader, coefficient),
    },
  })
}

function comparisons(reader: Reader, report: CovariatesReport): Html {
  const { words, formats } = reader
  const cell = (coefficient: CoefficientReport | undefined) =>
    coefficient === undefined
      ? ''
      : `${factorDigits(coefficient.factor, formats)} (${rangeText(reader, coefficient)})`
  const label = ({ purchase, dropout }: CovariateRow) => {
    const coefficient = purchase ?? dropout
    if (coefficient === undefined) return ''
    const { kind, values } = comparedOf(coefficient, formats)
    return words(`trust.covariates.of.${kind}`, values)
  }
  return table({
    name: words('trust.covariates.title'),
    columns: ['compared', 'customers', 'purchase', 'dropout'].map((key) => words(`trust.covariates.${key}`)),
    rows: covariateRows(report).map((row) => [
      label(row),
      formats.count(row.customers),
      cell(row.purchase),
      cell(row.dropout),
    ]),
  })
}

function factorText({ words, formats }: Reader, { process, factor }: CoefficientReport): string {
  return words(`trust.covariates.factor.${process}`, { factor: factorDigits(factor, formats) })
}

function rangeText({ words, formats }: Reader, { factorLow, factorHigh }: CoefficientReport): string {
  if (factorLow === null || factorHigh === null) return words('trust.covariates.unknown')
  const ends = { low: factorDigits(factorLow, formats), high: factorDigits(factorHigh, formats) }
  return words('trust.covariates.range', ends)
}

function helped({ words, formats }: Reader, report: CovariatesReport): Html {
  const figures = helpFigures(report, formats)
  const { likelihoodRatio } = report
  return html`<p>${words(`trust.covariates.helped.${helpOf(report)}`, figures)}</p>
    ${
      likelihoodRatio === null
        ? null
        : html`<p>
            ${words('trust.covariates.helped.ratio', { ...figures, count: likelihoodRatio.degrees })}
          </p>`
    }
    <p>${words('trust.covariates.helped.cause')}</p>`
}

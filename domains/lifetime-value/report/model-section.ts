/** The fitted models: why they, their parameters with standard errors, and the certificate of each fit. */
import {
  choiceLead,
  judgedFiguresOf,
  scoreFigure,
  differenceOf,
  type Candidate,
} from '../refresh/candidate-figures.ts'
import type { Because } from '../because.ts'
import type { ChoiceReport, ModelReport, SpendModelReport, ValueDocument } from '../value-document.ts'
import { type Html, html } from '#ui/report/html.ts'
import { type Reader, moneyText, spanText } from './reader.ts'
import { facts, section, table } from '#ui/report/table.ts'
import { sentence } from '#ui/report/reader.ts'

/** Models and the reason for them. */
export function modelSection(reader: Reader, document: ValueDocument): Html {
  const { model, spendModel, choice } = document
  return section('model', reader.words('report.model.title'), [
    model.name === 'none'
      ? html`<h3>${reader.words('model.none')}</h3>
          <p>${whyText(reader, model)}</p>`
      : purchaseModel(reader, model),
    spendPart(reader, spendModel),
    whyThis(reader, choice, model.name),
  ])
}

function spendPart(reader: Reader, model: ValueDocument['spendModel']): Html {
  switch (model.name) {
    case 'gamma-gamma':
      return spendParameters(reader, model)
    case 'mean-spend':
      return html`<h3>${reader.words('trust.parameters.meanTitle')}</h3>
        <p>
          ${sentence(reader, 'trust.parameters.meanSpend', {
            parts: { spend: moneyText(reader, model.meanSpend) },
          })}
          ${whyText(reader, model)}
        </p>`
    case 'contract-amount':
      return html`<h3>${reader.words('trust.parameters.amountTitle')}</h3>
        <p>
          ${sentence(reader, 'trust.parameters.amountText', {
            parts: { amount: moneyText(reader, model.meanAmount) },
          })}
        </p>`
  }
}

function whyText({ say }: Reader, { because, reason }: Because): string {
  return (because === undefined ? undefined : say(because, 'text')) ?? reason
}

function purchaseModel(reader: Reader, model: ModelReport): Html {
  const { words } = reader
  const title = words('trust.parameters.title', { model: words(`model.${model.name}`) })
  const unit = words(`trust.parameters.unit.${model.unit}`)
  return html`<h3>${title}</h3>
    <p>${words('trust.parameters.lead', { count: model.customers, time: unit })}</p>
    ${parameters(reader, title, model)}
    ${model.regularity === undefined ? null : html`<p>${words('trust.parameters.regularity', { count: model.regularity })}</p>`}
    ${certificate(reader, model)}`
}

function spendParameters(reader: Reader, model: SpendModelReport): Html {
  const { words, formats } = reader
  const { customers, droppedZeroSpend, frequencySpendCorrelation: correlation } = model
  const title = words('trust.parameters.spendTitle')
  const notes = [
    words('trust.parameters.spendLead', { count: customers }),
    ...(droppedZeroSpend > 0 ? [words('trust.parameters.spendDropped', { count: droppedZeroSpend })] : []),
    ...(correlation === null
      ? []
      : [words('trust.parameters.correlation', { value: formats.precise(correlation, 2) })]),
  ]
  return html`<h3>${title}</h3>
    <p>${notes.join(' ')}</p>
    ${parameters(reader, title, model)}${certificate(reader, model)}`
}

type Parameters = Pick<ModelReport, 'parameters' | 'standardErrors'>

function parameters(
  { words, formats }: Reader,
  name: string,
  { parameters: all, standardErrors }: Parameters,
): Html {
  return table({
    name,
    columns: ['name', 'value', 'error'].map((key) => words(`trust.parameters.${key}`)),
    rows: Object.entries(all).map(([parameter, value]) => {
      const error = standardErrors?.[parameter]
      return [
        html`<code>${parameter}</code>`,
        formats.precise(value, 6),
        error === undefined ? words('trust.parameters.notIdentified') : formats.precise(error, 3),
      ]
    }),
  })
}

function certificate({ words, formats }: Reader, model: ModelReport | SpendModelReport): Html {
  const { convergence, logLikelihood } = model
  const name = (key: string) => words(`trust.certificate.${key}`)
  const criteria =
    model.name === 'gamma-gamma'
      ? []
      : ([
          [name('aic'), formats.precise(model.aic, 8)],
          [name('bic'), formats.precise(model.bic, 8)],
          [name('rows'), formats.count(model.distinctRows)],
        ] as const)
  return html`<p>${name(convergence.converged ? 'yes' : 'no')}</p>
    ${facts([
      [name('logLikelihood'), formats.precise(logLikelihood, 10)],
      ...criteria,
      [name('gradient'), formats.scientific(convergence.gradientNorm)],
      [name('condition'), formats.scientific(convergence.conditionNumber)],
      [name('iterations'), formats.count(convergence.iterations)],
      [name('starts'), formats.count(convergence.starts)],
    ])}`
}

function whyThis(reader: Reader, choice: ChoiceReport, chosen: string): Html {
  const { words, formats } = reader
  const { origin, days, origins, candidates, leftOut = [] } = choice
  const name = words('trust.choice.title')
  const figures = judgedFiguresOf(candidates)
  const lead =
    origin === null || days === null
      ? null
      : html`<p>${choiceLead(reader, { origin, origins, days: spanText(reader, days) })}</p>`
  const compared = table({
    name,
    columns: ['model', 'score', 'difference', ...figures.map(({ key }) => key)].map((key) =>
      words(`trust.choice.${key}`),
    ),
    rows: candidates.map((one) => [
      words(`model.${one.model}`) + (one.model === chosen ? ` (${words('trust.choice.used')})` : ''),
      scoreFigure.of(one, formats).text,
      differenceText(reader, one),
      ...figures.map(({ of }) => of(one, formats).text),
    ]),
  })
  return html`<h3>${name}</h3>
    ${lead}${
      candidates.length === 0
        ? null
        : html`${compared}
            <p>${words('trust.choice.reading')} ${words('trust.choice.readingWide')}</p>`
    }
    <p>${whyText(reader, choice)} ${choice.note === undefined ? null : whyText(reader, choice.note)}</p>
    ${leftOut.map(
      (one) =>
        html`<p>
          ${words('trust.choice.leftOut', { model: words(`model.${one.model}`), why: whyText(reader, one) })}
        </p>`,
    )}`
}

function differenceText({ words, formats }: Reader, candidate: Candidate): string {
  const { difference, standardError, isNoise } = differenceOf(candidate)
  if (standardError === 0) return '–'
  const pair = `${formats.precise(difference, 2)} ± ${formats.precise(standardError, 2)}`
  return `${pair} (${words(isNoise ? 'trust.choice.noise' : 'trust.choice.tells')})`
}

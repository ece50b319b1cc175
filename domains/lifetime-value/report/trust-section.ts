/** How the model did on data it had not seen, against a simple rule, in words and pictures. */
import { calibrationChart } from '../charts/calibration.chart.ts'
import { frequencyFitChart } from '../charts/frequency-fit.chart.ts'
import { pitChart, reliabilityChart } from '../charts/reliability.chart.ts'
import { type Skill, closerOf, skillOf } from '../trust/skill.ts'
import { renewalRatesChart, survivalChart } from '../charts/survival.chart.ts'
import { cumulativeTrackingChart, weeklyTrackingChart } from '../charts/tracking.chart.ts'
import type { BacktestOrigin, HoldoutReport, Totals } from '../value-document.ts'
import { figure, figures } from '#ui/report/figure.ts'
import { type Html, html } from '#ui/report/html.ts'
import { covariatesPart } from './covariates-part.ts'
import { type Reader, spanText } from './reader.ts'
import type { ReportInput } from './report-input.ts'
import { facts, section, table } from '#ui/report/table.ts'
import { sentence } from '#ui/report/reader.ts'

/** The Trust page. */
export function trustSection(reader: Reader, { document, charts }: ReportInput): Html {
  const { words } = reader
  const { holdout, totals } = document
  const { tracking, calibration, reliability, 'frequency-fit': frequencyFit, survival } = charts
  return section('trust', words('trust.title'), [
    holdout === null ? untried(reader) : tried(reader, holdout),
    document.covariates ? covariatesPart(reader, document.covariates) : null,
    totals && origins(reader, totals),
    figures([
      survival && figure(reader, (frame) => survivalChart(survival, frame)),
      survival && figure(reader, (frame) => renewalRatesChart(survival, frame)),
      tracking && figure(reader, (frame) => cumulativeTrackingChart(tracking, frame)),
      tracking && figure(reader, (frame) => weeklyTrackingChart(tracking, frame)),
      calibration && figure(reader, (frame) => calibrationChart(calibration, frame)),
      frequencyFit && figure(reader, (frame) => frequencyFitChart(frequencyFit, frame)),
      reliability && figure(reader, (frame) => reliabilityChart(reliability, frame)),
      reliability && figure(reader, (frame) => pitChart(reliability, frame)),
    ]),
  ])
}

function untried({ words }: Reader): Html {
  return html`<p>${words('trust.verdict.none')} ${words('trust.verdict.noneHint')}</p>`
}

function tried(reader: Reader, holdout: HoldoutReport): Html {
  const { words, formats } = reader
  const { actualPurchases: actual, expectedPurchases: expected, baseline } = holdout
  const ruleParts = {
    expected: formats.estimate(baseline.expectedPurchases),
    skill: skillText(reader, skillOf(baseline.expectedPurchases, actual)),
  }
  const shares = {
    stated: formats.percent(holdout.statedCoverage),
    observed: formats.percent(holdout.coverage),
  }
  const total = sentence(reader, 'trust.verdict.total', {
    values: { days: spanText(reader, holdout.days) },
    parts: {
      origin: formats.day(holdout.origin),
      expected: formats.estimate(expected),
      actual: formats.count(actual),
      skill: skillText(reader, skillOf(expected, actual)),
    },
  })
  return html`<p>${total}</p>
    <p>
      ${sentence(reader, 'trust.verdict.rule', { parts: ruleParts })}
      ${words(`trust.verdict.closer.${closerOf(holdout)}`)}
    </p>
    <p>${sentence(reader, 'trust.verdict.ranges', { parts: shares })}</p>
    ${against(reader, holdout)} ${ranges(reader, holdout)}`
}

function skillText({ words, formats }: Reader, skill: Skill | undefined): string {
  return skill === undefined ? '' : words(`skill.${skill.word}`, { share: formats.percent(skill.share) })
}

function against(reader: Reader, holdout: HoldoutReport): Html {
  const { words, formats } = reader
  const name = words('trust.against.title')
  const { baseline, actualPurchases } = holdout
  const row = (who: string, judged: Pick<HoldoutReport, keyof Omit<typeof baseline, 'rule'>>) => [
    words(`trust.against.${who}`),
    formats.estimate(judged.expectedPurchases),
    errorText(reader, judged.expectedPurchases, actualPurchases),
    formats.precise(judged.meanAbsoluteError, 3),
    formats.precise(judged.poissonDeviance, 3),
  ]
  const lead = sentence(reader, 'trust.against.lead', {
    values: { count: holdout.customers, days: spanText(reader, holdout.days) },
    parts: { origin: formats.day(holdout.origin) },
  })
  return html`<h3>${name}</h3>
    <p>${lead}</p>
    ${table({
      name,
      columns: ['who', 'purchases', 'error', 'absolute', 'deviance'].map((key) =>
        words(`trust.against.${key}`),
      ),
      rows: [
        row('model', holdout),
        row('rule', baseline),
        [words('trust.against.came'), formats.count(actualPurchases), '', '', ''],
      ],
    })}`
}

function ranges({ words, formats }: Reader, holdout: HoldoutReport): Html {
  const name = (key: string) => words(`trust.ranges.${key}`)
  return html`<h3>${name('title')}</h3>
    <p>${name('lead')}</p>
    ${facts([
      [name('stated'), formats.percent(holdout.statedCoverage)],
      [name('observed'), formats.percent(holdout.coverage)],
      [name('pit'), formats.percent(holdout.pitInside80), name('pitNote')],
      [name('score'), formats.precise(holdout.meanLogProbability, 4)],
    ])}`
}

function origins(reader: Reader, { backtest }: Totals): Html {
  const { words, formats } = reader
  const name = words('trust.origins.title')
  const row = ({ origin, days, expectedPurchases: expected, actualPurchases: actual }: BacktestOrigin) => [
    formats.day(origin),
    formats.count(days),
    formats.estimate(expected),
    formats.count(actual),
    errorText(reader, expected, actual),
  ]
  return html`<h3>${name}</h3>
    <p>${words('report.origins')} ${backtest.absent}</p>
    ${
      backtest.origins.length === 0
        ? null
        : table({
            name,
            columns: ['origin', 'days', 'expected', 'actual', 'error'].map((key) =>
              words(`trust.origins.${key}`),
            ),
            rows: backtest.origins.map(row),
          })
    }`
}

function errorText({ formats }: Reader, expected: number, actual: number): string {
  return actual === 0 ? '' : formats.signedPercent(expected / actual - 1)
}

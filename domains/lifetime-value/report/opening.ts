/** What the report opens with: the range in one sentence, how the model did last time, and the main figures. */
import { skillOf } from '../trust/skill.ts'
import type { HoldoutReport, Totals, ValueDocument } from '../value-document.ts'
import { type Html, html } from '#ui/report/html.ts'
import { type Reader, moneyText, shortMoney, spanText } from './reader.ts'
import { facts } from '#ui/report/table.ts'
import { sentence } from '#ui/report/reader.ts'

/** The first screen of the report. */
export function opening(reader: Reader, document: ValueDocument): Html {
  const { totals } = document
  return html`<p class="headline">${headline(reader, document)}</p>
    ${totals === null ? null : html`<p class="best">${best(reader, totals)} ${lastTime(reader, document.holdout)}</p>`}
    ${mainFigures(reader, document)}`
}

function headline(reader: Reader, document: ValueDocument): Html {
  const { totals, customers, spend, valueOf, horizonDays } = document
  const count = reader.formats.count(customers)
  if (totals === null) {
    const parts = { customers: count, spend: shortMoney(reader, spend) }
    return sentence(reader, 'base.headline.unvalued', { values: { count: customers }, parts })
  }
  const { low, high } = rangeOf(totals)
  return sentence(reader, `base.headline.${valueOf}`, {
    values: { count: customers, horizon: spanText(reader, horizonDays) },
    parts: { customers: count, low: shortMoney(reader, low), high: shortMoney(reader, high) },
  })
}

/** The range as wide as past errors make it, where they are known. */
function rangeOf(totals: Totals): { low: number; high: number; tried: boolean } {
  const { valueBacktestLow: low, valueBacktestHigh: high } = totals
  return low === null || high === null
    ? { low: totals.valueLow, high: totals.valueHigh, tried: false }
    : { low, high, tried: true }
}

function best(reader: Reader, totals: Totals): Html {
  const { value, valueLow, valueHigh, backtest } = totals
  const parts = {
    value: shortMoney(reader, value),
    low: shortMoney(reader, valueLow),
    high: shortMoney(reader, valueHigh),
  }
  if (rangeOf(totals).tried) return sentence(reader, 'base.best', { parts })
  return html`${sentence(reader, 'base.bestModelOnly', { parts })} ${backtest.absent}`
}

function lastTime(reader: Reader, holdout: HoldoutReport | null): Html {
  const skill = holdout === null ? undefined : skillOf(holdout.expectedPurchases, holdout.actualPurchases)
  if (holdout === null || skill === undefined) return sentence(reader, 'base.lastAbsent')
  const { formats, words } = reader
  return sentence(reader, 'base.last', {
    values: { days: spanText(reader, holdout.days) },
    parts: {
      origin: formats.day(holdout.origin),
      skill: words(`skill.${skill.word}`, { share: formats.percent(skill.share) }),
      expected: formats.estimate(holdout.expectedPurchases),
      actual: formats.count(holdout.actualPurchases),
    },
  })
}

function mainFigures(reader: Reader, document: ValueDocument): Html {
  const { words, formats } = reader
  const { customers, customersHeard, totals, spend, firstDay, asOf } = document
  const name = (key: string) => words(`base.facts.${key}`)
  const heard = sentence(reader, 'base.facts.heard', { parts: { heard: formats.count(customersHeard) } })
  const span = { first: formats.day(firstDay), last: formats.day(asOf) }
  return facts([
    [name('customers'), formats.count(customers), heard],
    ...contractFigures(reader, document),
    ...(totals === null ? [] : expectedFigures(reader, document, totals)),
    [name('spend'), shortMoney(reader, spend), sentence(reader, 'base.facts.spendNote', { parts: span })],
    [name('basis'), words(`valueOf.${document.valueOf}`), basisNote(reader, document)],
  ])
}

function contractFigures({ words, formats }: Reader, { contracts }: ValueDocument) {
  if (contracts === undefined) return []
  const { period, running, renewalsDue: due, renewalsMade: made } = contracts
  const every = words(`contracts.period.${period}`)
  const rate = [
    words('contracts.facts.rate'),
    formats.percent(made / due),
    words('contracts.facts.rateNote', { count: due, period: every }),
  ] as const
  return [
    [
      words('contracts.facts.contracts'),
      formats.count(contracts.contracts),
      words('contracts.facts.running', { count: running }),
    ],
    ...(due === 0 ? [] : [rate]),
  ] as const
}

function expectedFigures(reader: Reader, { customers }: ValueDocument, totals: Totals) {
  const { words, formats } = reader
  const told = customers - totals.activeCannotTell
  const notes = [
    ...(told > 0 ? [words('base.facts.activeNote', { share: formats.percent(totals.active / told) })] : []),
    ...(totals.activeCannotTell > 0
      ? [words('base.facts.activeCannotTell', { count: totals.activeCannotTell })]
      : []),
  ]
  const range = words('report.range', {
    low: formats.estimate(totals.expectedPurchasesBacktestLow ?? totals.expectedPurchasesLow),
    high: formats.estimate(totals.expectedPurchasesBacktestHigh ?? totals.expectedPurchasesHigh),
  })
  return [
    [words('base.facts.active'), told > 0 ? formats.estimate(totals.active) : '–', notes.join('; ')],
    [words('base.facts.purchases'), formats.estimate(totals.expectedPurchases), range],
    [words('base.facts.each'), moneyText(reader, totals.value / customers)],
  ] as const
}

function basisNote(reader: Reader, document: ValueDocument): string {
  const { words, formats } = reader
  const note = words('base.facts.basisNote', {
    horizon: spanText(reader, document.horizonDays),
    rate: formats.percent(document.discountRatePerYear),
  })
  if (document.margin === null) return note
  return `${words('base.facts.marginNote', { margin: formats.percent(document.margin) })}; ${note}`
}

/** What was in the file, and what is odd about it. */
import type { QualityReport } from '#history/history.contract.ts'
import type { ValueDocument } from '../value-document.ts'
import { type Html, type HtmlPart, html } from '#ui/report/html.ts'
import { type Reader, moneyText } from './reader.ts'
import type { ReportInput } from './report-input.ts'
import { facts, section, table } from '#ui/report/table.ts'

/** The data, their quality, and the warnings. */
export function dataSection(reader: Reader, { document, quality }: ReportInput): Html {
  const { words } = reader
  return section('data', words('report.data.title'), [
    rowFacts(reader, document),
    warnings(reader, document),
    quality === null ? null : [oddities(reader, quality), refusals(reader, quality), gaps(reader, quality)],
  ])
}

function rowFacts(reader: Reader, document: ValueDocument): Html {
  const { words, formats } = reader
  const { rows, customersHeard, customers, firstDay, lastDay, currency, timeZone } = document
  const name = (key: string) => words(`report.data.${key}`)
  return facts([
    [name('read'), formats.count(rows.read)],
    [name('accepted'), formats.count(rows.accepted)],
    [name('merged'), formats.count(rows.merged), name('mergedNote')],
    [name('refused'), formats.count(rows.refused)],
    [name('heard'), formats.count(customersHeard)],
    [name('bought'), formats.count(customers)],
    [name('first'), formats.day(firstDay)],
    [name('last'), formats.day(lastDay), words('report.data.zone', { zone: timeZone })],
    [name('spend'), moneyText(reader, document.spend), currency ?? name('noCurrency')],
  ])
}

function warnings({ words, say }: Reader, { warnings: all }: ValueDocument): Html | null {
  if (all.length === 0) return null
  const items = all.map((warning) => {
    const { message, hint, code } = warning
    const text = say(warning, 'text') ?? message
    return html`<li>${text} ${say(warning, 'hint') ?? hint} <code>${code}</code></li>`
  })
  return html`<h3>${words('base.warnings')}</h3>
    <ul class="warnings">
      ${items}
    </ul>`
}

/** Only what is there: a file without oddities has a short report. */
function oddities(reader: Reader, quality: QualityReport): Html {
  const { words, formats } = reader
  const { duplicates, refunds, largeCustomer } = quality
  const say = (key: string, count: number, more: Record<string, string> = {}): HtmlPart =>
    count === 0 ? null : html`<li>${words(`report.data.odd.${key}`, { count, ...more })}</li>`
  const found = [
    say('withoutCustomer', quality.withoutCustomer),
    say(duplicates.dropped ? 'duplicatesDropped' : 'duplicatesKept', duplicates.rows),
    say('refunds', refunds.rows, {
      matched: formats.count(refunds.matched),
      unmatched: formats.count(refunds.unmatched),
    }),
    say('zeroDays', quality.zeroDays),
    say('negativeDays', quality.negativeDays),
    say('futureDates', quality.futureDates),
    largeCustomer === null
      ? null
      : say('largeCustomer', largeCustomer.rows, {
          name: largeCustomer.name,
          share: formats.percent(largeCustomer.share),
        }),
  ].filter((part) => part !== null)
  if (found.length === 0) return html`<p>${words('report.data.odd.none')}</p>`
  return html`<h3>${words('report.data.odd.title')}</h3>
    <ul>
      ${found}
    </ul>`
}

function refusals(reader: Reader, { refusedBecause }: QualityReport): Html | null {
  if (refusedBecause.length === 0) return null
  const { words, formats } = reader
  const name = words('report.data.refusals.title')
  return html`<h3>${name}</h3>
    ${table({
      name,
      columns: ['reason', 'rows', 'code'].map((key) => words(`report.data.refusals.${key}`)),
      rows: refusedBecause.map(({ rows, code }) => [
        words(`history:reject.${code}`),
        formats.count(rows),
        html`<code>${code}</code>`,
      ]),
    })}`
}

function gaps(reader: Reader, { gaps: all }: QualityReport): Html | null {
  if (all.length === 0) return null
  const { words, formats } = reader
  const name = words('report.data.gaps.title')
  return html`<h3>${name}</h3>
    ${table({
      name,
      columns: ['from', 'to', 'days'].map((key) => words(`report.data.gaps.${key}`)),
      rows: all.map(({ from, to, days }) => [formats.day(from), formats.day(to), formats.count(days)]),
    })}`
}

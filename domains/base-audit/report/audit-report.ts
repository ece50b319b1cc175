/** The report of an audit: one HTML file that asks nothing of the network, for screen and paper. */
import { readFileSync } from 'node:fs'
import type { Day } from '#kernel/time.ts'
import { contents, reportDocument } from '#ui/report/document.ts'
import { type Html, html } from '#ui/report/html.ts'
import { readerIn, type ReportLanguage, type ReportReader } from '#ui/report/reader.ts'
import type { AuditDocument } from '../audit-document.ts'
import { sentence } from '../audit-sentence.ts'
import { lenses } from '../tables/audit-tables.ts'
import { acquisitionPart, equityPart } from './equity-part.ts'
import { lensPart, styleOf } from './lens-part.ts'

/** Everything that the report shows; it looks nothing up. */
export interface AuditReportInput {
  readonly document: AuditDocument
  /** When the report was made, to the day. */
  readonly madeOn: Day
  /** Versions by the name of the program. */
  readonly versions: Readonly<Record<string, string>>
}

/**
 * Writes the report.
 *
 * @returns A whole HTML document without scripts, with its style and drawings inside.
 */
export function renderAuditReport(input: AuditReportInput, language: ReportLanguage): string {
  const { document } = input
  const { words } = language
  const reader = readerIn(language, document.plan.stated.currency)
  const { equity, acquisition } = document
  const parts = [
    ...lenses.map((lens) => ({ id: lens, title: words(`lens.${lens}.title`) })),
    ...(equity === null ? [] : [{ id: 'equity', title: words('equity.title') }]),
    ...(acquisition === null ? [] : [{ id: 'acquisition', title: words('acquisition.title') }]),
  ]
  return reportDocument(language, {
    title: words('report.title', { source: document.sources.join(', ') }),
    style: style(),
    body: [
      lead(reader, document),
      contents(words('report.contents'), parts),
      inShort(reader, document),
      lenses.map((lens) => lensPart(reader, document.lenses[lens])),
      equity === null ? html`<p class="lead">${words('report.future')}</p>` : equityPart(reader, equity),
      acquisition === null ? null : acquisitionPart(reader, acquisition),
    ],
    footer: footer(reader, input),
  })
}

function lead({ words, formats }: ReportReader, { plan }: AuditDocument): Html {
  const { firstDay, asOf, length, marginRule } = plan.stated
  return html`<p class="lead">
    ${words('report.lead', {
      customers: formats.count(plan.customers),
      from: formats.day(firstDay),
      to: formats.day(asOf),
      length: words(`report.length.${length}`),
      margin: words(`report.margin.${marginRule.kind}`, { rate: formats.percent(marginRule.rate ?? 1) }),
    })}
  </p>`
}

/** The first finding of every lens. */
function inShort(reader: ReportReader, { lenses: documents }: AuditDocument): Html {
  const firsts = lenses.flatMap((lens) => {
    const { shown, stated } = documents[lens]
    const [first] = shown.findings
    return first === undefined ? [] : [sentence('finding', first, styleOf(reader, stated))]
  })
  return html`<ol class="short" aria-label="${reader.words('report.short')}">
    ${firsts.map((text) => html`<li>${text}</li>`)}
  </ol>`
}

function footer({ words, formats }: ReportReader, { document, madeOn, versions }: AuditReportInput): string {
  return words('report.made', {
    day: formats.day(madeOn),
    versions: Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    seconds: formats.precise(document.timingsMs.total / 1000, 3),
  })
}

/** The product's colours, the sheet of reports, and what this one has beside it. */
function style(): string {
  const sheets = [
    '../../../libraries/ui/tokens.css',
    '../../../libraries/ui/report/report.css',
    'audit-report.css',
  ]
  return sheets.map((path) => readFileSync(new URL(path, import.meta.url), 'utf8')).join('\n')
}

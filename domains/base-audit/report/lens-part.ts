/** One lens of the report: its findings, what must be known, its figures, the tables behind them, what it does not say. */
import { figure, figures } from '#ui/report/figure.ts'
import { type Html, html } from '#ui/report/html.ts'
import type { ReportReader } from '#ui/report/reader.ts'
import { section, table } from '#ui/report/table.ts'
import { type AnyRow, cellText, columnName } from '../tables/audit-cell.ts'
import { columnsOf } from '../page/lens-columns.ts'
import type { AuditStated, LensDocument } from '../audit-document.ts'
import { limitText, sentence, type SentenceStyle } from '../audit-sentence.ts'
import type { Lens } from '../tables/audit-tables.ts'
import { lensSections } from '../page/lens-sections.ts'
import { chartsOf } from '../charts/sections.chart.ts'

/** A part of the report. */
export function lensPart<L extends Lens>(reader: ReportReader, document: LensDocument<L>): Html {
  const { lens, stated, shown } = document
  const style = styleOf(reader, stated)
  const { words } = reader
  const [first, ...others] = shown.findings.map((finding) => sentence('finding', finding, style))
  return section(lens, words(`lens.${lens}.title`), [
    html`<p class="lead">${words(`lens.${lens}.lead`)}</p>
      <p class="finding">${first}</p>`,
    list(others),
    notices(document, style),
    figures(drawn(reader, document)),
    behind(reader, document),
    shown.limits.length === 0 ? null : html`<h3>${words('limits')}</h3>`,
    list(shown.limits.map((limit) => limitText(words, limit, stated.measure))),
  ])
}

/** How a reader writes the sentences of an audit. */
export function styleOf(
  { words, formats, currency, direction }: ReportReader,
  { measure }: AuditStated,
): SentenceStyle {
  return { words, formats, currency, measure, direction }
}

function list(texts: readonly string[]): Html | null {
  if (texts.length === 0) return null
  return html`<ul>
    ${texts.map((text) => html`<li>${text}</li>`)}
  </ul>`
}

function notices<L extends Lens>({ shown }: LensDocument<L>, style: SentenceStyle): Html | null {
  if (shown.notices.length === 0) return null
  return html`<ul class="notices">
    ${shown.notices.map(
      (notice) =>
        html`<li>
          ${sentence('notice', notice, style)} <span>${sentence('noticeHint', notice, style)}</span>
        </li>`,
    )}
  </ul>`
}

/** Figures of the sections that have rows. */
function drawn<L extends Lens>(reader: ReportReader, document: LensDocument<L>): readonly Html[] {
  const { lens, stated, shown } = document
  return lensSections[lens]
    .filter(({ tables }) => tables.some((name) => rowsOf(document, name).length > 0))
    .flatMap(({ name }) =>
      chartsOf(lens, name).map((chart) =>
        figure(reader, (frame) => chart({ view: shown, stated }, frame), { hasTable: true }),
      ),
    )
}

function behind<L extends Lens>(reader: ReportReader, document: LensDocument<L>): Html {
  const names = lensSections[document.lens].flatMap(({ tables }) => tables)
  return html`<details class="behind">
    <summary>${reader.words('report.tables')}</summary>
    ${names.map((name) => tableOf(reader, document, name))}
  </details>`
}

function tableOf<L extends Lens>(reader: ReportReader, document: LensDocument<L>, of: string): Html | null {
  const { lens, stated } = document
  const { words } = reader
  const rows = rowsOf(document, of)
  if (rows.length === 0) return null
  const style = styleOf(reader, stated)
  const columns = columnsOf(lens, of, stated.measure)
  const name = words(`table.${lens}.${of}`, { context: stated.measure })
  return html`<h3>${name}</h3>
    ${table({
      name,
      columns: columns.map((column) => columnName(words, column.name, stated.measure)),
      rows: rows.map((row) =>
        columns.map((column) => cellText(column.unit, row[column.name] ?? null, style)),
      ),
    })}`
}

function rowsOf<L extends Lens>({ shown }: LensDocument<L>, name: string): readonly AnyRow[] {
  return (shown.tables as unknown as Readonly<Record<string, readonly AnyRow[]>>)[name] ?? []
}

/** The report: one HTML file that asks nothing of the network, for screen and paper. */
import { readFileSync } from 'node:fs'
import { contents, reportDocument } from '#ui/report/document.ts'
import type { LogKind } from '#history/log-kind.ts'
import type { ReportLanguage } from '#ui/report/reader.ts'
import { baseSection } from './base-section.ts'
import { customersSection } from './customers-section.ts'
import { dataSection } from './data-section.ts'
import { limitsSection } from './limits-section.ts'
import { modelSection } from './model-section.ts'
import { opening } from './opening.ts'
import { type Reader, readerOf } from './reader.ts'
import type { ReportInput } from './report-input.ts'
import { trustSection } from './trust-section.ts'

/**
 * Writes the report.
 *
 * @param input - Everything it shows.
 * @param plain - Its words, for instance from `reportLanguage()`.
 * @returns A whole HTML document without scripts, with its style and drawings inside.
 */
export function renderReport(input: ReportInput, plain: ReportLanguage): string {
  const { document } = input
  const language = languageAbout(plain, document.log)
  const reader = readerOf(input, language)
  const { words } = language
  return reportDocument(language, {
    title: words('report.title', { source: input.source }),
    style: style(),
    body: [
      opening(reader, document),
      contents(
        words('report.contents'),
        parts.map((id) => ({ id, title: words(titles[id]) })),
      ),
      trustSection(reader, input),
      baseSection(reader, input),
      customersSection(reader, input),
      dataSection(reader, input),
      modelSection(reader, document),
      limitsSection(reader, document),
    ],
    footer: footer(reader, input),
  })
}

/** Words that have a form for contracts take it where contracts were valued. */
function languageAbout(language: ReportLanguage, log: LogKind | undefined): ReportLanguage {
  if (log !== 'contracts') return language
  return { ...language, words: (key, values) => language.words(key, { context: log, ...values }) }
}

const parts = ['trust', 'base', 'customers', 'data', 'model', 'limits'] as const
const titles = {
  trust: 'trust.title',
  base: 'base.title',
  customers: 'customers.title',
  data: 'report.data.title',
  model: 'report.model.title',
  limits: 'report.limits.title',
} as const satisfies Record<(typeof parts)[number], string>

function footer({ words, formats }: Reader, input: ReportInput): string {
  const versions = Object.entries(input.versions).map(([name, version]) => `${name} ${version}`)
  const { total } = input.document.timingsMs
  return words('report.made', {
    day: formats.day(input.madeOn),
    versions: versions.join(', '),
    seconds: formats.precise(total / 1000, 3),
    memory: formats.count(input.document.peakMemoryMb),
  })
}

/** The product's colours and the sheet of reports. */
function style(): string {
  return (
    readBeside('../../../libraries/ui/tokens.css') + readBeside('../../../libraries/ui/report/report.css')
  )
}

function readBeside(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
}

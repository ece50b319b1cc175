/** The report: one HTML file that asks nothing of the network, for screen and paper. */
import { readFileSync } from 'node:fs'
import { baseSection } from './base-section.ts'
import { customersSection } from './customers-section.ts'
import { dataSection } from './data-section.ts'
import { type Html, html, trusted } from './html.ts'
import { limitsSection } from './limits-section.ts'
import { modelSection } from './model-section.ts'
import { opening } from './opening.ts'
import { type Reader, readerOf } from './reader.ts'
import type { ReportInput } from './report-input.ts'
import type { ReportLanguage } from './report-language.ts'
import { trustSection } from './trust-section.ts'

const parts = ['trust', 'base', 'customers', 'data', 'model', 'limits'] as const

/**
 * Writes the report.
 *
 * @param input - Everything it shows.
 * @param language - Its words, for instance from `reportLanguage()`.
 * @returns A whole HTML document without scripts, with its style and drawings inside.
 */
export function renderReport(input: ReportInput, language: ReportLanguage): string {
  const reader = readerOf(input, language)
  const { words, locale, direction } = language
  const { document, charts } = input
  return html`<!doctype html>
    <html lang="${locale}" dir="${direction}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href="data:," />
        <title>${words('report.title', { source: input.source })}</title>
        <style>
          ${trusted(style())}
        </style>
      </head>
      <body>
        <header>
          <p class="product">Perennial</p>
          <h1>${words('report.title', { source: input.source })}</h1>
        </header>
        <main>
          ${opening(reader, document)} ${contents(reader)}
          ${trustSection(reader, input)}${baseSection(reader, charts)}${customersSection(reader, input)}${dataSection(
            reader,
            input,
          )}${modelSection(reader, document)}${limitsSection(reader, document)}
        </main>
        ${footer(reader, input)}
      </body>
    </html> `.html
}

function contents({ words }: Reader): Html {
  const name = { trust: 'trust.title', base: 'base.title', customers: 'customers.title' } as Record<
    string,
    string
  >
  return html`<nav aria-label="${words('report.contents')}">
    <ul>
      ${parts.map(
        (part) => html`<li><a href="#${part}">${words(name[part] ?? `report.${part}.title`)}</a></li>`,
      )}
    </ul>
  </nav>`
}

function footer({ words, formats }: Reader, input: ReportInput): Html {
  const versions = Object.entries(input.versions).map(([name, version]) => `${name} ${version}`)
  const { total } = input.document.timingsMs
  return html`<footer>
    <p>
      ${words('report.made', {
        day: formats.day(input.madeOn),
        versions: versions.join(', '),
        seconds: formats.precise(total / 1000, 3),
        memory: formats.count(input.document.peakMemoryMb),
      })}
    </p>
  </footer>`
}

/** The product's colours and the report's own sheet. */
function style(): string {
  return readBeside('../../../libraries/ui/tokens.css') + readBeside('report.css')
}

function readBeside(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
}

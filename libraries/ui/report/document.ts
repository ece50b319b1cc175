/** A report as a whole: one HTML file that asks nothing of the network, for screen and paper. */
import { type Html, type HtmlPart, html, trusted } from './html.ts'
import type { ReportLanguage } from './reader.ts'

/** What a report is made of. */
export interface ReportParts {
  readonly title: string
  /** Style sheets, in their order. */
  readonly style: string
  readonly body: HtmlPart
  readonly footer: string
}

/** A whole HTML document without scripts, with its style inside. */
export function reportDocument(
  { locale, direction }: ReportLanguage,
  { title, style, body, footer }: ReportParts,
): string {
  return html`<!doctype html>
    <html lang="${locale}" dir="${direction}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href="data:," />
        <title>${title}</title>
        <style>
          ${trusted(style)}
        </style>
      </head>
      <body>
        <header>
          <p class="product">Perennial</p>
          <h1>${title}</h1>
        </header>
        <main>${body}</main>
        <footer><p>${footer}</p></footer>
      </body>
    </html> `.html
}

/** Links to the parts of a report. */
export function contents(
  name: string,
  parts: readonly { readonly id: string; readonly title: string }[],
): Html {
  return html`<nav aria-label="${name}">
    <ul>
      ${parts.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
    </ul>
  </nav>`
}

/** Tables that scroll sideways on a phone instead of breaking the page. */
import { type Html, type HtmlPart, html } from './html.ts'

/** A table: the first column names its row, the others hold figures. */
export interface TableParts {
  /** What the table is of; read aloud, not shown. */
  readonly name: string
  readonly columns: readonly HtmlPart[]
  readonly rows: readonly (readonly HtmlPart[])[]
}

/** From so many columns on a table is set smaller on paper, where nothing scrolls. */
const paperWidths = { many: 10, most: 17 } as const

/** A table of figures. */
export function table({ name, columns, rows }: TableParts): Html {
  const { many, most } = paperWidths
  const width = columns.length >= most ? ' most' : columns.length >= many ? ' many' : ''
  return html`<div class="scroll${width}" role="region" aria-label="${name}" tabindex="0">
    <table>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map(cell)}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`
}

function cell(part: HtmlPart, place: number): Html {
  return place === 0 ? html`<th scope="row">${part}</th>` : html`<td>${part}</td>`
}

/** Names with their values, one under the other. */
export function facts(pairs: readonly (readonly [name: HtmlPart, value: HtmlPart, note?: HtmlPart])[]): Html {
  return html`<dl class="facts">
    ${pairs.map(
      ([name, value, note]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
          ${note === undefined ? null : html`<dd class="note">${note}</dd>`}
        </div>`,
    )}
  </dl>`
}

/** A part of the report under its own heading. */
export function section(id: string, title: string, parts: HtmlPart): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${parts}
  </section> `
}

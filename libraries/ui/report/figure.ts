/** A chart in the report: drawn once for a phone and once for a desk, with its words and its figures. */
import { type Chart, type ChartFrame, chartTheme } from '../chart.ts'
import { type Html, html, trusted } from './html.ts'
import type { ReportReader } from './reader.ts'
import { table } from './table.ts'

/** Widths in CSS pixels: a phone of 360 without its margins, and half a desk. */
const widths = { narrow: 300, wide: 540 } as const

/** A figure with its heading, sentence, legend, drawing, and the same as figures to open, unless they stand elsewhere. */
export function figure(
  reader: ReportReader,
  draw: (frame: ChartFrame) => Chart,
  { hasTable = false }: { readonly hasTable?: boolean } = {},
): Html {
  const { words, locale, direction, currency, opensFigures } = reader
  const frameOf = (width: number): ChartFrame => ({
    width,
    direction,
    locale,
    currency,
    words,
    theme: chartTheme,
  })
  const chart = draw(frameOf(widths.wide))
  const pictures = Object.entries(widths).map(
    ([name, width]) =>
      html`<div class="drawing ${name}" role="img" aria-label="${chart.title}. ${chart.summary}">
        ${drawing(reader, draw(frameOf(width)))}
      </div>`,
  )
  return html`<figure>
    <figcaption>
      <h3>${chart.title}</h3>
      <p>${chart.summary}</p>
    </figcaption>
    ${legend(chart)}${pictures}
    ${
      hasTable || opensFigures === undefined
        ? null
        : html`<details>
            <summary>${opensFigures}</summary>
            ${table({ name: chart.title, ...chart.table })}
          </details>`
    }
  </figure> `
}

/** Figures side by side where there is room. */
export function figures(all: readonly (Html | null)[]): Html {
  return html`<div class="figures">${all}</div>`
}

function legend({ legend: entries }: Chart): Html | null {
  if (entries.length === 0) return null
  return html`<ul class="legend">
    ${entries.map(
      ({ label, colour, shape }) =>
        html`<li><span class="swatch ${shape}" style="--colour:${colour}"></span>${label}</li>`,
    )}
  </ul>`
}

/** A drawing as HTML. Its parts are not read aloud: the page that holds it says what it shows. */
function drawing(reader: ReportReader, chart: Chart): Html {
  return trusted(reader.draw(chart).replaceAll(/ aria-(?:label|hidden|description)="[^"]*"/g, ''))
}

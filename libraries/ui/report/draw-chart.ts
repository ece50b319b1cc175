/** Draws a chart to SVG text where there is no browser. */
import { plot, type PlotOptions } from '@observablehq/plot'
import { Window } from 'happy-dom'
import type { Chart } from '../chart.ts'

/** Makes a drawer of charts: the document it draws in is made once. */
export function chartDrawer(): (chart: Chart) => string {
  const { document } = new Window()
  return (chart) => {
    const drawn = plot({
      ...chart.options,
      // The drawing library asks for a browser's document; this one has all that it uses.
      document: document as unknown as NonNullable<PlotOptions['document']>,
    })
    // The page that holds the drawing brings the style sheet.
    for (const style of drawn.querySelectorAll('style')) style.remove()
    return drawn.outerHTML
  }
}

/** How charts are drawn for the galleries of pictures. */
import { chartTheme, type ChartFrame, type Words } from './chart.ts'

/** As wide as half a page, from left to right, with the colours of the light page. */
export function galleryFrame(words: Words): ChartFrame {
  return { width: 640, direction: 'ltr', locale: 'en-GB', currency: 'EUR', words, theme: chartTheme }
}

/** What the charts of this slice say in words. */
import type { Chart, ChartFrame } from '#ui/chart.ts'
import { formatsFor } from '#ui/chart-layout.ts'
import type { Bin } from './chart-data.ts'

/** A chart whose title and legend words are looked up under one name. */
export function named(frame: ChartFrame, name: string, chart: Omit<Chart, 'title'>): Chart {
  return { title: frame.words(`chart.${name}.title`), ...chart }
}

/** A count, with a mark where it stands for that many or more. */
export function orMore(
  frame: ChartFrame,
  count: { readonly repeatPurchases: number; readonly orMore: boolean },
): string {
  const number = formatsFor(frame).count(count.repeatPurchases)
  return count.orMore ? frame.words('chart.orMore', { number }) : number
}

/** A bin of whole numbers in words: `3`, `4–6`, `7+`. */
export function binLabel(frame: ChartFrame, { from, to }: Bin): string {
  const formats = formatsFor(frame)
  if (to === null) return frame.words('chart.orMore', { number: formats.count(from) })
  if (to - from <= 1) return formats.count(from)
  return frame.words('chart.range', { from: formats.count(from), to: formats.count(to - 1) })
}

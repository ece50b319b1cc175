/** One chart of this slice from its data: joins the data, the words of the slice and the frame. */
import type { Words } from '#ui/chart.ts'
import { ChartPanel, type ChartPanelProps } from '#ui/chart-panel.tsx'
import { useWords } from '#ui/words.tsx'
import type { ReactElement } from 'react'

/** A chart in a panel of its own; nothing where its data are null. */
export function Drawn<Data>(props: Omit<ChartPanelProps<Data>, 'words'>): ReactElement | null {
  return <ChartPanel {...props} words={useWords('lifetime-value') as unknown as Words} />
}

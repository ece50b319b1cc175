/** One chart of this slice from its data: joins the data, the words of the slice and the frame. */
import type { Chart, ChartFrame, Words } from '#ui/chart.ts'
import { ChartFigure } from '#ui/chart-figure.tsx'
import { Panel } from '#ui/page.tsx'
import { useWords } from '#ui/words.tsx'
import { useCallback, type ReactElement, type ReactNode } from 'react'

/** A chart in a panel of its own; nothing where its data are null. `children` stand under it. */
export function Drawn<Data>(props: {
  readonly chart: (data: Data, frame: ChartFrame) => Chart
  readonly data: Data | null
  readonly currency: string | null
  /** What chooses between views of the same data. */
  readonly choose?: ReactNode
  readonly children?: ReactNode
}): ReactElement | null {
  const words = useWords('lifetime-value')
  const { chart, data, currency } = props
  const draw = useCallback((frame: ChartFrame) => chart(data as Data, frame), [chart, data])
  if (data === null) return null
  return (
    <Panel>
      <ChartFigure draw={draw} words={words as unknown as Words} currency={currency} choose={props.choose} />
      {props.children}
    </Panel>
  )
}

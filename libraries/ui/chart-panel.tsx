/** A chart in a panel of its own, drawn from its data with the words of its slice. */
import { useCallback, type ReactElement, type ReactNode } from 'react'
import type { Chart, ChartFrame, Words } from './chart.ts'
import { ChartFigure } from './chart-figure.tsx'
import { Panel } from './page.tsx'

/** What is drawn; `chart` is stable between drawings, for instance a function of a module. */
export interface ChartPanelProps<Data> {
  readonly chart: (data: Data, frame: ChartFrame) => Chart
  /** Nothing is shown where they are null. */
  readonly data: Data | null
  readonly words: Words
  readonly currency: string | null
  /** What chooses between views of the same data. */
  readonly choose?: ReactNode
  /** Stands under the chart. */
  readonly children?: ReactNode
  /** The figures stand in tables of the page's own under the chart. */
  readonly hasTable?: boolean
}

/** The chart in its panel. */
export function ChartPanel<Data>(props: ChartPanelProps<Data>): ReactElement | null {
  const { chart, data, words, currency } = props
  const draw = useCallback((frame: ChartFrame) => chart(data as Data, frame), [chart, data])
  if (data === null) return null
  return (
    <Panel>
      <ChartFigure
        draw={draw}
        words={words}
        currency={currency}
        choose={props.choose}
        hasTable={props.hasTable ?? false}
      />
      {props.children}
    </Panel>
  )
}

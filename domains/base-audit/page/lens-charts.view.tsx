/** The figures of a section, apart from the page so that its sentences are read before the charts arrive. */
import type { ChartFrame, Words } from '#ui/chart.ts'
import { ChartFigure } from '#ui/chart-figure.tsx'
import { useWords } from '#ui/words.tsx'
import { useCallback, type ReactElement } from 'react'
import type { AuditStated, LensView } from '../audit-document.ts'
import type { Lens } from '../tables/audit-tables.ts'
import type { LensChart } from '../charts/lens-charts.ts'
import { chartsOf } from '../charts/sections.chart.ts'

export interface LensFigureProps {
  readonly lens: Lens
  /** Name of the section. */
  readonly name: string
  readonly view: LensView<Lens>
  readonly stated: AuditStated
  /** What sets the view apart from the one beside it. */
  readonly of: string
}

export default function LensFigures(props: LensFigureProps): ReactElement {
  const { lens, name } = props
  return (
    <>
      {chartsOf(lens, name).map((chart) => (
        <LensFigure key={chart.name} {...props} chart={chart} />
      ))}
    </>
  )
}

function LensFigure(props: LensFigureProps & { readonly chart: LensChart<Lens> }): ReactElement {
  const words = useWords('base-audit') as unknown as Words
  const { chart, view, stated, of } = props
  const draw = useCallback(
    (frame: ChartFrame) => {
      const drawn = chart({ view, stated }, frame)
      return of === '' ? drawn : { ...drawn, title: words('view.of', { title: drawn.title, of }) }
    },
    [chart, view, stated, of, words],
  )
  return <ChartFigure draw={draw} words={words} currency={stated.currency} hasTable />
}

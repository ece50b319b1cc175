/** The figure of a section, apart from the page so that its sentences are read before the charts arrive. */
import type { ChartFrame, Words } from '#ui/chart.ts'
import { ChartFigure } from '#ui/chart-figure.tsx'
import { useWords } from '#ui/words.tsx'
import { useCallback, type ReactElement } from 'react'
import type { AuditStated, LensView } from './audit-document.ts'
import type { Lens } from './audit-tables.ts'
import { lensChart } from './lens-charts.ts'

export interface LensFigureProps {
  readonly lens: Lens
  /** Name of the section. */
  readonly name: string
  readonly view: LensView<Lens>
  readonly stated: AuditStated
  /** What sets the view apart from the one beside it. */
  readonly of: readonly string[]
}

export default function LensFigure(props: LensFigureProps): ReactElement | null {
  const words = useWords('base-audit') as unknown as Words
  const { lens, name, view, stated, of } = props
  const chart = lensChart(lens, name, view)
  const draw = useCallback(
    (frame: ChartFrame) => {
      const drawn = chart?.({ view, stated }, frame)
      if (drawn === undefined) throw new Error(`There is no chart for ${name}.`)
      return of.length === 0
        ? drawn
        : { ...drawn, title: words('view.of', { title: drawn.title, of: of.join(' · ') }) }
    },
    [chart, view, stated, of, name, words],
  )
  if (chart === undefined) return <h2>{words(`section.${lens}.${name}`)}</h2>
  return <ChartFigure draw={draw} words={words} currency={stated.currency} />
}

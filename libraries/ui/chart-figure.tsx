/** Draws a chart in the width it is given, with its words, its legend and its figures as a table. */
import {
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type CSSProperties,
  type ReactElement,
  type ReactNode,
} from 'react'
import { chartTheme, type Chart, type ChartFrame, type Words } from './chart.ts'
import styles from './chart-figure.module.css'
import { Button } from './controls.ts'
import { ScrollRegion } from './scroll-region.tsx'
import { readingDirection, useFormatLocale, useWords } from './words.tsx'

/** A chart of a page. `draw` is called again for each width; keep it stable with `useCallback`. */
export interface ChartFigureProps {
  readonly draw: (frame: ChartFrame) => Chart
  /** Words of the slice that the chart belongs to. */
  readonly words: Words
  readonly currency: string | null
  /** What chooses between views of the same data; stands above the drawing. */
  readonly choose?: ReactNode
  /** The figures stand beside it in a table of the page's own. */
  readonly hasTable?: boolean
}

/** A chart with everything around it. */
export function ChartFigure(props: ChartFigureProps): ReactElement {
  const { draw, words, currency } = props
  const locale = useFormatLocale()
  const [place, width] = useWidth()
  const title = useId()
  const direction = readingDirection()
  const chart = useMemo(
    () => draw({ width, direction, locale, currency, words, theme: chartTheme }),
    [draw, width, direction, locale, currency, words],
  )
  return (
    <figure className={styles.figure} aria-labelledby={title}>
      <figcaption>
        <h2 id={title} className={styles.title}>
          {chart.title}
        </h2>
        <p className={styles.summary}>{chart.summary}</p>
      </figcaption>
      {props.choose}
      <Legend of={chart.legend} />
      <div ref={place} className={styles.drawing} aria-busy={width === 0}>
        {width === 0 ? null : <Drawing chart={chart} />}
      </div>
      {props.hasTable === true ? null : <FiguresTable of={chart} />}
    </figure>
  )
}

/** Width of an element in CSS pixels, 0 until it is known. */
function useWidth(): readonly [React.RefObject<HTMLDivElement | null>, number] {
  const place = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const element = place.current
    if (element === null) return undefined
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWidth(Math.floor(entry.contentRect.width))
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [place, width]
}

function Drawing(props: { readonly chart: Chart }): ReactElement {
  const place = useRef<HTMLDivElement>(null)
  const [busy, setBusy] = useState(true)
  const { chart } = props
  useEffect(() => {
    let wanted = true
    const draw = async () => {
      const drawn = await drawingOf(chart)
      if (!wanted) return
      place.current?.replaceChildren(drawn)
      setBusy(false)
    }
    void draw()
    return () => {
      wanted = false
    }
  }, [chart])
  return <div ref={place} aria-busy={busy} />
}

/** The picture, loaded with what draws it only when a page has a chart. */
async function drawingOf(chart: Chart): Promise<Element> {
  const { plot } = await import('@observablehq/plot')
  const drawn = plot({ ...chart.options, className: 'chart' })
  // A strict content security policy refuses style elements; the sheet of this file says the same.
  for (const style of drawn.querySelectorAll('style')) style.remove()
  // Its parts are called after marks of the drawing library; the picture as a whole has a name in words.
  for (const part of drawn.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label')
  drawn.setAttribute('role', 'img')
  drawn.setAttribute('aria-label', chart.summary)
  return drawn
}

function Legend(props: { readonly of: Chart['legend'] }): ReactElement | null {
  if (props.of.length === 0) return null
  return (
    <ul className={styles.legend}>
      {props.of.map((entry) => (
        <li key={entry.label} className={styles.entry}>
          <span
            className={styles.swatch}
            data-shape={entry.shape}
            style={{ '--colour': entry.colour } as CSSProperties}
          />
          {/* A name such as 1997-Q1 runs in its own direction. */}
          <bdi>{entry.label}</bdi>
        </li>
      ))}
    </ul>
  )
}

function FiguresTable(props: { readonly of: Chart }): ReactElement {
  const words = useWords('ui')
  const [shown, setShown] = useState(false)
  const { columns, rows } = props.of.table
  return (
    <>
      <Button
        className={styles.toggle}
        size="compact-xs"
        variant="subtle"
        aria-expanded={shown}
        onClick={() => setShown(!shown)}
      >
        {words(shown ? 'chart.hideTable' : 'chart.table')}
      </Button>
      {shown ? (
        <ScrollRegion className={styles.figures} label={props.of.title}>
          <table>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.join('|')}>
                  {row.map((cell, place) => (
                    <td key={columns[place]}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      ) : null}
    </>
  )
}

/** What the code of a document says it gives, held against what it gives; and the figures it draws. */
import { plot, type PlotOptions } from '@observablehq/plot'
import { Window } from 'happy-dom'

/** A number as it is printed: right to half a unit of its last digit. */
class Printed {
  readonly value: number
  readonly decimals: number

  constructor(value: number, decimals: number) {
    this.value = value
    this.decimals = decimals
  }
}

/** What a document gave when it was run. */
export interface DocumentRun {
  /** A sentence for each line that gives something other than it says. */
  readonly failures: readonly string[]
  /** SVG text by the figure's file name. */
  readonly figures: Readonly<Record<string, string>>
}

let failures: string[] = []
let figures: Record<string, string> = {}

/** A number printed with `decimals` digits after its point. */
export function printed(value: number, decimals: number): Printed {
  return new Printed(value, decimals)
}

/** Notes where `actual` is not what the document says. */
export function shown(actual: unknown, said: unknown, line: string): void {
  if (!isAsSaid(actual, said)) failures.push(`${line}: it gives ${JSON.stringify(plain(actual))}`)
}

/** Draws a figure of the document. */
export function figure(name: string, options: PlotOptions): void {
  const { document } = new Window()
  const drawn = plot({
    width: 720,
    height: 380,
    marginLeft: 56,
    style: { background: 'white', color: '#1f2933', fontFamily: 'system-ui, sans-serif' },
    ...options,
    // The drawing library asks for a browser's document; this one has all that it uses.
    document,
  })
  drawn.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  figures[name] = `${drawn.outerHTML}\n`
}

/** What the document gave until here; the next one begins with nothing. */
export function finish(): DocumentRun {
  const run: DocumentRun = { failures, figures }
  failures = []
  figures = {}
  return run
}

function isAsSaid(actual: unknown, said: unknown): boolean {
  if (said instanceof Printed) {
    const half = 0.5 * 10 ** -said.decimals
    return typeof actual === 'number' && Math.abs(actual - said.value) <= half * (1 + 1e-6)
  }
  if (typeof said !== 'object' || said === null) return Object.is(actual, said)
  const value = plain(actual)
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(said) && !(Array.isArray(value) && value.length === said.length)) return false
  const fields: Readonly<Record<string, unknown>> = { ...value }
  return Object.entries(said).every(([key, part]) => isAsSaid(fields[key], part))
}

/** Typed arrays as arrays. */
function plain(value: unknown): unknown {
  return value instanceof Float64Array ? [...value] : value
}

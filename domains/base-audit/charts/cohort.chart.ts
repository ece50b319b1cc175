/** One cohort over time. */
import { barX, barY, cell, dot, line, ruleX, ruleY, text } from '@observablehq/plot'
import type { Chart, ChartFrame } from '#ui/chart.ts'
import { axisMoney, axisNumber, axisPercent, fitted, formatsFor } from '#ui/chart-layout.ts'
import { word, worded } from './audit-frame.chart.ts'
import type { Charted } from './lens-charts.ts'

/** Share of the cohort that buys, and that buys again from one period to the next. */
export function activityChart({ view, stated }: Charted<'cohort'>, frame: ChartFrame): Chart {
  const { theme } = frame
  const formats = formatsFor(frame)
  const { activity } = view.tables
  const whole = activity.filter(({ partial, age }) => !partial || age === 0)
  const again = whole.filter(({ repeatRate }) => repeatRate !== null)
  const options = fitted(frame, {
    x: {
      domain: [0, Math.max(1, ...activity.map(({ age }) => age))],
      tickFormat: axisNumber(frame),
      label: word(frame, 'age'),
      ticks: Math.min(activity.length, 8),
    },
    y: { domain: [0, 1], tickFormat: axisPercent(frame), label: word(frame, 'share') },
    marks: [
      line(again, {
        x: 'age',
        y: 'repeatRate',
        stroke: theme.compare,
        strokeWidth: 1.75,
        strokeDasharray: '5 4',
      }),
      line(whole, { x: 'age', y: 'activeShare', stroke: theme.expected, strokeWidth: 2.25 }),
      dot(whole, { x: 'age', y: 'activeShare', fill: theme.expected, r: 2.5 }),
      ruleY([0], { stroke: theme.muted }),
    ],
  })
  const last = whole.at(-1)
  return worded(frame, stated, {
    name: 'activity',
    options,
    says: {
      next: formats.percent(activity[1]?.activeShare ?? 0),
      last: formats.percent(last?.activeShare ?? 0),
      age: formats.count(last?.age ?? 0),
    },
    legend: [
      { label: word(frame, 'active'), colour: theme.expected, shape: 'line' },
      { label: word(frame, 'again'), colour: theme.compare, shape: 'dashes' },
    ],
    lens: 'cohort',
    table: 'activity',
    rows: activity,
    columns: ['age', 'period', 'customers', 'activeShare', 'repeatRate', 'profitToDatePerAcquired'],
  })
}

/** How many had bought again by then. */
export function secondPurchaseChart({ view, stated }: Charted<'cohort'>, frame: ChartFrame): Chart {
  const { theme, words } = frame
  const formats = formatsFor(frame)
  const rows = view.tables.secondPurchase
  const unit = words(`code.${rows[0]?.unit ?? 'week'}`)
  const options = fitted(frame, {
    x: { tickFormat: axisNumber(frame), label: words('chart.secondPurchase.after', { unit }) },
    y: {
      domain: [0, Math.min(1, Math.max(0.1, ...rows.map(({ share }) => share)) * 1.1)],
      tickFormat: axisPercent(frame),
      label: word(frame, 'share'),
    },
    marks: [
      line([{ upTo: 0, share: 0 }, ...rows], {
        x: 'upTo',
        y: 'share',
        stroke: theme.expected,
        strokeWidth: 2.25,
        curve: 'step-after',
      }),
      ruleY([0], { stroke: theme.muted }),
    ],
  })
  const last = rows.at(-1)
  return worded(frame, stated, {
    name: 'secondPurchase',
    options,
    says: { share: formats.percent(last?.share ?? 0), upTo: formats.count(last?.upTo ?? 0), unit },
    lens: 'cohort',
    table: 'secondPurchase',
    rows,
  })
}

/** What each decile of the cohort has brought so far. */
export function valueToDateChart({ view, stated }: Charted<'cohort'>, frame: ChartFrame): Chart {
  const { theme } = frame
  const formats = formatsFor(frame)
  const rows = view.tables.valueToDate
  const options = fitted(frame, {
    labels: 58,
    x: {
      type: 'band',
      domain: rows.map(({ decile }) => decile),
      label: word(frame, 'decile'),
      padding: 0.18,
    },
    y: { tickFormat: axisMoney(frame), label: word(frame, stated.measure) },
    marks: [
      barY(rows, {
        x: 'decile',
        y: 'profit',
        fill: (row: (typeof rows)[number]) => (row.profit < 0 ? theme.compare : theme.expected),
      }),
      ruleY([0], { stroke: theme.muted }),
    ],
  })
  return worded(frame, stated, {
    name: 'valueToDate',
    options,
    says: { share: formats.percent(rows[0]?.profitShare ?? 0) },
    lens: 'cohort',
    table: 'valueToDate',
    rows,
  })
}

/** Most patterns that are drawn. */
const shownPatterns = 12

/** In which of the first periods customers bought: a filled dot is a period with a purchase. */
export function patternsChart({ view, stated }: Charted<'cohort'>, frame: ChartFrame): Chart {
  const { theme } = frame
  const formats = formatsFor(frame)
  const rows = view.tables.patterns.slice(0, shownPatterns)
  const longest = Math.max(1, ...rows.map(({ pattern }) => pattern.length))
  const marks = rows.flatMap(({ pattern }) =>
    marksOf(pattern).map((mark, place) => ({ pattern, place, bought: mark === '1' })),
  )
  const options = fitted(frame, {
    aspect: (60 + 26 * rows.length) / Math.max(320, frame.width),
    labels: dotRoom * longest + 14,
    x: { tickFormat: axisPercent(frame), grid: true, ticks: 4, nice: true, label: word(frame, 'ofCohort') },
    y: { type: 'band', domain: rows.map(({ pattern }) => pattern), axis: null },
    marks: [
      barX(rows, { y: 'pattern', x: 'share', fill: theme.expected }),
      ruleX([0], { stroke: theme.muted }),
      ...Array.from({ length: longest }, (_, place) =>
        patternDots(
          marks.filter((mark) => mark.place === place),
          { place, longest, frame },
        ),
      ).flat(),
    ],
  })
  return worded(frame, stated, {
    name: 'patterns',
    options,
    says: { pattern: patternText(rows[0]?.pattern ?? ''), share: formats.percent(rows[0]?.share ?? 0) },
    lens: 'cohort',
    table: 'patterns',
    rows: view.tables.patterns,
  })
}

/** Room of a dot of a pattern, in CSS pixels. */
const dotRoom = 13

/** The dots of one period beside the bars, where an axis would have its words; time runs as the page is read. */
function patternDots(
  marks: readonly { readonly pattern: string; readonly bought: boolean }[],
  { place, longest, frame }: { readonly place: number; readonly longest: number; readonly frame: ChartFrame },
) {
  const mirrored = frame.direction === 'rtl'
  const away = dotRoom * (longest - place) - 2
  const at = {
    y: 'pattern',
    frameAnchor: mirrored ? 'right' : 'left',
    dx: mirrored ? away : -away,
    r: 4,
    stroke: frame.theme.actual,
    strokeWidth: 1,
  } as const
  return [
    dot(
      marks.filter(({ bought }) => bought),
      { ...at, fill: frame.theme.actual },
    ),
    dot(
      marks.filter(({ bought }) => !bought),
      { ...at, strokeOpacity: 0.45 },
    ),
  ]
}

/** One mark a period. */
function marksOf(pattern: string): readonly string[] {
  return pattern.match(/[01]/g) ?? []
}

function patternText(pattern: string): string {
  return marksOf(pattern)
    .map((mark) => (mark === '1' ? '●' : '○'))
    .join(' ')
}

/** Customers by how long ago they last bought, and how often. */
export function cellsChart({ view, stated }: Charted<'cohort'>, frame: ChartFrame): Chart {
  const { theme, words } = frame
  const formats = formatsFor(frame)
  const joined = new Map<
    string,
    { recency: number; from: number; to: number | null; customers: number; profit: number }
  >()
  for (const row of view.tables.cells) {
    const key = `${row.recency} ${row.frequencyFrom}`
    const known = joined.get(key) ?? {
      recency: row.recency,
      from: row.frequencyFrom,
      to: row.frequencyTo,
      customers: 0,
      profit: 0,
    }
    joined.set(key, {
      ...known,
      customers: known.customers + row.customers,
      profit: known.profit + row.profit,
    })
  }
  const squares = [...joined.values()]
  const most = Math.max(1, ...squares.map(({ customers }) => customers))
  const range = (from: number, to: number | null) =>
    to === null
      ? words('chart.orMore', { number: formats.count(from) })
      : from === to
        ? formats.count(from)
        : words('chart.range', { from: formats.count(from), to: formats.count(to) })
  const named = squares.map((one) => ({
    ...one,
    name: range(one.from, one.to),
    shade: 0.07 + 0.45 * Math.sqrt(one.customers / most),
  }))
  const frequencies = named.toSorted((a, b) => b.from - a.from).map(({ name }) => name)
  const options = fitted(frame, {
    aspect: frame.width < 480 ? 0.85 : 0.5,
    labels: 56,
    x: {
      type: 'band',
      domain: [...new Set(named.map(({ recency }) => recency).toSorted((a, b) => a - b))],
      label: word(frame, 'recency'),
      padding: 0.04,
    },
    y: {
      type: 'band',
      domain: [...new Set(frequencies)],
      label: word(frame, 'purchases'),
      grid: false,
      padding: 0.04,
    },
    marks: [
      cell(named, { x: 'recency', y: 'name', fill: theme.expected, fillOpacity: 'shade', rx: 2 }),
      ...(frame.width < 480
        ? []
        : [
            text(named, {
              x: 'recency',
              y: 'name',
              text: (one: (typeof named)[number]) => formats.count(one.customers),
              fill: theme.actual,
            }),
          ]),
    ],
    more: { opacity: { type: 'identity' } },
  })
  const largest = named.toSorted((a, b) => b.customers - a.customers)[0]
  return worded(frame, stated, {
    name: 'cells',
    options,
    says: {
      customers: formats.count(largest?.customers ?? 0),
      frequency: largest?.name ?? '',
      recency: formats.count(largest?.recency ?? 0),
    },
    lens: 'cohort',
    table: 'cells',
    rows: view.tables.cells,
  })
}

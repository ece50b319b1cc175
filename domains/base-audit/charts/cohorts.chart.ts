/** Cohorts compared at the same age. */
import { cell, dot, line, ruleY, text } from '@observablehq/plot'
import type { Chart, ChartFrame } from '#ui/chart.ts'
import { axisMoney, fitted, formatsFor } from '#ui/chart-layout.ts'
import { periodAxis, word, worded } from './audit-frame.chart.ts'
import type { Charted } from './lens-charts.ts'

/** What each newcomer brought in the first periods, cohort by cohort, with the line that the test draws. */
export function driftChart({ view, stated }: Charted<'cohorts'>, frame: ChartFrame): Chart {
  const { theme } = frame
  const formats = formatsFor(frame)
  const { aligned, drift } = view.tables
  const test = drift.find(({ measure }) => measure === 'profitPerAcquired')
  const ages = Math.max(1, test?.ages ?? 1)
  const points = [...new Set(aligned.map(({ cohort }) => cohort))].flatMap((cohort) => {
    const row = aligned.find((one) => one.cohort === cohort && one.age === ages - 1 && !one.partial)
    return row === undefined ? [] : [{ cohort, each: row.profitToDatePerAcquired }]
  })
  const { mean = null, change = null, firstCohort = null, lastCohort = null } = test ?? {}
  const trend =
    mean === null || firstCohort === null || lastCohort === null || change === null
      ? []
      : [
          { cohort: firstCohort, each: mean * (1 - change / 2) },
          { cohort: lastCohort, each: mean * (1 + change / 2) },
        ].filter(({ cohort }) => points.some((point) => point.cohort === cohort))
  const keys = points.map(({ cohort }) => cohort)
  const options = fitted(frame, {
    labels: 58,
    x: { ...periodAxis(frame, keys), type: 'point', padding: 0.5 },
    y: { tickFormat: axisMoney(frame), label: word(frame, 'eachNewcomer'), zero: true },
    marks: [
      line(trend, { x: 'cohort', y: 'each', stroke: theme.expected, strokeWidth: 2 }),
      dot(points, { x: 'cohort', y: 'each', fill: theme.actual, r: 3.5 }),
      ruleY([0], { stroke: theme.muted }),
    ],
  })
  return worded(frame, stated, {
    name: change === null ? 'driftUntested' : 'drift',
    options,
    says: {
      ages: formats.count(ages),
      change: formats.signedPercent(change ?? 0),
      low: formats.signedPercent(test?.changeLow ?? 0),
      high: formats.signedPercent(test?.changeHigh ?? 0),
    },
    legend: [
      { label: word(frame, 'cohorts'), colour: theme.actual, shape: 'dot' },
      ...(trend.length === 0
        ? []
        : [{ label: word(frame, 'trend'), colour: theme.expected, shape: 'line' } as const]),
    ],
    lens: 'cohorts',
    table: 'drift',
    rows: drift,
  })
}

/** Share of each cohort that is active at each age. */
export function alignedChart({ view, stated }: Charted<'cohorts'>, frame: ChartFrame): Chart {
  const { theme } = frame
  const formats = formatsFor(frame)
  const { aligned } = view.tables
  const later = aligned.filter(({ age }) => age > 0)
  const most = Math.max(0.01, ...later.map(({ activeShare }) => activeShare))
  const cohorts = [...new Set(aligned.map(({ cohort }) => cohort))]
  const ages = [...new Set(later.map(({ age }) => age))].toSorted((a, b) => a - b)
  const side = (frame.width - 90) / Math.max(1, ages.length)
  const squares = later.map((row) => ({
    ...row,
    shade: (row.partial ? 0.4 : 1) * (0.05 + 0.5 * Math.sqrt(row.activeShare / most)),
  }))
  const rowTicks = cohorts.filter((_, place) => place % Math.max(1, Math.ceil(cohorts.length / 24)) === 0)
  const options = fitted(frame, {
    aspect: Math.min(1.6, (70 + 22 * cohorts.length) / Math.max(320, frame.width)),
    labels: 72,
    x: {
      type: 'band',
      domain: ages,
      ticks: ages.filter((_, place) => place % Math.max(1, Math.ceil(26 / side)) === 0),
      label: word(frame, 'age'),
      padding: 0.04,
    },
    y: { type: 'band', domain: cohorts, ticks: rowTicks, grid: false, label: null, padding: 0.04 },
    marks: [
      cell(squares, {
        x: 'age',
        y: 'cohort',
        fill: theme.expected,
        fillOpacity: 'shade',
        title: (row: (typeof squares)[number]) => formats.percent(row.activeShare),
      }),
      ...(side < 38
        ? []
        : [
            text(squares, {
              x: 'age',
              y: 'cohort',
              text: (row: (typeof squares)[number]) => formats.percent(row.activeShare),
              fill: theme.actual,
              pointerEvents: 'none',
            }),
          ]),
    ],
    more: { opacity: { type: 'identity' } },
  })
  const mixed = view.notices.find(({ code }) => code === 'cohortsFirst')?.values
  // Who had bought before the log began is no newcomer to be compared.
  const next = aligned.filter(
    ({ age, partial, cohort }) =>
      age === 1 && !partial && !(mixed !== undefined && 'cohort' in mixed && mixed.cohort === cohort),
  )
  const best = next.toSorted((a, b) => b.activeShare - a.activeShare)[0]
  return worded(frame, stated, {
    name: best === undefined ? 'alignedUntold' : 'aligned',
    options,
    says: best === undefined ? {} : { best: best.cohort, share: formats.percent(best.activeShare) },
    lens: 'cohorts',
    table: 'aligned',
    rows: aligned,
    columns: ['cohort', 'age', 'acquired', 'activeShare', 'profitToDatePerAcquired'],
  })
}

/** The whole base over time. */
import { areaY, barX, barY, dot, line, ruleX, ruleY } from '@observablehq/plot'
import type { Chart, ChartFrame } from '#ui/chart.ts'
import { axisMoney, axisNumber, axisPercent, fitted, formatsFor } from '#ui/chart-layout.ts'
import { periodAxis, word, worded } from './audit-frame.chart.ts'
import { periodText } from '../tables/audit-cell.ts'
import type { Charted } from './lens-charts.ts'

/** Customers of one colour: so many cohorts can be told apart. */
const shownCohorts = 8

/** What each cohort brought in each period, one above the other (C3). */
export function cohortPeriodsChart({ view, stated }: Charted<'whole'>, frame: ChartFrame): Chart {
  const { theme, words } = frame
  const formats = formatsFor(frame)
  const { cohortPeriods, periods } = view.tables
  const keys = periods.map(({ period }) => period)
  const all = [...new Set(cohortPeriods.flatMap(({ cohort }) => cohort ?? []))]
  const size = Math.max(1, Math.ceil(all.length / shownCohorts))
  const groupOf = (cohort: string | null) => (cohort === null ? -1 : Math.floor(all.indexOf(cohort) / size))
  const groups = [...new Set(cohortPeriods.map(({ cohort }) => groupOf(cohort)))].toSorted((a, b) => a - b)
  const sums = new Map<string, number>()
  for (const { cohort, period, profit } of cohortPeriods) {
    const key = `${groupOf(cohort)} ${period}`
    sums.set(key, (sums.get(key) ?? 0) + profit)
  }
  // Of those who only gave back there is nothing to see.
  const shown = groups.filter((group) => keys.some((period) => (sums.get(`${group} ${period}`) ?? 0) > 0))
  const colourOf = (place: number) =>
    `color-mix(in oklab, ${theme.expected} ${Math.round(92 - (72 * place) / Math.max(1, shown.length - 1))}%, ${theme.ground})`
  const areas = shown.flatMap((group) =>
    keys.map((period, place) => ({ group, place, profit: Math.max(0, sums.get(`${group} ${period}`) ?? 0) })),
  )
  const nameOf = (group: number) => {
    if (group < 0) return word(frame, 'before')
    const [first = '', last = ''] = [all[group * size], all[Math.min(all.length, (group + 1) * size) - 1]]
    return first === last ? first : words('chart.range', { from: first, to: last })
  }
  const room = Math.max(2, Math.floor((frame.width - 80) / 76))
  const step = Math.max(1, Math.ceil(keys.length / room))
  const options = fitted(frame, {
    labels: 58,
    x: {
      type: 'linear',
      domain: [0, Math.max(1, keys.length - 1)],
      ticks: keys.map((_, place) => place).filter((place) => place % step === 0),
      tickFormat: (place: number) => periodText(words, keys[place] ?? ''),
      label: null,
    },
    y: { tickFormat: axisMoney(frame), label: word(frame, stated.measure) },
    marks: [
      areaY(areas, {
        x: 'place',
        y: 'profit',
        z: 'group',
        fill: (area: (typeof areas)[number]) => colourOf(shown.indexOf(area.group)),
        stroke: theme.ground,
        strokeWidth: 0.75,
        order: shown,
      }),
      ruleY([0], { stroke: theme.muted }),
    ],
  })
  const last = periods.findLast(({ partial }) => !partial)
  return worded(frame, stated, {
    name: 'cohortPeriods',
    options,
    says: {
      period: last?.period ?? '',
      old: formats.percent(last === undefined || last.profit === 0 ? 0 : 1 - last.profitNew / last.profit),
    },
    legend: shown.map((group, place) => ({ label: nameOf(group), colour: colourOf(place), shape: 'area' })),
    lens: 'whole',
    table: 'periods',
    rows: periods,
    columns: ['period', 'customers', 'profit', 'profitNew', 'profitContinuing', 'profitReturned'],
  })
}

/** Who bought in each period: new, continuing and returned. */
export function newcomersChart({ view, stated }: Charted<'whole'>, frame: ChartFrame): Chart {
  const { theme } = frame
  const formats = formatsFor(frame)
  const { periods } = view.tables
  const parts = [
    { name: 'continuing', colour: theme.expected },
    { name: 'returned', colour: theme.band },
    { name: 'newCustomers', colour: theme.compare },
  ] as const
  const bars = periods.flatMap((row) =>
    parts.map(({ name, colour }) => ({
      period: row.period,
      customers: row[name],
      colour,
      shade: row.partial ? 0.5 : 1,
    })),
  )
  const options = fitted(frame, {
    x: periodAxis(
      frame,
      periods.map(({ period }) => period),
    ),
    y: { tickFormat: axisNumber(frame), label: word(frame, 'customers') },
    marks: [
      barY(bars, { x: 'period', y: 'customers', fill: 'colour', fillOpacity: 'shade' }),
      ruleY([0], { stroke: theme.muted }),
    ],
    more: { opacity: { type: 'identity' } },
  })
  const last = periods.findLast(({ partial }) => !partial)
  return worded(frame, stated, {
    name: 'newcomers',
    options,
    says: {
      period: last?.period ?? '',
      share: formats.percent(last?.newShare ?? 0),
      returned: formats.count(last?.returned ?? 0),
    },
    legend: parts.map(({ name, colour }) => ({ label: word(frame, name), colour, shape: 'area' })),
    lens: 'whole',
    table: 'periods',
    rows: periods,
    columns: ['period', 'customers', 'newCustomers', 'continuing', 'returned', 'newShare', 'repeatRate'],
  })
}

/** Of those who bought in a period, how many buy in the next. */
export function repeatRateChart({ view, stated }: Charted<'whole'>, frame: ChartFrame): Chart {
  const { theme } = frame
  const formats = formatsFor(frame)
  const rows = view.tables.periods.filter(({ repeatRate, partial }) => repeatRate !== null && !partial)
  const options = fitted(frame, {
    x: {
      ...periodAxis(
        frame,
        rows.map(({ period }) => period),
      ),
      type: 'point',
      padding: 0.5,
    },
    y: {
      domain: [0, Math.min(1, 1.2 * Math.max(0.05, ...rows.map(({ repeatRate }) => repeatRate ?? 0)))],
      tickFormat: axisPercent(frame),
      label: word(frame, 'again'),
    },
    marks: [
      line(rows, { x: 'period', y: 'repeatRate', stroke: theme.expected, strokeWidth: 2.25 }),
      dot(rows, { x: 'period', y: 'repeatRate', fill: theme.expected, r: 3 }),
      ruleY([0], { stroke: theme.muted }),
    ],
  })
  return worded(frame, stated, {
    name: 'repeatRate',
    options,
    says: {
      first: formats.percent(rows[0]?.repeatRate ?? 0),
      last: formats.percent(rows.at(-1)?.repeatRate ?? 0),
    },
    lens: 'whole',
    table: 'repeatByCohort',
    rows: view.tables.repeatByCohort,
  })
}

/** Last year beside the next, if nothing changes. */
export function nextYearChart({ view, stated }: Charted<'whole'>, frame: ChartFrame): Chart {
  const { theme } = frame
  const formats = formatsFor(frame)
  const { nextYear } = view.tables
  const all = nextYear.find(({ part }) => part === 'all')
  const bars = nextYear
    .filter(({ part }) => part !== 'all')
    .flatMap(({ part, lastYearProfit, profit }) => [
      { year: 'last', amount: lastYearProfit, part },
      { year: 'next', amount: profit, part },
    ])
  const colours: Readonly<Record<string, string>> = { existing: theme.expected, new: theme.compare }
  const [low, high] = [all?.profitLow ?? null, all?.profitHigh ?? null]
  const bounds = low === null || high === null ? [] : [{ year: 'next', low, high }]
  const options = fitted(frame, {
    aspect: frame.width < 480 ? 0.55 : 0.26,
    labels: 110,
    x: {
      tickFormat: axisMoney(frame),
      grid: true,
      tickSpacing: 80,
      nice: true,
      label: word(frame, stated.measure),
    },
    y: {
      type: 'band',
      domain: ['last', 'next'],
      tickFormat: (year: string) => word(frame, `${year}Year`),
      grid: false,
      label: null,
      padding: 0.3,
    },
    marks: [
      barX(bars, {
        y: 'year',
        x: 'amount',
        fill: (bar: (typeof bars)[number]) => colours[bar.part] ?? theme.muted,
      }),
      ruleX([0], { stroke: theme.muted }),
      ruleY(bounds, { y: 'year', x1: 'low', x2: 'high', stroke: theme.actual, strokeWidth: 3 }),
    ],
  })
  return worded(frame, stated, {
    name: bounds.length === 0 ? 'nextYearUnbounded' : 'nextYear',
    options,
    says: {
      profit: formats.moneyShort(all?.profit ?? 0, stated.currency),
      low: formats.moneyShort(all?.profitLow ?? 0, stated.currency),
      high: formats.moneyShort(all?.profitHigh ?? 0, stated.currency),
      last: formats.moneyShort(all?.lastYearProfit ?? 0, stated.currency),
    },
    legend: [
      { label: word(frame, 'existing'), colour: theme.expected, shape: 'area' },
      { label: word(frame, 'toCome'), colour: theme.compare, shape: 'area' },
    ],
    lens: 'whole',
    table: 'nextYear',
    rows: nextYear,
  })
}

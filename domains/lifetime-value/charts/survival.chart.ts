/** How long contracts last: the share that is left, and the rate of renewal by age, as they came and as the model has it. */
import { areaY, dot, lineY, rectX, ruleX, ruleY, type Markish } from '@observablehq/plot'
import type { Chart, ChartFrame } from '#ui/chart.ts'
import { axisNumber, axisPercent, fitted, formatsFor, noteAtEnd } from '#ui/chart-layout.ts'
import type { SurvivalData } from './chart-data.ts'
import { named } from './chart-words.chart.ts'

/** The share of contracts that makes at least so many renewals. */
export function survivalChart({ renewals }: SurvivalData, frame: ChartFrame): Chart {
  const { theme, words } = frame
  const formats = formatsFor(frame)
  const begun = { renewal: 0, survival: 1, fittedSurvival: 1 }
  const curve = [begun, ...renewals]
  const seen = curve.filter(({ survival }) => survival !== null)
  const options = fitted(frame, {
    x: {
      domain: [0, Math.max(1, renewals.length)],
      label: words('chart.survival.renewals'),
      tickFormat: axisNumber(frame),
    },
    y: { domain: [0, 1], label: words('chart.survival.share'), tickFormat: axisPercent(frame) },
    marks: [
      ...ahead(frame, { seen: seen.length - 1, all: renewals.length }),
      lineY(curve, {
        x: 'renewal',
        y: 'fittedSurvival',
        stroke: theme.expected,
        strokeWidth: 2,
        strokeDasharray: '5 4',
      }),
      dot(seen, { x: 'renewal', y: 'survival', r: seen.length > 60 ? 2 : 3.5, fill: theme.actual }),
      ruleY([0], { stroke: theme.muted }),
    ],
  })
  const last = seen.at(-1) ?? begun
  return named(frame, 'survival', {
    options,
    summary:
      seen.length < 2
        ? words('chart.survival.summaryNone')
        : words('chart.survival.summary', {
            renewals: formats.count(last.renewal),
            observed: formats.percent(last.survival ?? 0),
            fitted: formats.percent(last.fittedSurvival),
          }),
    legend: [
      { label: words('chart.survival.observed'), colour: theme.actual, shape: 'dot' },
      { label: words('chart.survival.fitted'), colour: theme.expected, shape: 'dashes' },
    ],
    table: {
      columns: ['renewals', 'observed', 'fitted'].map((key) => words(`chart.survival.${key}`)),
      rows: curve.map(({ renewal, survival, fittedSurvival }) => [
        formats.count(renewal),
        survival === null ? '–' : formats.percent(survival),
        formats.percent(fittedSurvival),
      ]),
    },
  })
}

/** A rate of fewer contracts than this says little, and its bar would cover the picture. */
const fewDue = 20

/** Of the contracts that came up for their first, second, … renewal, the share that made it. */
export function renewalRatesChart({ renewals }: SurvivalData, frame: ChartFrame): Chart {
  const { theme, words } = frame
  const formats = formatsFor(frame)
  const seen = renewals.flatMap(({ renewal, due, rate }) =>
    rate === null || due < fewDue ? [] : [{ renewal, rate, ...byChance(rate, due) }],
  )
  const lowest = Math.min(...seen.map(({ rate }) => rate), ...renewals.map(({ fittedRate }) => fittedRate), 1)
  const floor = Math.max(0, Math.floor(lowest * 10 - 0.5) / 10)
  const band = seen.map((one) => ({ ...one, low: Math.max(floor, one.low) }))
  const options = fitted(frame, {
    x: {
      domain: [0, Math.max(1, renewals.length)],
      label: words('chart.renewalRates.renewal'),
      tickFormat: axisNumber(frame),
    },
    y: {
      domain: [floor, 1],
      label: words('chart.renewalRates.rate'),
      tickFormat: axisPercent(frame),
    },
    marks: [
      ...ahead(frame, { seen: seen.at(-1)?.renewal ?? 0, all: renewals.length }),
      areaY(band, { x: 'renewal', y1: 'low', y2: 'high', fill: theme.actual, fillOpacity: 0.15 }),
      lineY(renewals, {
        x: 'renewal',
        y: 'fittedRate',
        stroke: theme.expected,
        strokeWidth: 2,
        strokeDasharray: '5 4',
      }),
      dot(seen, { x: 'renewal', y: 'rate', r: seen.length > 60 ? 2 : 3.5, fill: theme.actual }),
    ],
  })
  return named(frame, 'renewalRates', {
    options,
    summary: summaryOfRates(seen, frame),
    legend: [
      { label: words('chart.survival.observed'), colour: theme.actual, shape: 'dot' },
      { label: words('chart.survival.fitted'), colour: theme.expected, shape: 'dashes' },
      {
        label: words('chart.renewalRates.chance'),
        colour: `color-mix(in srgb, ${theme.actual} 15%, transparent)`,
        shape: 'area',
      },
    ],
    table: {
      columns: [
        words('chart.renewalRates.renewal'),
        words('chart.survival.due'),
        words('chart.survival.observed'),
        words('chart.survival.fitted'),
      ],
      rows: renewals.map(({ renewal, due, rate, fittedRate }) => [
        formats.count(renewal),
        formats.count(due),
        rate === null ? '–' : formats.percent(rate),
        formats.percent(fittedRate),
      ]),
    },
  })
}

function summaryOfRates(seen: readonly { readonly rate: number }[], frame: ChartFrame): string {
  const { words } = frame
  const [first, last] = [seen[0], seen.at(-1)]
  if (first === undefined || last === undefined) return words('chart.renewalRates.summaryNone')
  const said = { first: formatsFor(frame).percent(first.rate), last: formatsFor(frame).percent(last.rate) }
  return words(`chart.renewalRates.${last.rate > first.rate ? 'summary' : 'summaryOne'}`, said)
}

/** Wilson's interval, which stays within 0 and 1: Wilson (1927), "Probable Inference". */
function byChance(rate: number, due: number): { readonly low: number; readonly high: number } {
  const z = 1.959963984540054
  const scale = 1 + z ** 2 / due
  const centre = (rate + z ** 2 / (2 * due)) / scale
  const reach = (z / scale) * Math.sqrt((rate * (1 - rate)) / due + z ** 2 / (4 * due ** 2))
  return { low: centre - reach, high: centre + reach }
}

/** The renewals that nobody has come up for yet. */
function ahead(
  frame: ChartFrame,
  { seen, all }: { readonly seen: number; readonly all: number },
): readonly Markish[] {
  if (seen >= all) return []
  return [
    rectX([{ from: seen, to: all }], { x1: 'from', x2: 'to', fill: frame.theme.band, fillOpacity: 0.45 }),
    ruleX([seen], { stroke: frame.theme.muted }),
    noteAtEnd(frame, frame.words('chart.survival.ahead')),
  ]
}

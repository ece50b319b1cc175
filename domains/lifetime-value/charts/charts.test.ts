import { createInstance } from 'i18next'
import { expect, test } from 'vitest'
import type { Chart, ChartFrame } from '#ui/chart.ts'
import { galleryFrame } from '#ui/chart.test-data.ts'
import { calibrationChart } from './calibration.chart.ts'
import { sampleCharts, sampleTimeline } from './charts.test-data.ts'
import { concentrationChart } from './concentration.chart.ts'
import { customerActiveChart, customerTimelineChart } from './customer-timeline.chart.ts'
import { frequencyFitChart } from './frequency-fit.chart.ts'
import english from '../locales/en.json' with { type: 'json' }
import { purchasesByMonthChart } from './purchases-by-month.chart.ts'
import { activeHeatMap, expectedPurchasesHeatMap, valueHeatMap } from './recency-frequency.chart.ts'
import { pitChart, reliabilityChart } from './reliability.chart.ts'
import { chartDrawer } from '#ui/report/draw-chart.ts'
import { renewalRatesChart, survivalChart } from './survival.chart.ts'
import { cumulativeTrackingChart, weeklyTrackingChart } from './tracking.chart.ts'
import { seasonMultipliersChart, seasonOutlookChart, seasonTrialChart } from './seasons.chart.ts'
import { sampleSeasons } from '../seasons/seasons.test-data.ts'
import { valueDistributionChart } from './value-distribution.chart.ts'

const draw = chartDrawer()
const words = createInstance()
await words.init({
  lng: 'en',
  resources: { en: { translation: english } },
  interpolation: { escapeValue: false },
  saveMissing: true,
  missingKeyHandler: (_languages, _namespace, key) => {
    throw new Error(`No word for ${key}`)
  },
  missingInterpolationHandler: (text: string) => {
    throw new Error(`No value for a place in: ${text}`)
  },
})

const frame = galleryFrame((key, values) => words.t(key, { ...values }))

const given = <T>(data: T | null): T => {
  if (data === null) throw new Error('The sample has every document')
  return data
}
const { tracking, calibration, reliability, concentration } = sampleCharts

/** Every chart there is, by the name of its picture. */
const gallery: Readonly<Record<string, (frame: ChartFrame) => Chart>> = {
  'weekly-tracking': (frame) => weeklyTrackingChart(given(tracking), frame),
  'cumulative-tracking': (frame) => cumulativeTrackingChart(given(tracking), frame),
  'frequency-fit': (frame) => frequencyFitChart(given(sampleCharts['frequency-fit']), frame),
  calibration: (frame) => calibrationChart(given(calibration), frame),
  reliability: (frame) => reliabilityChart(given(reliability), frame),
  pit: (frame) => pitChart(given(reliability), frame),
  'active-heat-map': (frame) => activeHeatMap(given(sampleCharts['recency-frequency']), frame),
  'purchases-heat-map': (frame) => expectedPurchasesHeatMap(given(sampleCharts['recency-frequency']), frame),
  'value-heat-map': (frame) => valueHeatMap(given(sampleCharts['recency-frequency']), frame),
  'value-distribution': (frame) => valueDistributionChart(given(sampleCharts['value-distribution']), frame),
  concentration: (frame) => concentrationChart(given(concentration), frame),
  'purchases-by-month': (frame) => purchasesByMonthChart(sampleCharts['purchases-by-month'], frame),
  survival: (frame) => survivalChart(given(sampleCharts.survival), frame),
  'renewal-rates': (frame) => renewalRatesChart(given(sampleCharts.survival), frame),
  seasons: (frame) => seasonMultipliersChart(sampleSeasons.seasons, frame),
  'season-trial': (frame) => seasonTrialChart(sampleSeasons.trial, frame),
  'season-outlook': (frame) => seasonOutlookChart(given(sampleSeasons.outlook), frame),
  'customer-timeline': (frame) => customerTimelineChart(sampleTimeline, frame),
  'customer-active': (frame) => customerActiveChart(sampleTimeline, frame),
}

for (const [name, chart] of Object.entries(gallery)) {
  test(`${name} is drawn as it was`, async () => {
    await expect(`${draw(chart(frame))}\n`).toMatchFileSnapshot(`chart-pictures/${name}.svg`)
  })

  test(`${name} says in words and figures what it shows`, () => {
    const { title, summary, table } = chart(frame)
    expect(title.length).toBeGreaterThan(0)
    expect(summary.length).toBeGreaterThan(40)
    expect(table.rows.length).toBeGreaterThan(0)
    for (const row of table.rows) expect(row).toHaveLength(table.columns.length)
    for (const cell of table.rows.flat()) expect(cell).not.toMatch(/NaN|undefined|null/)
  })

  test(`${name} has no number that cannot be drawn, wide or narrow, either way round`, () => {
    for (const width of [320, 1_000]) {
      for (const direction of ['ltr', 'rtl'] as const) {
        expect(draw(chart({ ...frame, width, direction }))).not.toMatch(/NaN|undefined|Infinity/)
      }
    }
  })
}

const count = (svg: string, part: RegExp) => svg.match(part)?.length ?? 0
/** The marks of one layer, by the name that the drawing library gives it. */
const layer = (svg: string, name: string) => svg.split(`<g aria-label="${name}"`)[1]?.split('</g>')[0] ?? ''
const numbers = (svg: string, attribute: string) =>
  [...svg.matchAll(new RegExp(` ${attribute}="([-\\d.]+)"`, 'g'))].map(([, value]) => Number(value))

test('every group of the data is a mark in the picture', () => {
  const frequency = draw(frequencyFitChart(given(sampleCharts['frequency-fit']), frame))
  expect(count(layer(frequency, 'bar'), /<rect/g)).toBe(8)
  expect(count(layer(frequency, 'dot'), /<circle/g)).toBe(8)
  const heat = draw(valueHeatMap(given(sampleCharts['recency-frequency']), frame))
  expect(count(layer(heat, 'cell'), /<rect/g)).toBe(given(sampleCharts['recency-frequency']).cells.length)
  const months = draw(purchasesByMonthChart(sampleCharts['purchases-by-month'], frame))
  expect(count(layer(months, 'rect'), /<rect/g)).toBe(sampleCharts['purchases-by-month'].months.length)
})

test('a bar is as high as its count says', () => {
  const counts = given(sampleCharts['frequency-fit']).counts.map((group) => group.actual)
  const bars = layer(draw(frequencyFitChart(given(sampleCharts['frequency-fit']), frame)), 'bar')
  const heights = numbers(bars, 'height')
  for (const [place, height] of heights.entries()) {
    expect(height / (heights[0] ?? 0)).toBeCloseTo((counts[place] ?? 0) / (counts[0] ?? 1), 6)
  }
})

test('in a right-to-left page the picture is mirrored and its figures are not', () => {
  const mirrored = { ...frame, direction: 'rtl' as const }
  const [bars, others] = [frame, mirrored].map((one) =>
    layer(draw(frequencyFitChart(given(sampleCharts['frequency-fit']), one)), 'bar'),
  )
  const width = numbers(bars ?? '', 'width')[0] ?? 0
  const here = numbers(bars ?? '', 'x')
  const there = numbers(others ?? '', 'x').map((x) => frame.width - x - width)
  for (const [place, x] of here.entries()) expect(Math.abs((there[place] ?? 0) - x)).toBeLessThanOrEqual(1)
  expect(frequencyFitChart(given(sampleCharts['frequency-fit']), mirrored).table).toEqual(
    frequencyFitChart(given(sampleCharts['frequency-fit']), frame).table,
  )
})

test('what cannot be told is shown as such, not as nought', () => {
  const chart = activeHeatMap(given(sampleCharts['recency-frequency']), frame)
  expect(chart.table.rows.filter((row) => row.at(-1) === 'cannot tell')).toHaveLength(6)
  expect(count(draw(chart), />\?</g)).toBe(6)
})

test('a heat map of many cells leaves out on a phone what would not fit, and never lets labels meet', () => {
  const edges = [0, 7, 14, 30, 60, 90, 180, 365, 730, 1_095]
  const fine = {
    ...given(sampleCharts['recency-frequency']),
    daysSinceLast: edges.map((from, place) => ({ from, to: edges[place + 1] ?? null })),
  }
  const [phone, desk] = [320, 1_000].map((width) => draw(valueHeatMap(fine, { ...frame, width }))) as [
    string,
    string,
  ]
  expect(count(layer(desk, 'text'), /<text/g)).toBe(fine.cells.length)
  expect(layer(phone, 'text')).toBe('')
  for (const svg of [phone, desk]) {
    const labels = [...layer(svg, 'x-axis tick label').matchAll(/translate\(([\d.]+),[^>]*>([^<]+)</g)]
    expect(labels.length).toBeGreaterThan(4)
    for (const [place, [, x, label = '']] of labels.slice(1).entries())
      expect(Number(x) - Number(labels[place]?.[1])).toBeGreaterThan(6 * label.length)
  }
})

test('tracking says where the model ended where it had not looked', () => {
  const { origin, weeks } = given(tracking)
  const off = (factor: number) =>
    weeklyTrackingChart(
      {
        origin,
        weeks: weeks.map((week) => ({
          ...week,
          expected: week.start > (origin ?? '') ? week.actual * factor : 0,
        })),
      },
      frame,
    ).summary
  expect(off(0.88)).toContain('below')
  expect(off(1.02)).toContain('close')
  expect(off(1.3)).toContain('above')
  expect(weeklyTrackingChart({ origin: null, weeks }, frame).summary).toContain('seen')
})

test('of a customer whose activity cannot be told nothing is drawn, and that is said', () => {
  const unknown = { ...sampleTimeline, probabilityActive: [] }
  expect(customerActiveChart(unknown, frame).summary).toContain('cannot tell')
  expect(draw(customerActiveChart(unknown, frame))).not.toMatch(/NaN/)
})

test('labels of a time axis never stand closer than they are long', () => {
  for (const width of [320, 640, 1_200]) {
    const svg = draw(weeklyTrackingChart(given(tracking), { ...frame, width }))
    const places = [...layer(svg, 'x-axis tick label').matchAll(/translate\(([\d.]+),/g)].map(([, x]) =>
      Number(x),
    )
    expect(places.length).toBeGreaterThan(1)
    for (const [place, x] of places.slice(1).entries()) expect(x - (places[place] ?? 0)).toBeGreaterThan(56)
  }
})

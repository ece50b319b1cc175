/** The gallery of equity and acquisition. */
import { expect, test } from 'vitest'
import type { Chart, ChartFrame } from '#ui/chart.ts'
import { galleryFrame } from '#ui/chart.test-data.ts'
import { chartDrawer } from '#ui/report/draw-chart.ts'
import { englishReport } from '#ui/report/reader.ts'
import { cashChart, channelsChart, paybackChart } from '../acquisition/acquisition.chart.ts'
import { bridgeChart, groupValueChart } from './equity.chart.ts'
import { aChannel, sampleBridge, sampleGroups, sampleParts } from './equity-charts.test-data.ts'
import { namedGroups } from './equity-tables.ts'
import english from '../locales/en.json' with { type: 'json' }

const draw = chartDrawer()
const { words } = await englishReport(english)
const frame = galleryFrame(words)

const web = aChannel('web', 90)
const store = aChannel('store', 400)
const radio = aChannel('radio', 20)
const unpaid = aChannel(null, null)
const groups = namedGroups(sampleGroups, { by: 'cohort', length: 'quarter' }, words)
const withoutIntervals = sampleParts.map((part) => ({
  ...part,
  amount: { ...part.amount, low: null, high: null, backtestLow: null, backtestHigh: null },
}))

/** Charts by the name of their picture, and what may be asked of them besides. */
const gallery: Readonly<Record<string, (frame: ChartFrame) => Chart>> = {
  'equity-bridge': (place) => bridgeChart({ bridge: sampleBridge, parts: sampleParts, of: null }, place),
  'equity-groups': (place) => groupValueChart({ groups, by: 'cohort' }, place),
  'acquisition-cash': (place) => cashChart(web, place),
  'acquisition-payback': (place) => paybackChart(web, place),
  'acquisition-channels': (place) => channelsChart([web, store, radio], place),
}
const others: Readonly<Record<string, (frame: ChartFrame) => Chart>> = {
  'a bridge of a group without intervals': (place) =>
    bridgeChart({ bridge: sampleBridge, parts: withoutIntervals, of: '2023-Q1' }, place),
  'cash that never comes back': (place) => cashChart(store, place),
  'cash that is never below zero': (place) => cashChart({ ...radio, peakLoss: null }, place),
  'a cost that is not paid back': (place) => paybackChart(store, place),
  'a customer whose cost is not known': (place) => paybackChart(unpaid, place),
  'a business without costs and channels': (place) => channelsChart([unpaid], place),
  'channels that all pay': (place) => channelsChart([web], place),
}

for (const [name, chart] of Object.entries(gallery)) {
  test(`${name} is drawn as it was`, async () => {
    await expect(`${draw(chart(frame))}\n`).toMatchFileSnapshot(`../charts/chart-pictures/${name}.svg`)
  })
}

test.each(Object.entries({ ...gallery, ...others }))(
  '%s says in words and figures what it shows',
  (_, chart) => {
    const { title, summary, table, legend } = chart(frame)
    expect(title.length).toBeGreaterThan(4)
    expect(summary.length).toBeGreaterThan(40)
    expect(table.rows.length).toBeGreaterThan(0)
    for (const row of table.rows) expect(row).toHaveLength(table.columns.length)
    const said = [title, summary, ...legend.map(({ label }) => label), ...table.columns, ...table.rows.flat()]
    for (const text of said)
      expect(text).not.toMatch(/NaN|undefined|null|\{\{|chart\.|column\.|code\.|equity\./)
  },
)

test.each(Object.entries({ ...gallery, ...others }))(
  '%s has no number that cannot be drawn, wide or narrow, either way round',
  (_, chart) => {
    for (const width of [320, 1_000])
      for (const direction of ['ltr', 'rtl'] as const)
        expect(draw(chart({ ...frame, width, direction }))).not.toMatch(/NaN|undefined|Infinity/)
  },
)

test('a mirrored picture has the same figures', () => {
  for (const [name, chart] of Object.entries(gallery))
    expect(chart({ ...frame, direction: 'rtl' }).table, name).toEqual(chart(frame).table)
})

test('every part of the bridge that is not nothing is a bar, and the last ends where the closing value stands', () => {
  const svg = draw(gallery['equity-bridge']!(frame))
  const bars = svg.split('aria-label="bar"')[1]?.split('</g>')[0]?.match(/<rect/g) ?? []
  expect(bars).toHaveLength(sampleParts.filter(({ amount }) => amount.mean !== 0).length)
  expect(svg).toContain('€1.02m')
})

test('a channel that costs more than its next customer brings is named, one without customers is not', () => {
  expect(channelsChart([web, store, radio], frame).summary).toContain('One channel pays more')
  expect(channelsChart([web, store, radio], frame).summary).toContain('store')
  expect(channelsChart([web], frame).summary).toContain('Every channel pays less')
})

test('the month of payback is the one at which the curve meets the cost', () => {
  expect(paybackChart(web, frame).summary).toContain(`back in month ${web.payback.month}`)
  expect(paybackChart(store, frame).summary).toContain('not back by then')
})

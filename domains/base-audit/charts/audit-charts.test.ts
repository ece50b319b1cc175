/** The gallery: every chart of every section, drawn from a small sample with losses, and from one without margins. */
import { afterAll, expect, test } from 'vitest'
import type { Chart, ChartFrame } from '#ui/chart.ts'
import { galleryFrame } from '#ui/chart.test-data.ts'
import { chartDrawer } from '#ui/report/draw-chart.ts'
import { englishReport } from '#ui/report/reader.ts'
import { auditOfLines, sampleHead, sampleLines } from '../an-audit.test-data.ts'
import type { LensDocument } from '../audit-document.ts'
import { lenses, type Lens } from '../tables/audit-tables.ts'
import { lensDocument, type AskedLens } from '../lenses/lenses.query.ts'
import { lensSections } from '../page/lens-sections.ts'
import english from '../locales/en.json' with { type: 'json' }
import { chartsOf } from './sections.chart.ts'

const draw = chartDrawer()
const { words } = await englishReport(english)
const frame = galleryFrame(words)

const head = { head: sampleHead, run: { currency: 'EUR' } }
const withMargins = await auditOfLines(sampleLines({ losses: true }), head)
const withoutLosses = await auditOfLines(sampleLines({ losses: false }), head)
const withoutMargins = await auditOfLines(
  sampleLines({ losses: false }).map(([customer = '', date = '', amount = '', , channel = '']) => [
    customer,
    date,
    amount,
    channel,
  ]),
  { ...head, head: 'customer,date,amount,channel' },
)
afterAll(async () => {
  await withMargins.close()
  await withoutLosses.close()
  await withoutMargins.close()
})

const asked: AskedLens = { fiscalStart: 1, by: 'channel' }
const samples = {
  losses: await documents(withMargins),
  gains: await documents(withoutLosses),
  revenue: await documents(withoutMargins),
} as const

async function documents(tables: Parameters<typeof lensDocument>[0]) {
  const of: Partial<Record<Lens, LensDocument<Lens>>> = {}
  for (const lens of lenses) of[lens] = await lensDocument<Lens>(tables, lens, asked)
  return of as Record<Lens, LensDocument<Lens>>
}

interface Drawable {
  readonly name: string
  readonly lens: Lens
  readonly sample: keyof typeof samples
  readonly chart: (frame: ChartFrame) => Chart
}

/** Every chart of every sample. */
const gallery: readonly Drawable[] = lenses.flatMap((lens) =>
  lensSections[lens].flatMap(({ name: section }) =>
    chartsOf(lens, section).flatMap((chart, place) =>
      Object.entries(samples).map(([sample, of]) => ({
        name: `${lens}-${section}${place === 0 ? '' : `-${place + 1}`}`,
        lens,
        sample: sample as keyof typeof samples,
        chart: (framed: ChartFrame) => {
          const { shown, stated } = of[lens]
          return chart({ view: shown, stated }, framed)
        },
      })),
    ),
  ),
)

test('every section of every lens has a chart', () => {
  for (const lens of lenses)
    for (const { name } of lensSections[lens])
      expect(chartsOf(lens, name).length, `${lens} ${name}`).toBeGreaterThan(0)
})

test('the samples bring a loss, a gain, and revenue', () => {
  expect(samples.losses.differ.stated.measure).toBe('profit')
  expect(samples.gains.differ.stated.measure).toBe('profit')
  expect(samples.revenue.differ.stated.measure).toBe('revenue')
  const lossOf = ({ differ }: (typeof samples)['losses']) =>
    (differ as LensDocument<'differ'>).shown.tables.signs.find(({ sign }) => sign === 'loss')?.customers ?? 0
  expect(lossOf(samples.losses)).toBeGreaterThan(0)
  expect(lossOf(samples.revenue)).toBeLessThan(lossOf(samples.losses))
})

for (const { name, sample, chart } of gallery.filter((one) => one.sample === 'losses')) {
  test(`${name} is drawn as it was`, async () => {
    expect(sample).toBe('losses')
    await expect(`${draw(chart(frame))}\n`).toMatchFileSnapshot(`chart-pictures/${name}.svg`)
  })
}

test.each(gallery)('$name of $sample says in words and figures what it shows', ({ chart, sample }) => {
  const { title, summary, table, legend } = chart(frame)
  expect(title.length).toBeGreaterThan(4)
  expect(summary.length).toBeGreaterThan(25)
  expect(table.rows.length).toBeGreaterThan(0)
  for (const row of table.rows) expect(row).toHaveLength(table.columns.length)
  const written = [
    title,
    summary,
    ...legend.map(({ label }) => label),
    ...table.columns,
    ...table.rows.flat(),
  ]
  for (const text of written) expect(text).not.toMatch(/NaN|undefined|null|\{\{|chart\.|column\.|code\./)
  if (sample === 'revenue') for (const text of written) expect(text).not.toMatch(/profit/i)
})

/** The narrowest and a wide place, and one that is mirrored. */
const frames = [
  { width: 320, direction: 'ltr' },
  { width: 320, direction: 'rtl' },
  { width: 1_000, direction: 'ltr' },
] as const

test.each(gallery)('$name of $sample holds its texts, wide or narrow, either way round', ({ chart }) => {
  for (const place of frames) {
    const svg = draw(chart({ ...frame, ...place }))
    expect(svg).not.toMatch(/NaN|undefined|Infinity/)
    expect({ ...place, beyond: textsBeyond(svg, place.width) }).toEqual({ ...place, beyond: [] })
  }
})

test('a mirrored picture has the same figures', () => {
  for (const { chart, name } of gallery)
    expect(chart({ ...frame, direction: 'rtl' }).table, name).toEqual(chart(frame).table)
})

/** Texts whose anchor, moved by their own and their groups' shifts, lies outside of the picture, or which cannot fit. */
function textsBeyond(svg: string, width: number): readonly string[] {
  const found: string[] = []
  const shifts: number[] = []
  const anchors: string[] = []
  for (const [tag, closing, name, attributes = '', content = ''] of svg.matchAll(
    /<(\/?)(g|text|svg)\b([^>]*)>([^<]*)/g,
  )) {
    if (closing === '/') {
      if (name !== 'text') {
        shifts.pop()
        anchors.pop()
      }
      continue
    }
    const shift = Number(/translate\(([-\d.]+)/.exec(attributes)?.[1] ?? 0)
    const anchor = /text-anchor="(\w+)"/.exec(attributes)?.[1] ?? anchors.at(-1) ?? 'start'
    if (name !== 'text') {
      shifts.push(shift)
      anchors.push(anchor)
      if (tag.endsWith('/>')) shifts.pop()
      continue
    }
    const x = Number(/ x="([-\d.]+)"/.exec(attributes)?.[1] ?? 0)
    const at = [...shifts, shift, x].reduce((sum, part) => sum + part, 0)
    const length = 5.2 * content.length
    const from = anchor === 'end' ? at - length : anchor === 'middle' ? at - length / 2 : at
    if (from < -6 || from + length > width + 6) found.push(`${content} at ${Math.round(at)}, ${anchor}`)
  }
  return found
}

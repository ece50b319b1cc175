import { Window } from 'happy-dom'
import { expect, test } from 'vitest'
import { html } from '#ui/report/html.ts'
import type { ReportInput } from './report-input.ts'
import { reportLanguage } from './report-language.ts'
import { sampleReport } from './report.test-data.ts'
import { renderReport } from './report.ts'

const language = await reportLanguage()
const { document } = sampleReport

/** The report as read by a browser without scripts. */
function read(input: ReportInput) {
  const text = renderReport(input, language)
  const page = new Window().document
  page.write(text)
  const words = (selector: string) =>
    page.querySelector(selector)?.textContent.replace(/\s+/g, ' ').trim() ?? ''
  return { text, page, words }
}

/** The sample, read once. */
const sample = read(sampleReport)

test('the report opens with the range that past errors allow, and says how the model did last time', () => {
  const { words } = sample
  expect(words('.headline')).toContain('2,000 customers')
  expect(words('.headline')).toMatch(/€328K.*€441K/i)
  expect(words('.best')).toContain('12% low')
})

test('without earlier trials it leads with the model alone, and says so', () => {
  const { totals } = document
  if (totals === null) throw new Error('The sample has totals')
  const reason = 'Only one earlier origin had purchases enough.'
  const backtest = { origins: [], absent: reason }
  const bare = { ...totals, valueBacktestLow: null, valueBacktestHigh: null, backtest }
  const { words } = read({ ...sampleReport, document: { ...document, totals: bare, holdout: null } })
  expect(words('.headline')).toMatch(/€361K.*€398K/i)
  expect(words('.best')).toContain(reason)
  expect(words('#trust')).toContain('not tried on data it had not seen')
})

test('without a model the base is shown and its future is not', () => {
  const charts = {
    ...sampleReport.charts,
    tracking: null,
    calibration: null,
    reliability: null,
    survival: null,
  }
  const unvalued: ReportInput = {
    ...sampleReport,
    charts: {
      ...charts,
      'frequency-fit': null,
      'recency-frequency': null,
      'value-distribution': null,
      concentration: null,
    },
    mostValuable: sampleReport.mostValuable.map((one) => ({ ...one, value: null, expectedPurchases: null })),
    document: {
      ...document,
      totals: null,
      holdout: null,
      model: { name: 'none', reason: 'Nobody bought twice.' },
      spendModel: { name: 'mean-spend', meanSpend: 12.5, reason: 'Nobody bought twice.' },
    },
  }
  const { words, page } = read(unvalued)
  expect(words('.headline')).toContain('cannot be estimated')
  expect(words('#model')).toContain('Nobody bought twice.')
  expect(page.querySelectorAll('figure')).toHaveLength(1)
})

test('the report asks nothing of the network and runs nothing', () => {
  const { text, page } = sample
  expect(page.querySelectorAll('script, iframe, object, embed')).toHaveLength(0)
  for (const element of page.querySelectorAll('[src], link, img, image, use')) {
    expect(element.getAttribute('href') ?? element.getAttribute('src')).toMatch(/^data:|^#/)
  }
  expect(text).not.toMatch(/@import|url\((?!["']?data:)/)
  expect(text).not.toMatch(/ on[a-z]+="/)
})

test('what the file says is text, never markup', () => {
  const { text } = sample
  expect(text).not.toContain('<script>alert')
  expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  expect(html`<p>${'<b>'}${[html`<i>x</i>`, '&']}${null}${0}</p>`.html).toBe('<p>&lt;b&gt;<i>x</i>&amp;0</p>')
})

test('every chart has a name, a sentence, figures, and a drawing for a phone and for a desk', () => {
  const { page } = sample
  const figures = [...page.querySelectorAll('figure')]
  expect(figures).toHaveLength(14)
  for (const figure of figures) {
    expect(figure.querySelector('h3')?.textContent).toBeTruthy()
    expect(figure.querySelectorAll('[role="img"][aria-label] > svg')).toHaveLength(2)
    expect(figure.querySelectorAll('details tbody tr').length).toBeGreaterThan(0)
  }
})

test('headings follow each other without a gap, and every link of the contents leads somewhere', () => {
  const { page } = sample
  const levels = [...page.querySelectorAll('h1, h2, h3')].map((heading) => Number(heading.tagName.slice(1)))
  expect(levels[0]).toBe(1)
  for (const [place, level] of levels.slice(1).entries())
    expect(level - (levels[place] ?? 0)).toBeLessThanOrEqual(1)
  const links = [...page.querySelectorAll('nav a')]
  expect(links).toHaveLength(6)
  for (const link of links) expect(page.querySelector(link.getAttribute('href') ?? '')).not.toBeNull()
})

test('nothing that could not be written is written', () => {
  expect(sample.text).not.toMatch(/\bNaN\b|\bundefined\b|\[object|\bInfinity\b|\{\{|<\w+\/>|&lt;\w+\/&gt;/)
})

test('the models of the choice stand beside one another, and a difference that is noise is called so', () => {
  const rows = [...sample.page.querySelectorAll('#model tr')].map(({ children }) =>
    [...children].map(({ textContent }) => textContent).join(' '),
  )
  const row = (model: string) => rows.find((text) => text.startsWith(model))
  expect(row('Pareto/NBD (in use)')).toBe('Pareto/NBD (in use) -1.1 – 0.961 1.412 0.671 3.9')
  expect(row('MBG/NBD')).toBe('MBG/NBD -1.102 -0.002 ± 0.0011 (noise) 0.905 1.412 0.671 3.9')
  expect(row('BG/NBD')).toBe('BG/NBD -1.107 -0.007 ± 0.0014 (more than noise) 0.905 1.412 – 3.9')
})

test('a choice of an earlier version is shown with what it knew', () => {
  const candidates = document.choice.candidates.map(
    ({ againstChosen: _against, judged: _judged, ...known }) => known,
  )
  const { words } = read({
    ...sampleReport,
    document: { ...document, choice: { ...document.choice, candidates } },
  })
  expect(words('#model')).toContain('-0.007 ± 0.0014 (more than noise)')
  expect(words('#model')).not.toContain('Poisson deviance')
})

test('parameters, standard errors and the certificate are there', () => {
  const { words } = sample
  for (const figure of ['Pareto/NBD', '0.5533', '0.0476', 'Gamma-Gamma', '15.45', '2.1E-11'])
    expect(words('#model')).toContain(figure)
})

test('a report of a large base is still a small file', () => {
  expect(sample.text.length).toBeLessThan(400_000)
})

import { Window } from 'happy-dom'
import { expect, test } from 'vitest'
import type { Day } from '#kernel/time.ts'
import { formatsOf } from '#ui/format.ts'
import { html } from '#ui/report/html.ts'
import { sampleSeasons } from '../seasons/seasons.test-data.ts'
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

/** The same with few charts, for what words say: most of a report's time goes into drawing. */
const inWords: ReportInput = {
  ...sampleReport,
  charts: {
    ...sampleReport.charts,
    tracking: null,
    calibration: null,
    reliability: null,
    survival: null,
    'frequency-fit': null,
    'recency-frequency': null,
    'value-distribution': null,
    concentration: null,
  },
}

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
  const { words } = read({ ...inWords, document: { ...document, totals: bare, holdout: null } })
  expect(words('.headline')).toMatch(/€361K.*€398K/i)
  expect(words('.best')).toContain(reason)
  expect(words('#trust')).toContain('not tried on data it had not seen')
})

test('without a model the base is shown and its future is not', () => {
  const unvalued: ReportInput = {
    ...inWords,
    mostValuable: sampleReport.mostValuable.map((one) => ({ ...one, value: null, expectedPurchases: null })),
    document: {
      ...document,
      totals: null,
      holdout: null,
      model: { name: 'none', reason: 'Nobody bought twice.' },
      spendModel: { name: 'mean-spend', meanSpend: 12.5, reason: 'Nobody bought twice.' },
      seasons: { finding: 'untold', reason: 'Without a model nothing can be said of seasons.' },
    },
  }
  const { words, page } = read(unvalued)
  expect(words('.headline')).toContain('cannot be estimated')
  expect(words('#model')).toContain('Nobody bought twice.')
  expect(words('#base')).toContain('Without a model nothing can be said of seasons.')
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
  expect(figures).toHaveLength(17)
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

test('every figure of seasons that is told is one of the document', () => {
  const { words, page } = sample
  const text = words('#base')
  const { likelihoodRatio, trial, outlook, seasons } = sampleSeasons
  const { precise, estimate, count, day } = formatsOf('en')
  for (const figure of [
    'In December customers buy 1.80 times as often as in a usual time (1.72 to 1.89)',
    'in February 0.46 times (how sure that is cannot be told)',
    'the quiet of February would look like customers leaving',
    'here they, and what is expected without them, are those of MBG/NBD',
    'on every other page, those without seasons',
    'under one case in a million',
    `likelihood ratio ${precise(likelihoodRatio.statistic, 3)}, 11 degrees of freedom`,
    `on ${trial.months.length} months it had not seen`,
    `${precise(trial.withSeasons.meanAbsoluteError, 3)} purchases`,
    `${precise(trial.withoutSeasons.meanAbsoluteError, 3)} without seasons; Poisson deviance 0.31 against 12.5`,
    `up to ${day(trial.origin)}`,
    `next 52 weeks${estimate(outlook?.withSeasons ?? 0)}${estimate(outlook?.withoutSeasons ?? 0)} without seasons`,
    '43 customers',
    '12 up, 31 down',
  ]) {
    expect(text.replaceAll(/\s/g, '')).toContain(figure.replaceAll(/\s/g, ''))
  }
  const rows = [...page.querySelectorAll('#base tr')].map(({ children }) =>
    [...children].map(({ textContent }) => textContent.trim()).join(' '),
  )
  expect(rows).toContain(`December ${count(seasons[11]?.purchases ?? 0)} 1.80 1.70 1.91`)
  expect(rows).toContain(`February ${count(seasons[1]?.purchases ?? 0)} 0.46 cannot tell cannot tell`)
  for (const { month, days, actual, withSeasons, withoutSeasons } of trial.months.slice(1, -1)) {
    const name = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric' }).format(
      new Date(`${month}-15`),
    )
    const figures = [days, estimate(withSeasons), estimate(withoutSeasons), count(actual)]
    expect(rows).toContain([name, ...figures].join(' '))
  }
})

test('where no season was found, or the document is of an earlier version, nothing is said of what is ahead', () => {
  const because = { code: 'VALUE_SEASONS_CHANCE', values: { probability: 0.42 } }
  const none = {
    ...sampleSeasons,
    finding: 'none',
    outlook: null,
    reason: '',
    because,
    standIn: null,
  } as const
  const likelihoodRatio = { statistic: 9.2, degrees: 11, pValue: 0.6 }
  const quarters = { ...none, by: 'quarter', customers: 1_000, likelihoodRatio } as const
  const { words } = read({ ...sampleReport, document: { ...document, seasons: quarters } })
  expect(words('#base')).toContain('no season that can be told from chance')
  expect(words('#base')).toContain('60% of cases')
  expect(words('#base')).toContain('so these are quarters')
  expect(words('#base')).toContain('told from 1,000 customers drawn at random')
  expect(words('#base')).not.toContain('would look like customers leaving')
  expect(words('#base')).not.toContain('The months to come')
  const earlier = read({ ...sampleReport, document: { ...document, seasons: undefined } })
  expect(earlier.words('#base')).not.toContain('Seasons')
})

test('where all models competed, every origin is named, and who could not be fitted', () => {
  const because = { code: 'LIFETIME_FIT_NOT_CONVERGED' }
  const leftOut = [{ model: 'ggompertz-nbd', reason: 'No maximum was found.', because }] as const
  const origins = ['2024-04-01', '2024-07-01', '2024-09-30'] as Day[]
  const { words } = read({
    ...inWords,
    document: { ...document, choice: { ...document.choice, origins, leftOut } },
  })
  expect(words('#model')).toContain('up to Apr 1, 2024 · Jul 1, 2024 · Sep 30, 2024 in turn')
  expect(words('#model')).toContain(
    'GGompertz/NBD could not be fitted at every one of these days: The likelihood has no maximum that could be found.',
  )
})

test('a choice of an earlier version is shown with what it knew', () => {
  const candidates = document.choice.candidates.map(
    ({ againstChosen: _against, judged: _judged, ...known }) => known,
  )
  const { words } = read({
    ...inWords,
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

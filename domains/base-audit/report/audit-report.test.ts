import { Window } from 'happy-dom'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Day } from '#kernel/time.ts'
import { auditOfLines, sampleHead, sampleLines, type OpenAudit } from '../an-audit.test-data.ts'
import type { AuditDocument, LensDocument } from '../audit-document.ts'
import { auditTables, lenses, type Lens } from '../tables/audit-tables.ts'
import { auditPlan, lensDocument } from '../lenses/lenses.query.ts'
import { renderAuditReport } from './audit-report.ts'
import { auditReportLanguage } from './report-language.ts'

let audit: OpenAudit
let document: AuditDocument
let text: string
let page: InstanceType<typeof Window>['document']

const source = '<b>shop</b> & sons.csv'

beforeAll(async () => {
  audit = await auditOfLines(sampleLines({ losses: true }), { head: sampleHead, run: { currency: 'EUR' } })
  const asked = { fiscalStart: 1 }
  const of = <L extends Lens>(lens: L): Promise<LensDocument<L>> => lensDocument(audit, lens, asked)
  document = {
    perennial: '0.0.0',
    sources: [source],
    plan: await auditPlan(audit, asked),
    lenses: {
      differ: await of('differ'),
      change: await of('change'),
      cohort: await of('cohort'),
      cohorts: await of('cohorts'),
      whole: await of('whole'),
    },
    equity: null,
    acquisition: null,
    timingsMs: { read: 10, compute: 20, total: 30 },
  }
  text = renderAuditReport(
    { document, madeOn: '2026-01-02' as Day, versions: { Perennial: '0.0.0' } },
    await auditReportLanguage(),
  )
  page = new Window().document
  page.write(text)
})
afterAll(() => audit.close())

const words = (selector: string) =>
  page.querySelector(selector)?.textContent.replace(/\s+/g, ' ').trim() ?? ''

test('the report opens with what every lens finds first', () => {
  const said = [...page.querySelectorAll('.short li')].map(({ textContent }) => textContent.trim())
  expect(said).toHaveLength(lenses.length)
  for (const [place, lens] of lenses.entries()) expect(words(`#${lens} .finding`)).toBe(said[place])
  expect(words('.lead')).toContain(`${document.plan.customers} customers`)
  expect(words('.lead')).toContain('Profit is that of the margin column')
})

test('every lens has its figures, its tables and what it does not say, in the order in which a person asks', () => {
  const ids = [...page.querySelectorAll('main > section')].map(({ id }) => id)
  expect(ids).toEqual([...lenses])
  for (const lens of lenses) {
    const figures = [...page.querySelectorAll(`#${lens} figure`)]
    expect(figures.length, lens).toBeGreaterThan(1)
    for (const figure of figures)
      expect(figure.querySelectorAll('[role="img"][aria-label] > svg')).toHaveLength(2)
    expect(page.querySelectorAll(`#${lens} > ul:last-child > li`).length, lens).toBeGreaterThan(1)
  }
})

test('every row of every table of the document is in the report', () => {
  for (const lens of lenses) {
    const tables = document.lenses[lens].shown.tables as Readonly<Record<string, readonly unknown[]>>
    const filled = Object.keys(auditTables[lens]).filter((name) => (tables[name]?.length ?? 0) > 0)
    const rows = filled.map((name) => tables[name]?.length ?? 0)
    const there = [...page.querySelectorAll(`#${lens} .behind table`)]
    expect(there, lens).toHaveLength(filled.length)
    expect(new Set(there.map((table) => table.querySelectorAll('tbody tr').length))).toEqual(new Set(rows))
  }
})

test('it asks nothing of the network and runs nothing', () => {
  expect(page.querySelectorAll('script, iframe, object, embed')).toHaveLength(0)
  for (const element of page.querySelectorAll('[src], link, img, image, use'))
    expect(element.getAttribute('href') ?? element.getAttribute('src')).toMatch(/^data:|^#/)
  expect(text).not.toMatch(/@import|url\((?!["']?data:)| on[a-z]+="/)
})

test('what the file is called is text, never markup', () => {
  expect(text).not.toContain('<b>shop')
  expect(words('h1')).toContain(source)
})

test('nothing that could not be written is written', () => {
  expect(text).not.toMatch(/\bNaN\b|\bundefined\b|\[object|\bInfinity\b|\{\{|<\w+\/>|&lt;\w+\/&gt;/)
})

test('headings follow each other without a gap, and every link of the contents leads somewhere', () => {
  const levels = [...page.querySelectorAll('h1, h2, h3')].map((heading) => Number(heading.tagName.slice(1)))
  expect(levels[0]).toBe(1)
  for (const [place, level] of levels.slice(1).entries())
    expect(level - (levels[place] ?? 0)).toBeLessThanOrEqual(1)
  const links = [...page.querySelectorAll('nav a')]
  expect(links).toHaveLength(lenses.length)
  for (const link of links) expect(page.querySelector(link.getAttribute('href') ?? '')).not.toBeNull()
})

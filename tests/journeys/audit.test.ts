/** The audit of a base: every lens holds the laws of all pages, and what is chosen of it stands in the address. */
import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { perennial } from '#apps/cli/a-command.test-data.ts'
import { lenses, type Lens } from '#base-audit/tables/audit-tables.ts'
import { readAuditPlan, readDiffer } from '#base-audit/base-audit.contract.ts'
import type { AuditPlan } from '#base-audit/audit-document.ts'
import { readWork } from '#history/business.contract.ts'
import { importUpload } from '#history/history.contract.ts'
import { chromiumPath, goOn, journey, looks, openPage, show, visit } from './browser.ts'
import { tabTo } from './keyboard.ts'
import { remember } from './language.ts'
import { barriers, hardCodedWords, tooWideBy } from './page-laws.ts'
import { pictures, setStage, writeShopLog, type Stage } from './stage.ts'

let stage: Stage
let business: string
let plan: AuditPlan

beforeAll(async () => {
  if (chromiumPath === undefined) return
  stage = await setStage()
  const { text } = await writeShopLog('audit log.csv', { customers: 500, seed: 12 })
  business = await imported('Audited shop', text)
  plan = await stage.ask(readAuditPlan, { business })
}, 120_000)

afterAll(() => stage?.end())

/** A business with the log in it, valued. */
async function imported(name: string, text: string): Promise<string> {
  const upload = await stage.send(text)
  const { business: made } = await stage.ask(importUpload, {
    upload,
    business: { name },
    options: { model: 'bg-nbd' },
  })
  for (;;) {
    const { work } = await stage.ask(readWork, { business: made.business })
    if (work?.state === 'done') return made.business
    if (work?.state === 'failed') throw new Error(work.error?.detail)
    await new Promise((done) => setTimeout(done, 200))
  }
}

const at = (lens: Lens, query = '') => `${stage.program.address}/${business}/base/audit/${lens}${query}`

/** Goes to a lens and waits until all of its figures are drawn. */
async function look(page: Page, address: string): Promise<void> {
  await visit(page, address)
  await drawn(page)
}

/** Turns from lens to lens, as the links above them do. */
async function turnTo(page: Page, lens: Lens): Promise<void> {
  await goOn(page, at(lens))
  await drawn(page)
}

/** Waits until every figure of a lens is drawn. */
async function drawn(page: Page): Promise<void> {
  await page.locator('figure svg').first().waitFor()
  await page.waitForFunction(
    `[...document.querySelectorAll('figure')].every((one) => one.querySelector('svg'))`,
  )
}

/** Names of the log and of months that stand in lists to choose from and in drawings. */
function names(): readonly string[] {
  const months = Array.from({ length: 12 }, (_, month) =>
    new Intl.DateTimeFormat('en-GB', { month: 'long' }).format(new Date(2024, month, 15)),
  )
  return [...months, ...plan.dimensions.flatMap(({ values }) => values.map(({ value }) => value))]
}

const [desktopLight, phoneDark, phoneLight, desktopDark] = looks

journey('every lens bars nobody and never scrolls sideways', async () => {
  const { page } = stage.visiting
  await visit(page, at('differ'))
  for (const lens of lenses) {
    await turnTo(page, lens)
    for (const one of [phoneLight, desktopLight]) {
      await show(page, one)
      await drawnAgain(page)
      expect({ lens, look: one.name, wide: await tooWideBy(page) }).toEqual({ lens, look: one.name, wide: 0 })
      await page.screenshot({ path: `${pictures}/audit-${lens}-${one.name}.png` })
    }
    await unfold(page)
    expect({ lens, found: await barriers(page) }).toEqual({ lens, found: [] })
  }
})

journey(
  'every lens holds words that are longer, in the dark on a phone, and none that no language file has',
  async () => {
    const { page } = stage.visiting
    await show(page, phoneDark)
    await remember(page, 'en-XA')
    await page.reload()
    for (const lens of lenses) {
      await turnTo(page, lens)
      await page.getByRole('search').getByRole('button').first().click()
      expect({ lens, found: await barriers(page) }).toEqual({ lens, found: [] })
      await unfold(page)
      expect({ lens, wide: await tooWideBy(page) }).toEqual({ lens, wide: 0 })
      expect({ lens, words: await hardCodedWords(page, names()) }).toEqual({ lens, words: [] })
    }
    await remember(page, 'en')
  },
)

journey('every lens runs from right to left', async () => {
  const { page } = stage.visiting
  await show(page, desktopDark)
  await remember(page, 'en-XB')
  await page.reload()
  for (const lens of lenses) {
    await turnTo(page, lens)
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl')
    expect({ lens, wide: await tooWideBy(page) }).toEqual({ lens, wide: 0 })
    expect({ lens, found: await barriers(page) }).toEqual({ lens, found: [] })
    await page.screenshot({ path: `${pictures}/audit-${lens}-mirrored.png` })
    await show(page, phoneDark)
    expect({ lens, wide: await tooWideBy(page) }).toEqual({ lens, wide: 0 })
    await show(page, desktopDark)
  }
  await remember(page, 'en')
})

journey('a choice stands in the address, and the address shows the same again', async () => {
  const { page } = stage.visiting
  await show(page, desktopLight)
  await look(page, at('differ'))
  const earlier = plan.stated.periods.at(1)?.key ?? ''
  await page.getByRole('combobox', { name: 'Look at' }).selectOption(earlier)
  await page.waitForURL(new RegExp(`period=${earlier}`))
  const [first, second] = plan.dimensions.find(({ dimension }) => dimension === 'channel')?.values ?? []
  await page.getByRole('combobox', { name: 'Channel', exact: true }).selectOption(first?.value ?? '')
  await page.waitForURL(/channel=/)
  await page.getByRole('combobox', { name: 'Beside' }).selectOption(`channel:${second?.value}`)
  await page.waitForURL(/against=/)
  const sentences = async () => {
    const both = page.getByText(/^In \d.*brought/)
    await both.nth(1).waitFor()
    return both.allTextContents()
  }
  const said = await sentences()
  expect(said[0]).not.toBe(said[1])
  const address = page.url()
  const { shown, compared } = await stage.ask(readDiffer, {
    business,
    period: earlier,
    channel: first?.value,
    against: `channel:${second?.value}`,
  })
  expect(compared?.view.filter).toEqual({ channel: second?.value })
  // A fifth of the customers of the view that is asked for.
  const top = shown.tables.topShares.find((row) => row.top === 0.2)
  expect(said[0]).toContain(`(${top?.customers} of them)`)
  await page.reload()
  expect(await sentences()).toEqual(said)
  expect(page.url()).toBe(address)
  expect(await page.getByRole('combobox', { name: 'Look at' }).inputValue()).toBe(earlier)
  await page.getByRole('button', { name: 'Show everything' }).click()
  await page.waitForURL((url) => !url.searchParams.has('channel') && !url.searchParams.has('against'))
  expect(new URL(page.url()).searchParams.get('period')).toBe(earlier)
  await page.goBack()
  expect(page.url()).toBe(address)
})

journey('what lenses share goes with the reader from one to the next', async () => {
  const { page } = stage.visiting
  await look(page, at('differ', '?length=half&period=2024-H1'))
  await page.getByRole('link', { name: 'The whole' }).click()
  await page.getByRole('heading', { level: 1, name: 'The whole base over time' }).waitFor()
  expect(new URL(page.url()).search).toBe('?length=half')
})

journey('with the keyboard alone a table is opened, sorted and taken away as CSV', async () => {
  const { page } = stage.visiting
  await look(page, at('differ'))
  const panel = page
    .locator('section, div')
    .filter({ has: page.getByRole('figure', { name: 'Share of the profit by decile' }) })
  await panel.last().getByText('The figures as tables').focus()
  await page.keyboard.press('Enter')
  const table = page.getByRole('table', { name: 'Deciles of customers' })
  await table.waitFor()
  const column = () => table.getByRole('row').locator('th:first-child, td:first-child').allTextContents()
  expect((await column()).slice(1)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'])
  await tabTo(page, 'CSV')
  await tabTo(page, 'Lowest profit')
  for (const order of ['descending', 'ascending']) {
    await page.keyboard.press('Enter')
    const sorted = page.locator(`[aria-sort=${order}]`)
    await table.getByRole('columnheader', { name: 'Lowest profit' }).and(sorted).waitFor()
  }
  expect((await column()).slice(1)).toEqual(['10', '9', '8', '7', '6', '5', '4', '3', '2', '1'])
  const taking = page.getByRole('region', { name: 'Table: Deciles of customers' })
  const download = page.waitForEvent('download')
  await taking.getByRole('button', { name: 'CSV' }).press('Enter')
  const file = await download
  expect(file.suggestedFilename()).toBe('differ-deciles.csv')
  const lines = (await readFile(await file.path(), 'utf8')).trim().split('\r\n')
  const { shown } = await stage.ask(readDiffer, { business })
  const [head = '', ...rows] = lines
  expect(head.split(',').slice(0, 3)).toEqual(['decile', 'customers', 'purchases'])
  expect(rows.map((row) => Number(row.split(',')[0]))).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
  const profits = rows.map((row) => Number(row.split(',')[head.split(',').indexOf('profit')]))
  expect(profits.toReversed()).toEqual(shown.tables.deciles.map(({ profit }) => profit))
  const parquet = page.waitForEvent('download')
  await taking.getByRole('link', { name: 'Parquet' }).click()
  const bytes = await readFile(await (await parquet).path())
  expect(bytes.subarray(0, 4).toString()).toBe('PAR1')
})

journey('a filter that matches nothing says so, and one press shows everything again', async () => {
  const { page } = stage.visiting
  const [first] = plan.stated.periods
  const late = plan.dimensions.flatMap(({ dimension, values }) =>
    values.map(({ value }) => [dimension, value] as const),
  )
  // A value that nobody bought in the first period: the shop's range and countries are wider than a young base buys.
  let found: string | undefined
  for (const [dimension, value] of late.toReversed().slice(0, 40)) {
    const { shown } = await stage.ask(readDiffer, { business, period: first?.key, [dimension]: value })
    if (shown.tables.summary[0]?.customers === 0) {
      found = new URLSearchParams({ period: first?.key ?? '', [dimension]: value }).toString()
      break
    }
  }
  expect(found).toBeDefined()
  await show(page, desktopLight)
  await visit(page, at('differ', `?${found}`))
  const notices = page.getByRole('list', { name: 'What to know of these data' })
  await notices.getByText('Choose another value, or show everything.').waitFor()
  expect({ found: await barriers(page) }).toEqual({ found: [] })
  await page.getByRole('button', { name: 'Show everything' }).click()
  await page.getByText('of customers').first().waitFor()
})

journey('a business with one customer says what is so and what to do, in every lens', async () => {
  const { page } = stage.visiting
  const whole = business
  const alone = await imported(
    'One customer',
    'customer,date,amount\nanna,2024-01-05,10\nanna,2024-02-10,11\nanna,2024-03-01,12\n',
  )
  business = alone
  try {
    await show(page, desktopLight)
    await visit(page, at('differ'))
    for (const lens of lenses) {
      await goOn(page, at(lens))
      const notices = page.getByRole('list', { name: 'What to know of these data' })
      await notices.getByText('There is one customer only.').waitFor()
      await notices.getByText('Choose a longer period or fewer filters.').first().waitFor()
      expect({ lens, text: await page.locator('main').innerText() }).not.toMatchObject({
        text: expect.stringMatching(/NaN|undefined|Infinity/),
      })
    }
  } finally {
    business = whole
  }
})

journey(
  'the report is one file: it bars nobody, is never wider than its window, and unfolds its tables on paper',
  async () => {
    const tables = resolve(pictures, 'periods.csv')
    const report = resolve(pictures, 'audit.html')
    const rows = Array.from(
      { length: 90 },
      (_, row) => `c${row % 23},20${20 + (row % 4)},${1 + (row % 3)},${10 + row}`,
    )
    await writeFile(tables, ['customer,period,transactions,spend', ...rows].join('\n'))
    const ran = await perennial(['audit', tables, '--out', report, '--force'])
    expect(ran).toMatchObject({ code: 0, err: '' })
    const { page, complaints } = await openPage(stage.browser)
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    const address = pathToFileURL(report).href
    await page.goto(address)
    for (const one of [desktopLight, phoneDark]) {
      await show(page, one)
      expect(await tooWideBy(page)).toBe(0)
      expect(await barriers(page)).toEqual([])
    }
    const table = page.getByRole('table').first()
    expect(await table.isVisible()).toBe(false)
    await page.emulateMedia({ media: 'print' })
    expect(await table.isVisible()).toBe(true)
    // As wide as what a sheet of A4 holds between its margins: nothing scrolls on paper.
    await page.setViewportSize({ width: 680, height: 1000 })
    expect(await tooWideBy(page)).toBe(0)
    expect(asked.filter((url) => url !== address && !url.startsWith('data:'))).toEqual([])
    expect(complaints).toEqual([])
    await page.close()
  },
)

journey(
  'a page whose figures are gone meanwhile says so and what to do, and shows the current ones anew',
  async () => {
    const { page } = stage.visiting
    await look(page, at('differ'))
    const said = await page.getByText(/^In \d.*brought/).innerText()
    // As if the snapshot that the page began with had been cleared away since.
    const gone = `snp_${'0'.repeat(26)}`
    const lens = /\/base\/audit\/differ\?/
    await page.route(lens, (route) =>
      route.continue({
        url: route
          .request()
          .url()
          .replace(/snapshot=[^&]*/, `snapshot=${gone}`),
      }),
    )
    await page.getByRole('combobox', { name: 'Look at' }).selectOption(plan.stated.periods.at(1)?.key ?? '')
    const refusal = page.getByRole('alert')
    await refusal.getByText('Reload the page to see the current ones.').waitFor()
    expect(await refusal.innerText()).toContain('SNAPSHOT_NOT_FOUND')
    expect(await barriers(page)).toEqual([])
    await page.unroute(lens)
    await page.goBack()
    await page.reload()
    expect(await page.getByText(/^In \d.*brought/).innerText()).toBe(said)
  },
)

journey('an address that says nothing sensible is refused in words', async () => {
  const { page } = stage.visiting
  await visit(page, at('differ', '?period=1066-Q4'))
  await page.getByRole('alert').waitFor()
  expect(await page.getByRole('alert').innerText()).toContain('AUDIT_PERIOD_UNKNOWN')
})

journey('no page of the audit complained in the console', () => {
  // A refusal is an answer that the browser counts as a failed request.
  const complaints = stage.visiting.complaints.filter((text) => !/status of (422|404)/.test(text))
  expect(complaints).toEqual([])
  return Promise.resolve()
})

/** Opens whatever is folded away. */
async function unfold(page: Page): Promise<void> {
  await page.evaluate(`for (const one of document.querySelectorAll('main details')) one.open = true`)
}

/** Waits until the drawings have the width of the window. */
async function drawnAgain(page: Page): Promise<void> {
  await page.waitForFunction(
    `[...document.querySelectorAll('figure svg')].every((svg) => svg.getBoundingClientRect().width <= innerWidth)`,
  )
}

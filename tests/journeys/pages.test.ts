/** A file of purchases goes in by keyboard, and every page that comes of it holds the laws of all pages. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { readAcquisition } from '#base-audit/acquisition.contract.ts'
import { readEquity } from '#base-audit/equity.contract.ts'
import { listBusinesses } from '#history/business.contract.ts'
import { listCustomers, readValue } from '#lifetime-value/lifetime-value.contract.ts'
import type { ValueDocument } from '#lifetime-value/value-document.ts'
import { chromiumPath, goOn, journey, looks, openPage, show, visit, type Visit } from './browser.ts'
import { remember, speakByMenu } from './language.ts'
import { tabTo } from './keyboard.ts'
import { barriers, hardCodedWords, tooWideBy } from './page-laws.ts'
import { pictures, setStage, writeShopLog, type Stage } from './stage.ts'

let stage: Stage
/** The log as a file. */
let log: string
/** The business that the import made. */
let business: string
/** A file of which much is to be said before it is imported. */
let upload: string
let document: ValueDocument
let refusals: Visit | undefined

beforeAll(async () => {
  if (chromiumPath === undefined) return
  log = (await writeShopLog('shop log.csv', { customers: 400, seed: 11 })).file
  stage = await setStage()
}, 120_000)

afterAll(() => stage?.end())

journey('a file is imported with the keyboard alone, and its base is looked at', async () => {
  const { page } = stage.visiting
  await visit(page, `${stage.program.address}/import`)
  await tabTo(page, 'Choose a file')
  const choosing = page.waitForEvent('filechooser')
  await page.keyboard.press('Enter')
  await (await choosing).setFiles(log)
  await page.getByRole('heading', { name: 'Look before importing' }).waitFor()
  await tabTo(page, 'Name of the business')
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type('Keyboard shop')
  await tabTo(page, 'Import and value')
  await page.keyboard.press('Enter')
  await page.getByText('Imported and valued in').waitFor({ timeout: 60_000 })
  await tabTo(page, 'Look at the base')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Base' }).waitFor()
  const { businesses } = await stage.ask(listBusinesses, {})
  business = businesses.find(({ name }) => name === 'Keyboard shop')?.business ?? 'none'
  expect(page.url()).toBe(`${stage.program.address}/${business}/base`)
  document = await stage.ask(readValue, { business })
  upload = await stage.send(
    'who,id,on,paid\nA,1,03/04/2024,"1,234"\nB,2,04/05/2024,"2,345"\nA,1,05/06/2024,"1,000"\n',
  )
})

journey('the Base page shows the figures of the value document', async () => {
  const { page } = stage.visiting
  await visit(page, `${stage.program.address}/${business}/base`)
  const { totals, holdout } = document
  const low = totals?.valueBacktestLow ?? totals?.valueLow
  const high = totals?.valueBacktestHigh ?? totals?.valueHigh
  await expectFigures(page, [document.customers, document.customersHeard, document.spend, low, high])
  await expectFigures(page, [totals?.value, totals?.active, totals?.expectedPurchases])
  await expectFigures(page, [holdout?.expectedPurchases, holdout?.actualPurchases])
  const { seasons } = document
  if (seasons === undefined || seasons.finding === 'untold') throw new Error('Three years tell seasons.')
  expect(await page.getByText(seasons.reason).isVisible()).toBe(true)
  const { likelihoodRatio, trial } = seasons
  await expectFigures(page, [likelihoodRatio.statistic, likelihoodRatio.degrees])
  await expectFigures(page, [trial.withSeasons.meanAbsoluteError, trial.withoutSeasons.poissonDeviance])
})

journey('the Trust page shows the figures of the value document', async () => {
  const { page } = stage.visiting
  await visit(page, `${stage.program.address}/${business}/trust`)
  const { holdout, model, spendModel, totals, choice } = document
  if (holdout === null || model.name === 'none' || spendModel.name !== 'gamma-gamma') {
    throw new Error('The shop of this journey is large enough for both models and a trial.')
  }
  const { baseline } = holdout
  await expectFigures(page, [holdout.expectedPurchases, holdout.actualPurchases, baseline.expectedPurchases])
  await expectFigures(page, [holdout.coverage, holdout.statedCoverage, holdout.pitInside80])
  await expectFigures(page, [holdout.meanAbsoluteError, baseline.meanAbsoluteError, holdout.poissonDeviance])
  await expectFigures(page, [...Object.values(model.parameters), ...Object.values(spendModel.parameters)])
  await expectFigures(page, Object.values(model.standardErrors ?? {}))
  await expectFigures(page, [model.logLikelihood, model.aic, model.bic, spendModel.logLikelihood])
  await expectFigures(page, totals?.backtest.origins.map(({ expectedPurchases }) => expectedPurchases) ?? [])
  await expectFigures(
    page,
    choice.candidates.map(({ meanLogProbability }) => meanLogProbability),
  )
})

journey(
  'the Customers page shows every customer once, in the order asked for, and finds one by name',
  async () => {
    const { page } = stage.visiting
    await visit(page, `${stage.program.address}/${business}/customers`)
    const { customers, total } = await stage.ask(listCustomers, { business })
    expect(total).toBe(document.customers)
    await expectFigures(
      page,
      customers.slice(0, 5).map(({ value }) => value?.mean),
    )
    await page.getByRole('button', { name: 'Spent' }).click()
    await page.waitForURL(/sort=spend/)
    const bySpend = await stage.ask(listCustomers, { business, sort: 'spend' })
    const [first] = bySpend.customers
    await page
      .getByRole('row')
      .nth(1)
      .getByRole('link', { name: first?.name ?? '', exact: true })
      .waitFor()
    await page.getByRole('searchbox').fill(first?.name ?? '')
    await page.waitForURL(/search=/)
    const found = await stage.ask(listCustomers, { business, search: first?.name })
    await page.getByText(`1 to ${found.total} of ${found.total}`).waitFor()
    await page.goBack()
    expect(new URL(page.url()).search).toBe('')
  },
)

journey('one customer is told in words, with the purchases so far', async () => {
  const { page } = stage.visiting
  const { customers } = await stage.ask(listCustomers, { business })
  await visit(page, `${stage.program.address}/${business}/customers`)
  await page.getByRole('link', { name: customers[0]?.name ?? '', exact: true }).click()
  await page.getByText(/^Most likely .* in the next 52 weeks/).waitFor()
  await expectFigures(page, [
    customers[0]?.value?.mean,
    customers[0]?.expectedPurchases?.mean,
    customers[0]?.spend,
  ])
  await page.getByRole('table', { name: 'Purchases and refunds' }).waitFor()
})

journey('the Equity page shows the value of the base and the bridge that leads to it', async () => {
  const { page } = stage.visiting
  const equity = await stage.ask(readEquity, { business })
  await visit(page, `${stage.program.address}/${business}/base`)
  await page.getByRole('link', { name: 'Equity' }).click()
  await page.getByRole('heading', { level: 1, name: 'Equity' }).waitFor()
  const { value, bridge } = equity
  await expectFigures(page, [
    equity.customers,
    value?.value,
    value?.valueBacktestLow,
    value?.valueBacktestHigh,
  ])
  await expectFigures(page, [bridge?.collected, bridge?.expectedCollected, bridge?.news.mean])
  await page.getByRole('combobox', { name: 'Groups by' }).selectOption('first channel')
  await page.waitForURL(/by=channel/)
  await page.getByRole('combobox', { name: 'Bridge of' }).selectOption('web')
  await page.getByRole('heading', { name: 'From opening to closing value: web' }).waitFor()
  await page.getByText('The figures as tables').first().click()
  const download = page.waitForEvent('download')
  await page
    .getByRole('region', { name: 'The bridge, part by part' })
    .getByRole('button', { name: 'CSV' })
    .click()
  expect((await download).suggestedFilename()).toBe('equity-parts.csv')
  await page.goBack()
  await page.waitForURL((url) => !url.searchParams.has('group'))
})

journey(
  'two other days are compared when they are asked for, and days that cannot be are refused',
  async () => {
    const { page } = await inRefusals()
    const { asOf } = await stage.ask(readEquity, { business })
    await visit(page, `${stage.program.address}/${business}/base/equity`)
    await page.getByRole('combobox', { name: 'Compare with' }).selectOption('Two days of this history')
    await page.getByLabel('From', { exact: true }).fill('2025-03-31')
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page.waitForURL(new RegExp(`from=2025-03-31&to=${asOf}`))
    await page.locator('time[datetime="2025-03-31"]').waitFor({ timeout: 60_000 })
    await visit(page, `${stage.program.address}/${business}/base/equity?from=1999-01-01`)
    await page.getByText('These two days cannot be compared.').waitFor()
  },
)

journey('costs are filled in, paid back, refused where they stand already, and taken back', async () => {
  const { page } = await inRefusals()
  await visit(page, `${stage.program.address}/${business}/base/acquisition`)
  await page.getByText('No costs of winning customers are known.').waitFor()
  await page.getByRole('button', { name: 'Add the cost' }).click()
  await page.getByText('Write a plain number').waitFor()
  await page.getByLabel('Month', { exact: true }).fill('2025-03')
  await page.getByRole('combobox', { name: 'Channel', exact: true }).selectOption('web')
  await page.getByLabel('Cost in EUR').fill('900')
  await page.getByRole('button', { name: 'Add the cost' }).click()
  await page.getByText('1 cost was added.').waitFor()
  const { whole } = await stage.ask(readAcquisition, { business })
  expect(whole).toMatchObject({ cost: 900, payback: { state: 'reached' } })
  await expectFigures(page, [
    whole.costPerCustomer,
    whole.payback.month,
    whole.collected,
    whole.allowableCost?.mean,
  ])
  await page.getByLabel('Month', { exact: true }).fill('2025-03')
  await page.getByLabel('Cost in EUR').fill('100')
  await page.getByRole('button', { name: 'Add the cost' }).click()
  await page.getByText('Some of these months and channels have costs already.').waitFor()
  await page.getByRole('button', { name: 'Add them on top' }).click()
  await page.getByText('1 of them come on top').waitFor()
  // The newest stands first once the list has come anew.
  await page.getByText('Filled in here').nth(1).waitFor()
  await page.getByText('Filled in here').first().click()
  await page.getByRole('button', { name: 'Take back' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click()
  await page.getByText('taken back').first().waitFor()
  expect((await stage.ask(readAcquisition, { business })).whole.cost).toBe(900)
})

journey('a file of costs is taken in by the page, and one that is none is refused in words', async () => {
  const { page } = await inRefusals()
  await visit(page, `${stage.program.address}/${business}/base/acquisition`)
  await page.getByText('Or give a file with costs').click()
  const choose = async (name: string, text: string) => {
    const choosing = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Choose a file with costs' }).click()
    await (await choosing).setFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
  }
  await choose('none.csv', 'what,else\n1,2\n')
  await page.getByText('The file cannot be read as costs.').waitFor()
  await choose('costs.csv', 'month,channel,cost\n2025-04,web,800\n2025-04,store,99000\n')
  await page.getByText('2 costs were added.').waitFor()
  await page.getByText('One channel pays more for a customer').first().waitFor()
  await page.getByRole('combobox', { name: 'First channel' }).selectOption('store')
  await page.waitForURL(/channel=store/)
  const { channels } = await stage.ask(readAcquisition, { business })
  const store = channels.find(({ channel }) => channel === 'store')
  await expectFigures(page, [store?.costPerCustomer, -(store?.peakLoss?.amount ?? Number.NaN)])
})

journey('what else is known is given with the keyboard, used, and told on the pages', async () => {
  const { page } = stage.visiting
  const { customers } = await stage.ask(listCustomers, { business, pageSize: 200, sort: 'name' })
  const rows = customers.map(({ name }, place) => `${name},${place % 3 === 0 ? 'web' : 'app'}`)
  await visit(page, `${stage.program.address}/${business}/import`)
  await page.getByText('Drop a file of what is known here').waitFor()
  await tabTo(page, 'Choose a file')
  await tabTo(page, 'Choose a file')
  const choosing = page.waitForEvent('filechooser')
  await page.keyboard.press('Enter')
  const buffer = Buffer.from(['customer,store', ...rows].join('\n'))
  await (await choosing).setFiles({ name: 'known.csv', mimeType: 'text/csv', buffer })
  await page.getByText('200 of 200 customers in the first rows have bought.').waitFor()
  await tabTo(page, 'Use it and value again')
  await page.keyboard.press('Enter')
  await page.getByText('Valued again in').waitFor({ timeout: 60_000 })
  await page.getByText('In use for 200 customers').click()
  document = await stage.ask(readValue, { business })
  await visit(page, `${stage.program.address}/${business}/trust`)
  await page.getByRole('heading', { name: 'What else is known of customers' }).waitFor()
  const { covariates } = document
  await expectFigures(page, covariates?.coefficients.map(({ factor }) => factor) ?? [])
  await page.getByText('These are associations, not causes').waitFor()
  const [first] = customers
  await visit(page, `${stage.program.address}/${business}/customers/${first?.customer}`)
  await page.getByRole('heading', { name: 'What else is known' }).waitFor()
  await page.getByText('web', { exact: true }).waitFor()
})

journey('every page has no barrier and no sideways scroll, in both widths and colours', async () => {
  const { page } = stage.visiting
  for (const [name, address] of await addresses()) {
    // Looked at on its own, with a list open.
    if (name === 'review') continue
    await goOn(page, address)
    // Contrast hangs on the colours, reach on the width: two looks show both.
    for (const look of looks.slice(0, 2)) {
      await show(page, look)
      const where = `${name}, ${look.name}`
      expect({ where, wide: await tooWideBy(page) }).toEqual({ where, wide: 0 })
      expect({ where, found: await barriers(page) }).toEqual({ where, found: [] })
      await page.screenshot({ path: `${pictures}/${name}-${look.name}.png` })
    }
  }
})

journey('the open list of what a column may be bars nobody, and takes the keyboard', async () => {
  const { page } = stage.visiting
  await visit(page, `${stage.program.address}/${business}/import?upload=${upload}`)
  for (const look of looks.slice(0, 2)) {
    await show(page, look)
    const role = page.getByRole('combobox', { name: 'What paid is' })
    await role.click()
    await page.getByRole('option', { name: 'Not used' }).waitFor()
    expect({ look: look.name, found: await barriers(page) }).toEqual({ look: look.name, found: [] })
    expect({ look: look.name, wide: await tooWideBy(page) }).toEqual({ look: look.name, wide: 0 })
    await page.keyboard.press('Escape')
  }
  await page.getByRole('combobox', { name: 'What id is' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('option', { name: 'Not used' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByText('Given.').first().waitFor()
})

journey(
  'every page holds words that are longer, none that is in no language file, and runs from right to left',
  async () => {
    const { page } = stage.visiting
    const all = await addresses()
    await show(page, phone)
    await remember(page, 'en-XA')
    await page.reload()
    for (const [name, address] of all) {
      await goOn(page, address)
      expect({ name, wide: await tooWideBy(page) }).toEqual({ name, wide: 0 })
      const words = await hardCodedWords(page, ['web', 'app', 'store'])
      expect({ name, words }).toEqual({ name, words: [] })
    }
    await speakByMenu(page, 'en-XB')
    for (const [name, address] of all) {
      await goOn(page, address)
      expect({ name, wide: await tooWideBy(page) }).toEqual({ name, wide: 0 })
      await show(page, desktop)
      expect({ name, wide: await tooWideBy(page) }).toEqual({ name, wide: 0 })
      const [heading, navigation] = [
        page.getByRole('heading', { level: 1 }),
        page.getByRole('navigation').first(),
      ]
      const [main, side] = [await heading.boundingBox(), await navigation.boundingBox()]
      expect(side?.x).toBeGreaterThan(main?.x ?? Infinity)
      await show(page, phone)
    }
    await remember(page, 'en')
  },
)

journey('no page complained in the console', () => {
  expect(stage.visiting.complaints).toEqual([])
  return Promise.resolve()
})

const [desktop, , phone] = looks

/** What is refused complains in the console, so it is met in a page of its own. */
async function inRefusals(): Promise<Visit> {
  refusals ??= await openPage(stage.browser)
  return refusals
}

/** Every page by name. */
async function addresses(): Promise<readonly (readonly [string, string])[]> {
  const { customers } = await stage.ask(listCustomers, { business })
  const at = `${stage.program.address}/${business}`
  return [
    ['base', `${at}/base`],
    ['equity', `${at}/base/equity?by=channel`],
    ['acquisition', `${at}/base/acquisition`],
    ['customers', `${at}/customers`],
    ['customer', `${at}/customers/${customers[0]?.customer}`],
    ['trust', `${at}/trust`],
    ['import', `${at}/import`],
    ['review', `${at}/import?upload=${upload}`],
  ]
}

/** Every figure stands on the page, exactly, as the machine-readable value of what is shown. */
async function expectFigures(page: Page, figures: readonly (number | null | undefined)[]): Promise<void> {
  for (const figure of figures) {
    expect(figure).toBeTypeOf('number')
    await page.locator(`data[value="${figure}"]`).first().waitFor({ state: 'attached', timeout: 5000 })
  }
}

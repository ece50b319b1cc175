/** A business of contracts: its file is recognised, and every page speaks of renewals and holds the laws of all pages. */
import { resolve } from 'node:path'
import { writeFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { aClub, eventHead, eventsOf } from '#lifetime-value/contracts/a-contract-log.test-data.ts'
import { readEquityBridge } from '#base-audit/equity.contract.ts'
import { listBusinesses } from '#history/business.contract.ts'
import { listCustomers, readCustomer, readValue } from '#lifetime-value/lifetime-value.contract.ts'
import type { ValueDocument } from '#lifetime-value/value-document.ts'
import { chromiumPath, goOn, journey, looks, show, visit } from './browser.ts'
import { barriers, tooWideBy } from './page-laws.ts'
import { pictures, setStage, type Stage } from './stage.ts'

let stage: Stage
let log: string
let business: string
let document: ValueDocument

beforeAll(async () => {
  if (chromiumPath === undefined) return
  stage = await setStage()
  log = resolve(pictures, 'club.csv')
  const lines = aClub(300).map(([member, start, end, , fee]) => [member, start, end, fee].join(','))
  await writeFile(log, `Member,Contract start,Contract end,Monthly fee\n${lines.join('\n')}\n`)
}, 120_000)

afterAll(() => stage?.end())

journey('a file of contracts is recognised, looked at and valued', async () => {
  const { page } = stage.visiting
  // So high that nothing scrolls: a list that opens while its field still moves into sight stays hidden.
  await page.setViewportSize({ width: 1440, height: 2000 })
  await visit(page, `${stage.program.address}/import`)
  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Choose a file' }).click()
  await (await choosing).setFiles(log)
  await page.getByText('Each row is a contract:').waitFor()
  await page.getByText('Contracts are taken to come up for renewal every month').waitFor()
  expect(await page.getByRole('combobox', { name: 'What Contract start is' }).inputValue()).toBe(
    'Start of the contract',
  )
  await page.getByText('How the file is written', { exact: true }).click()
  await page.getByRole('combobox', { name: 'Contracts come up for renewal' }).waitFor()
  // Models of purchases are not offered.
  await page.getByRole('combobox', { name: 'Model', exact: true }).press('ArrowDown')
  await page.getByRole('option', { name: /^BdW/ }).waitFor()
  expect(await page.getByRole('option', { name: /NBD/ }).count()).toBe(0)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Import and value' }).click()
  await page.getByText('Imported and valued in').waitFor({ timeout: 60_000 })
  const [made] = (await stage.ask(listBusinesses, {})).businesses
  business = made?.business ?? 'none'
  expect(made).toMatchObject({ log: 'contracts', name: 'club' })
  document = await stage.ask(readValue, { business })
})

journey(
  'a file of events is recognised as well, what is guessed is corrected, and it fits a phone',
  async () => {
    const { page } = stage.visiting
    const lines = [eventHead, ...eventsOf(aClub(20)).map((line) => line.join(','))]
    const upload = await stage.send(`${lines.join('\n')}\n`)
    await visit(page, `${stage.program.address}/import?upload=${upload}`)
    await page.getByText('Each row is an event of a contract:').waitFor()
    const column = page.getByRole('combobox', { name: 'What event is' })
    expect(await column.inputValue()).toBe('Event')
    // An event happens once: there is nothing to choose.
    expect(await page.getByRole('checkbox', { name: 'Drop exact duplicate lines' }).count()).toBe(0)
    for (const look of looks.slice(0, 2)) {
      await show(page, look)
      expect({ look: look.name, wide: await tooWideBy(page) }).toEqual({ look: look.name, wide: 0 })
      await page.screenshot({ path: `${pictures}/contracts-events-${look.name}.png`, fullPage: true })
    }
    // So high that nothing scrolls, as above.
    await page.setViewportSize({ width: 1440, height: 2000 })
    await column.click()
    await page.getByRole('option', { name: 'Not used' }).click()
    await page.getByText('A purchase needs a customer').waitFor()
  },
)

/** What a page says, which must speak of renewals and of no purchase. */
async function spokenOf(page: Page, path: string): Promise<void> {
  const text = (await page.locator('main').textContent()) ?? ''
  const found = text.match(/.{0,30}\b(purchases?|bought|buys?)\b.{0,30}/gi)
  expect({ path, found }).toEqual({ path, found: null })
  expect(text).toMatch(/renewal/i)
}

/** How the page that is open looks on a phone in the dark, where it must fit. */
async function fitsPhone(page: Page, name: string): Promise<void> {
  const [desktop, phone] = looks
  await show(page, phone)
  expect({ name, wide: await tooWideBy(page) }).toEqual({ name, wide: 0 })
  await page.screenshot({ path: `${pictures}/contracts-${name}-${phone.name}.png`, fullPage: true })
  await show(page, desktop)
}

journey(
  'the pages of the valued base speak of renewals, with the figures of the document, and fit a phone',
  async () => {
    const { page } = stage.visiting
    const { totals, contracts, holdout, model } = document
    const shown = async (figures: readonly (number | null | undefined)[]) => {
      for (const figure of figures)
        await page.locator(`data[value="${figure}"]`).first().waitFor({ state: 'attached' })
    }
    await visit(page, `${stage.program.address}/${business}/base`)
    await spokenOf(page, 'base')
    await shown([document.customers, contracts?.contracts])
    await shown([totals?.value, totals?.active, totals?.expectedPurchases])
    await fitsPhone(page, 'base')
    await goOn(page, `${stage.program.address}/${business}/trust`)
    await spokenOf(page, 'trust')
    await page.getByRole('heading', { name: 'How long contracts last' }).waitFor()
    await page.getByRole('heading', { name: 'Renewal rate by age' }).waitFor()
    await shown([holdout?.expectedPurchases, holdout?.actualPurchases, holdout?.baseline.expectedPurchases])
    if (model.name === 'none') throw new Error(model.reason)
    await shown([...Object.values(model.parameters), ...Object.values(model.standardErrors ?? {})])
    await fitsPhone(page, 'trust')
    await goOn(page, `${stage.program.address}/${business}/customers`)
    await spokenOf(page, 'customers')
  },
)

journey(
  'a customer is told with the contracts they hold, and one whose contracts ended as such',
  async () => {
    const { page } = stage.visiting
    const { customers } = await stage.ask(listCustomers, { business, sort: 'purchases' })
    const [most] = customers
    const one = await stage.ask(readCustomer, { business, customer: most?.customer ?? '' })
    expect(one.contracts?.length).toBeGreaterThan(0)
    await goOn(page, `${stage.program.address}/${business}/customers/${most?.customer}`)
    await spokenOf(page, 'customer')
    expect(await page.getByRole('table', { name: 'Contracts' }).getByRole('row').count()).toBe(
      (one.contracts?.length ?? 0) + 1,
    )
    // Charts bar nobody with those of purchases; what is new is the table of contracts.
    await show(page, looks[1])
    expect(await barriers(page)).toEqual([])
    await fitsPhone(page, 'customer')
    const [gone] = (await stage.ask(listCustomers, { business, sort: 'value', direction: 'up' })).customers
    await goOn(page, `${stage.program.address}/${business}/customers/${gone?.customer}`)
    await page.getByText('No contract of theirs runs any more.').waitFor()
    await page.getByText(/^Most likely no renewal in the next/).waitFor()
  },
)

journey('the audit says what a purchase is here, and equity what is not worked out', async () => {
  const { page } = stage.visiting
  await goOn(page, `${stage.program.address}/${business}/base/audit/whole`)
  await page.getByText('These are contracts: what is called a purchase here is a payment').waitFor()
  for (const part of ['equity', 'acquisition']) {
    await goOn(page, `${stage.program.address}/${business}/base/${part}`)
    await page.getByText('These are contracts: how their value came about').waitFor()
  }
  await expect(stage.ask(readEquityBridge, { business })).rejects.toMatchObject({
    code: 'EQUITY_CONTRACTS_UNBRIDGED',
  })
})

journey('no page of contracts complained in the console', () => {
  expect(stage.visiting.complaints).toEqual([])
  return Promise.resolve()
})

/** Takes the pictures of the guides: the demo in a real browser, always in the same size. Run it where the pages have changed. */
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import type { Lens } from '#base-audit/tables/audit-tables.ts'
import { writeWorld } from '#apps/cli/write-world.ts'
import { settled, startBrowser, visit } from '#tests/journeys/browser.ts'
import { startProgram } from '#tests/journeys/running-program.ts'
import { electronicsShop } from '#worlds/electronics.ts'

const folder = resolve(import.meta.dirname, '../docs/guides')

const size = { width: 1280, height: 980 }

/** A picture that is heavier slows the page of the project down. */
const mostBytes = 300_000

const program = await startProgram()
const browser = await startBrowser()
try {
  await mkdir(folder, { recursive: true })
  const light = await openPage(browser, 'light')
  await takeDemo(light)
  await takeAudit(light)
  await takeImport(light)
  const dark = await openPage(browser, 'dark')
  await visit(dark, `${program.address}/demo/base`)
  await take(dark, 'base-dark')
} finally {
  await browser.close()
  await program.discard()
}

async function openPage(from: Browser, colorScheme: 'light' | 'dark'): Promise<Page> {
  const context = await from.newContext({
    viewport: size,
    deviceScaleFactor: 1.5,
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    reducedMotion: 'reduce',
    colorScheme,
  })
  return context.newPage()
}

async function takeDemo(page: Page): Promise<void> {
  await visit(page, `${program.address}/demo/base`)
  await page.getByText('expected to bring').waitFor({ timeout: 120_000 })
  await settled(page)
  await take(page, 'base')
  await visit(page, `${program.address}/demo/trust`)
  await take(page, 'trust')
  await visit(page, `${program.address}/demo/customers`)
  await take(page, 'customers')
  await page.getByRole('row').nth(1).getByRole('link').click()
  await page.getByText(/^Most likely/).waitFor()
  await settled(page)
  await take(page, 'customer')
}

/** The lenses of the audit, each with what it opens with. */
async function takeAudit(page: Page): Promise<void> {
  const at = (lens: Lens, query = '') => `${program.address}/demo/base/audit/${lens}${query}`
  const shots = [
    ['audit-differ', at('differ', '?length=year')],
    ['audit-change', at('change', '?length=year')],
    ['audit-cohort', at('cohort')],
    ['audit-cohorts', at('cohorts')],
    ['audit-whole', at('whole')],
    ['audit-beside', at('differ', '?length=year&channel=web&against=channel:store')],
  ] as const
  // Higher, so that the figures under the sentence are seen.
  await page.setViewportSize({ width: 1440, height: 1100 })
  for (const [name, address] of shots) {
    await visit(page, address)
    await page.locator('figure svg').first().waitFor()
    await settled(page)
    await take(page, name)
  }
  await page.setViewportSize(size)
}

/** A file on its way in: what was guessed of it, and what was found in it. */
async function takeImport(page: Page): Promise<void> {
  const place = await mkdtemp(join(tmpdir(), 'perennial-pictures-'))
  const file = join(place, 'shop.csv')
  try {
    await writeWorld(electronicsShop({ customers: 4000, seed: 5 }), { file })
    await visit(page, `${program.address}/import`)
    const choosing = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Choose a file' }).click()
    await (await choosing).setFiles(file)
    await page.getByRole('heading', { name: 'Look before importing' }).waitFor()
    await page.getByRole('combobox', { name: 'What customer_id is' }).waitFor()
    await settled(page)
    await take(page, 'import-look')
    await page.getByRole('button', { name: 'Import and value' }).click()
    await page.getByText('Imported and valued in').waitFor({ timeout: 60_000 })
    await settled(page)
    await take(page, 'import-report')
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}

async function take(page: Page, name: string): Promise<void> {
  const path = join(folder, `${name}.png`)
  await page.screenshot({ path })
  const { size } = await stat(path)
  process.stdout.write(`${path} ${Math.round(size / 1000)} kB\n`)
  if (size > mostBytes) throw new Error(`${name}.png has ${size} bytes; ${mostBytes} are the most.`)
}

/** The report as a person opens it: from a file, in a browser, without a network. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { reportLanguage } from '#lifetime-value/report/report-language.ts'
import { sampleReport } from '#lifetime-value/report/report.test-data.ts'
import { renderReport } from '#lifetime-value/report/report.ts'
import { chromiumPath, journey, looks, openPage, show, startBrowser } from './browser.ts'
import { barriers, tooWideBy } from './page-laws.ts'

let browser: Browser | undefined
let folder = ''
let address = ''
/** The report, opened once, and what it asked for. */
let page: Page
let complaints: readonly string[]
const asked: string[] = []

beforeAll(async () => {
  if (chromiumPath === undefined) return
  folder = mkdtempSync(join(tmpdir(), 'perennial-report-'))
  const file = join(folder, 'report.html')
  writeFileSync(file, renderReport(sampleReport, await reportLanguage()))
  address = pathToFileURL(file).href
  browser = await startBrowser()
  ;({ page, complaints } = await openPage(browser))
  page.on('request', (request) => asked.push(request.url()))
  await page.goto(address)
})

afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true, force: true })
})

journey('the report opens without a complaint and asks for nothing but itself', async () => {
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForLoadState('networkidle')
  expect(complaints).toEqual([])
  expect(asked.filter((url) => url !== address && !url.startsWith('data:'))).toEqual([])
})

journey('the report is never wider than its window', async () => {
  for (const look of looks) {
    await show(page, look)
    expect(await tooWideBy(page)).toBe(0)
  }
})

// Both colours and both widths in two visits.
for (const look of looks.slice(0, 2)) {
  journey(`the report bars nobody: ${look.name}`, async () => {
    await show(page, look)
    expect(await barriers(page)).toEqual([])
  })
}

journey('on paper the report is light and holds no controls', async () => {
  await show(page, looks[3])
  await page.emulateMedia({ media: 'print' })
  expect(await page.getByRole('navigation').count()).toBe(0)
  expect(await page.locator('details:visible').count()).toBe(0)
  const ink = 'getComputedStyle(document.querySelector("h1")).color'
  expect(await page.evaluate<string>(ink)).toBe('rgb(23, 28, 25)')
})

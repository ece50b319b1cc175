/** The report as a person opens it: from a file, in a browser, without a network. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { reportLanguage } from '#lifetime-value/report/report-language.ts'
import { sampleReport } from '#lifetime-value/report/report.test-data.ts'
import { renderReport } from '#lifetime-value/report/report.ts'
import { chromiumPath, journey, looks, openPage, show, startBrowser } from './browser.ts'
import { barriers, tooWideBy } from './page-laws.ts'

let browser: Browser | undefined
let folder = ''
let address = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'perennial-report-'))
  const file = join(folder, 'report.html')
  writeFileSync(file, renderReport(sampleReport, await reportLanguage()))
  address = pathToFileURL(file).href
  if (chromiumPath !== undefined) browser = await startBrowser()
})
afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true, force: true })
})

async function openReport() {
  if (browser === undefined) throw new Error('There is no browser')
  const visit = await openPage(browser)
  const asked: string[] = []
  visit.page.on('request', (request) => asked.push(request.url()))
  await visit.page.goto(address)
  return { ...visit, asked: () => asked.filter((url) => url !== address && !url.startsWith('data:')) }
}

journey('the report opens without a complaint and asks for nothing but itself', async () => {
  const { page, complaints, asked } = await openReport()
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForLoadState('networkidle')
  expect(complaints).toEqual([])
  expect(asked()).toEqual([])
  await page.close()
})

journey('the report is never wider than its window', async () => {
  const { page } = await openReport()
  for (const look of looks) {
    await show(page, look)
    expect(await tooWideBy(page)).toBe(0)
  }
  await page.close()
})

// Both colours and both widths in two visits.
for (const look of looks.slice(0, 2)) {
  journey(`the report bars nobody: ${look.name}`, async () => {
    const { page } = await openReport()
    await show(page, look)
    expect(await barriers(page)).toEqual([])
    await page.close()
  })
}

journey('on paper the report is light and holds no controls', async () => {
  const { page } = await openReport()
  await show(page, looks[3])
  await page.emulateMedia({ media: 'print' })
  expect(await page.getByRole('navigation').count()).toBe(0)
  expect(await page.locator('details:visible').count()).toBe(0)
  const ink = 'getComputedStyle(document.querySelector("h1")).color'
  expect(await page.evaluate<string>(ink)).toBe('rgb(23, 28, 25)')
  await page.close()
})

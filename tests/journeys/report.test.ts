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

for (const look of looks) {
  journey(`the report fits and can be read by everyone: ${look.name}`, async () => {
    const { page } = await openReport()
    await show(page, look)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(look.width)
    await page.addScriptTag({ path: axePath })
    const found = await page.evaluate(violations)
    expect(found).toEqual([])
    await page.close()
  })
}

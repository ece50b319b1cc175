/** A real Chromium, where there is one, and pages whose complaints are kept. */
import { existsSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { chromium, type Browser, type Page, type Request } from 'playwright-core'
import { test } from 'vitest'

const usual = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
]

/** Where Chromium is, or undefined. */
export const chromiumPath = [process.env['CHROMIUM_PATH'], ...usual].find(
  (path) => path !== undefined && existsSync(path),
)

/** A step of a journey; without a Chromium it is skipped and says so. */
export function journey(name: string, run: () => Promise<void>): void {
  if (chromiumPath === undefined) {
    test.skip(`${name} (no Chromium here; install one or set CHROMIUM_PATH)`, () => {})
  } else {
    test(name, { timeout: 120_000 }, run)
  }
}

/** Starts Chromium; only where {@link chromiumPath} is one. */
export async function startBrowser(): Promise<Browser> {
  const path = chromiumPath
  if (path === undefined) throw new Error('There is no Chromium on this machine.')
  return chromium.launch({ executablePath: path, args: ['--no-sandbox'] })
}

/** A page, and what its console complained of. */
export interface Visit {
  readonly page: Page
  readonly complaints: string[]
}

/** Opens a page that keeps every error and warning of its console, and every failure of its scripts. */
export async function openPage(browser: Browser): Promise<Visit> {
  const context = await browser.newContext({
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  // From the first moment on, for a dialogue that opens before anybody listens is lost.
  page.on('filechooser', () => {})
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  return { page, complaints }
}

/** Widths and colours in which pages are looked at. */
export const looks = [
  { name: 'desktop-light', width: 1440, height: 900, colours: 'light' },
  { name: 'phone-dark', width: 360, height: 740, colours: 'dark' },
  { name: 'phone-light', width: 360, height: 740, colours: 'light' },
  { name: 'desktop-dark', width: 1440, height: 900, colours: 'dark' },
] as const

/** One of {@link looks}. */
export type Look = (typeof looks)[number]

/** Shows a page in one look, and waits until it has taken on its colours. */
export async function show(page: Page, look: Look): Promise<void> {
  await page.emulateMedia({ colorScheme: look.colours, reducedMotion: 'reduce' })
  await page.setViewportSize({ width: look.width, height: look.height })
  // A page of the app hears of its colours and marks its root with them; a report has no mark.
  const mark = 'data-mantine-color-scheme'
  await page.locator(`html:not([${mark}]), html[${mark}=${look.colours}]`).waitFor({ state: 'attached' })
  await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))')
}

/** Goes to an address and waits until everything is there: what was asked for has come, and charts are drawn. */
export async function visit(page: Page, address: string): Promise<void> {
  countRequests(page)
  await page.goto(address)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await settled(page)
}

/**
 * Goes on to an address of the app that the page shows already, as its links do. Loading the app anew takes most of the time
 * of {@link visit}, and whoever looks at all pages need not do it for each.
 */
export async function goOn(page: Page, address: string): Promise<void> {
  const { pathname, search } = new URL(address)
  // The router of the app names itself so.
  await page.evaluate(`__TSR_ROUTER__.navigate({ href: ${JSON.stringify(pathname + search)} })`)
  await settled(page)
}

/** Requests of a page that are under way. */
const underWay = new WeakMap<Page, Set<Request>>()

function countRequests(page: Page): void {
  if (underWay.has(page)) return
  const requests = new Set<Request>()
  underWay.set(page, requests)
  page.on('request', (request) => requests.add(request))
  page.on('requestfinished', (request) => requests.delete(request))
  page.on('requestfailed', (request) => requests.delete(request))
}

/** How long nothing must happen; a page that has its answers asks on within a few milliseconds. */
const quietMs = 120

/** Waits until nothing is asked for and no part of the page says that it is busy. */
export async function settled(page: Page): Promise<void> {
  const isBusy = async () =>
    (underWay.get(page)?.size ?? 0) > 0 || (await page.locator('[aria-busy=true]').count()) > 0
  let quietSince = performance.now()
  while (performance.now() - quietSince < quietMs) {
    await delay(30)
    if (await isBusy()) quietSince = performance.now()
  }
}

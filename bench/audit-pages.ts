/**
 * Every page of the audit of the demo, with equity and acquisition, as a person opens it: the first paint, and the sentence it opens with, in a browser whose processor is
 * throttled four times; and how long the server takes for its answer.
 */
import type { Browser } from 'playwright-core'
import { lenses } from '#base-audit/tables/audit-tables.ts'
import { startBrowser } from '#tests/journeys/browser.ts'
import { startProgram } from '#tests/journeys/running-program.ts'
import { type Figure, printFigures, seconds } from './measure.ts'

const paintLimitMs = 1_500
const answerLimitMs = 300
const throttling = 4

/** Where each page is in the app, and where its answer is in the API. */
const pages = [
  ...lenses.map((lens) => ({
    name: lens,
    page: `base/audit/${lens}`,
    answer: `base/audit/${lens}?length=year`,
  })),
  { name: 'equity', page: 'base/equity', answer: 'equity' },
  { name: 'acquisition', page: 'base/acquisition', answer: 'acquisition' },
] as const

const program = await startProgram()
const browser = await startBrowser()
try {
  const api = `${program.address}/api/businesses/demo`
  await ready(`${api}/base/audit`)
  const figures: Figure[] = []
  for (const one of pages) {
    const answer = async () => (await fetch(`${api}/${one.answer}`)).text()
    figures.push(...(await opened(browser, one)), {
      name: `${one.name}: answer of the server`,
      unit: 'ms',
      measured: 1000 * (await seconds(answer)),
      limit: answerLimitMs,
    })
  }
  printFigures('audit-pages', figures, { customers: 20_000, throttling })
} finally {
  await browser.close()
  await program.discard()
}

/** Waits until the demo is valued. */
async function ready(api: string): Promise<void> {
  while (!(await fetch(api)).ok) await new Promise((done) => setTimeout(done, 500))
}

/** Medians of five openings, each in a browser that has nothing kept. */
async function opened(from: Browser, { name, page }: (typeof pages)[number]): Promise<readonly Figure[]> {
  const taken: { readonly paint: number; readonly said: number }[] = []
  for (let run = 0; run < 5; run += 1) taken.push(await openedOnce(from, page))
  const median = (of: 'paint' | 'said') =>
    taken.map((one) => one[of]).toSorted((a, b) => a - b)[2] ?? Number.NaN
  return [
    { name: `${name}: first paint`, unit: 'ms', measured: median('paint'), limit: paintLimitMs },
    { name: `${name}: its sentence is read`, unit: 'ms', measured: median('said'), limit: null },
  ]
}

async function openedOnce(from: Browser, path: string) {
  const context = await from.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: throttling })
  await page.goto(`${program.address}/demo/${path}`, { waitUntil: 'commit' })
  // The list of what it does not say comes with the sentence.
  await page.getByRole('heading', { name: 'What this does not say' }).waitFor({ timeout: 60_000 })
  const said = await page.evaluate<number>('performance.now()')
  const paint = await page.evaluate<number>(
    `performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN`,
  )
  await context.close()
  return { paint, said }
}

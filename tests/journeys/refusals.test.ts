/** What a page says when it is refused, and that it says so in every case. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { chromiumPath, journey, visit } from './browser.ts'
import { barriers } from './page-laws.ts'
import { startProgram } from './running-program.ts'
import { setStage, type Stage } from './stage.ts'

let stage: Stage

beforeAll(async () => {
  if (chromiumPath === undefined) return
  stage = await setStage()
}, 120_000)

afterAll(() => stage?.end())

journey('without any business the first page is the import', async () => {
  const { page } = stage.visiting
  await visit(page, stage.program.address)
  await page.getByRole('button', { name: 'Choose a file' }).waitFor()
  expect(page.url()).toBe(`${stage.program.address}/import`)
  expect(await barriers(page)).toEqual([])
})

journey(
  'a business that is not there is refused with what happened, what to do, and the id to ask about',
  async () => {
    const { page } = stage.visiting
    await page.goto(`${stage.program.address}/bus_01h455vb4pex5vsknk084sn02q/base`)
    const refusal = page.getByRole('alert')
    await refusal.getByText('BUSINESS_NOT_FOUND').waitFor()
    await refusal.getByRole('button', { name: 'Copy the request id' }).waitFor()
    expect(await barriers(page)).toEqual([])
  },
)

journey('an address that leads nowhere says so and leads home', async () => {
  const { page } = stage.visiting
  await visit(page, `${stage.program.address}/demo/nowhere/at/all`)
  await page.getByRole('heading', { name: 'There is no such page' }).waitFor()
  await page.getByRole('link', { name: 'Go to the first business' }).click()
  await page.waitForURL(`${stage.program.address}/import`)
})

journey('a file that holds no purchases is refused before anything is imported', async () => {
  const { page } = stage.visiting
  await visit(page, `${stage.program.address}/import`)
  await chooseFile(page, 'name,colour\nrose,red\nviolet,blue\n')
  await page.getByRole('heading', { name: 'Look before importing' }).waitFor()
  expect(await page.getByRole('button', { name: 'Import and value' }).isDisabled()).toBe(true)
})

journey('an import that fails says why, and leaves no business behind', async () => {
  const { page } = stage.visiting
  const rows = Array.from(
    { length: 400 },
    (_, row) => `c${row % 90},2025-01-${10 + (row % 18)},${row % 97}.5,EUR`,
  )
  await visit(page, `${stage.program.address}/import`)
  await chooseFile(page, ['customer,day,amount,currency', ...rows].join('\n'))
  await page.getByRole('textbox', { name: 'Currency' }).fill('USD')
  await page.getByRole('button', { name: 'Import and value' }).click()
  await page.getByRole('heading', { name: 'The file could not be imported' }).waitFor()
  await page.getByRole('alert').getByText('HISTORY_CURRENCY_ABSENT').waitFor()
  await page.getByRole('link', { name: 'Import a file' }).click()
  await page.getByRole('button', { name: 'Switch to another business' }).click()
  await page.getByRole('menuitem', { name: 'Import a file as a new business' }).waitFor()
  await page.getByRole('menuitem').nth(1).waitFor({ state: 'detached' })
})

journey('when the program has stopped, the page says so and what to do', async () => {
  const { page } = stage.visiting
  await visit(page, `${stage.program.address}/import`)
  await stage.program.stop()
  await chooseFile(page, 'customer,day,amount\n1,2025-01-01,5\n')
  const refusal = page.getByRole('alert')
  await refusal.getByText('The program does not answer.').waitFor()
  await refusal.getByText('start it again with npm start').waitFor()
})

journey('while the demo is being made its pages say so, and that it is a demo', async () => {
  const { page } = stage.visiting
  const demo = await startProgram()
  try {
    await visit(page, demo.address)
    await page.getByRole('complementary', { name: 'Demo' }).getByText('simulated').waitFor()
    await page.getByText('This business is being valued').waitFor()
    await page.getByRole('link', { name: 'Watch the progress' }).click()
    await page.getByRole('heading', { name: 'Making the demo' }).waitFor()
    await page.getByRole('progressbar').waitFor()
    expect(await barriers(page)).toEqual([])
  } finally {
    await demo.discard()
  }
})

async function chooseFile(page: Page, text: string): Promise<void> {
  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Choose a file' }).click()
  await (await choosing).setFiles({ name: 'log.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
}

/** The language that pages speak. */
import type { Page } from 'playwright-core'
import { settled } from './browser.ts'

/** Speaks `language` from the next page on. */
export async function remember(page: Page, language: string): Promise<void> {
  await page.evaluate(`localStorage.setItem('perennial-language', '${language}')`)
}

/** Chooses `language` in the menu of the page that is open, which offers pseudo-locales where one is spoken already. */
export async function speakByMenu(page: Page, language: string): Promise<void> {
  // The button beside that of the colours; its name is told in the language that is left.
  await page.locator('[aria-haspopup=menu] + [aria-haspopup=menu]').click({ timeout: 5000 })
  await page.getByRole('menuitemradio', { name: language }).click({ timeout: 5000 })
  await page.locator(`html[lang="${language}"]`).waitFor()
  await page.getByRole('menu').waitFor({ state: 'hidden' })
  await settled(page)
}

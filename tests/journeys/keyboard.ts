/** Moves through a page as people do who use no mouse. */
import type { Page } from 'playwright-core'

/** No page has more stops than this between its beginning and the control that is looked for. */
const mostStops = 90

/** Presses Tab until the control of that accessible name has the focus. */
export async function tabTo(page: Page, name: string): Promise<void> {
  for (let stop = 0; stop < mostStops; stop++) {
    await page.keyboard.press('Tab')
    if ((await focusedName(page)).includes(name)) return
  }
  throw new Error(`No control called “${name}” was reached with ${mostStops} presses of Tab.`)
}

/** Label or text of what has the focus. */
async function focusedName(page: Page): Promise<string> {
  return page.evaluate<string>(`(() => {
    const { activeElement: focused } = document
    const label = focused?.labels?.[0]?.textContent
    return focused?.getAttribute('aria-label') ?? label ?? focused?.textContent ?? ''
  })()`)
}

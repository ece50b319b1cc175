/** Moves through a page as people do who use no mouse. */
import type { Page } from 'playwright-core'

/** No page has more stops than this between its beginning and the control that is looked for. */
const mostStops = 90

/** Presses Tab until the control whose accessible name begins with `name` has the focus. */
export async function tabTo(page: Page, name: string): Promise<void> {
  const passed: string[] = []
  for (let stop = 0; stop < mostStops; stop++) {
    await page.keyboard.press('Tab')
    const focused = await focusedName(page)
    if (focused.startsWith(name)) return
    passed.push(focused)
  }
  throw new Error(`No control called “${name}” was reached by Tab; passed: ${passed.join(' | ')}`)
}

/** Label or text of what has the focus; nothing where the page as a whole has it. */
async function focusedName(page: Page): Promise<string> {
  return page.evaluate<string>(`(() => {
    const { activeElement: focused, body } = document
    if (focused === null || focused === body) return ''
    const label = focused.labels?.[0]?.textContent
    return (focused.getAttribute('aria-label') ?? label ?? focused.textContent).trim()
  })()`)
}

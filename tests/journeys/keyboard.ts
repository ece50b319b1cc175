/** Moves through a page as people do who use no mouse. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** No page has more stops than this between its beginning and the control that is looked for. */
const mostStops = 90

/** Label or text of a control, as the page itself tells it. */
const nameOf = `(control) =>
  (control.getAttribute('aria-label') ?? control.labels?.[0]?.textContent ?? control.textContent).trim()`

/** Waits until a control whose accessible name begins with `name` is there, and presses Tab until it has the focus. */
export async function tabTo(page: Page, name: string): Promise<void> {
  // Who presses Tab on a page that is still on its way goes round in what is there.
  await expect.poll(() => isThere(page, name), { timeout: 30_000, message: `a control “${name}”` }).toBe(true)
  const passed: string[] = []
  for (let stop = 0; stop < mostStops; stop++) {
    await page.keyboard.press('Tab')
    const focused = await focusedName(page)
    if (focused.startsWith(name)) return
    passed.push(focused)
  }
  throw new Error(`No control called “${name}” was reached by Tab; passed: ${passed.join(' | ')}`)
}

function isThere(page: Page, name: string): Promise<boolean> {
  return page.evaluate<boolean>(`(() => {
    const controls = document.querySelectorAll('a, button, input, select, textarea, summary, [tabindex]')
    return [...controls].some((control) => (${nameOf})(control).startsWith(${JSON.stringify(name)}))
  })()`)
}

/** The name of what has the focus; nothing where the page as a whole has it. */
function focusedName(page: Page): Promise<string> {
  return page.evaluate<string>(`(() => {
    const { activeElement: focused, body } = document
    return focused === null || focused === body ? '' : (${nameOf})(focused)
  })()`)
}

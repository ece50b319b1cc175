/** What holds on every page: no barrier, no sideways scroll, no word that is not in a language file. */
import { source, type AxeResults } from 'axe-core'
import { Window, type Node } from 'happy-dom'
import type { Page } from 'playwright-core'

/** What axe found wrong, one line each. */
export async function barriers(page: Page): Promise<readonly string[]> {
  // It stays in the page for as long as this does: compiling it anew takes longer than looking.
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(source)
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, { resultTypes: ['violations'] })`)
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`),
  )
}

/** By how many pixels the page is wider than its window. */
export async function tooWideBy(page: Page): Promise<number> {
  const root = 'document.documentElement'
  return Math.max(0, await page.evaluate<number>(`${root}.scrollWidth - ${root}.clientWidth`))
}

/** Attributes that are read aloud or shown. */
const spoken = ['aria-label', 'placeholder', 'title', 'alt', 'aria-description', 'aria-valuetext']

/**
 * Elements whose text is no word of ours: figures, days, names in files, languages by name. What is marked as untranslated is
 * a sentence of the program that no language file has.
 */
const notWords = new Set(['DATA', 'TIME', 'BDI', 'CODE', 'SCRIPT', 'STYLE'])

/**
 * Texts of a page shown in the longer pseudo-locale that no language file holds: every word of a language file stands
 * inside its brackets there. Where a name of the log stands in a drawing or a list to choose from, no element marks it:
 * such names are told.
 */
export async function hardCodedWords(page: Page, names: readonly string[] = []): Promise<readonly string[]> {
  const window = new Window()
  window.document.write(await page.content())
  const found: string[] = []
  // A sentence may be made of several elements, so the brackets are counted over the whole page.
  let depth = 0
  const walk = (node: Node) => {
    if (node instanceof window.Text) {
      depth = bracketDepth(node.textContent, depth, found)
      return
    }
    if (!(node instanceof window.Element)) return
    if (notWords.has(node.tagName) && node.getAttribute('data-untranslated') === null) return
    for (const name of spoken) {
      bracketDepth(node.getAttribute(name) ?? '', 0, found)
    }
    for (const child of node.childNodes) walk(child)
  }
  walk(window.document.body)
  await window.happyDOM.close()
  return found.filter((text) => !names.includes(text))
}

/** Collects what `text` says outside of brackets; returns how deep its end is. */
function bracketDepth(text: string, before: number, found: string[]): number {
  let [depth, outside] = [before, '']
  for (const letter of text) {
    if (letter === '⟦') depth += 1
    else if (letter === '⟧') depth -= 1
    else if (depth === 0) outside += letter
  }
  if (/\p{L}{2}/u.test(withoutFigures(outside))) found.push(outside.trim())
  return depth
}

const months = new RegExp(
  Array.from({ length: 12 }, (_, month) =>
    new Intl.DateTimeFormat('en-GB', { month: 'short' }).format(new Date(2024, month, 15)),
  ).join('|'),
  'g',
)

/** Axis labels are months and short amounts, written by the rules of the language and not by us. */
function withoutFigures(text: string): string {
  return text.replaceAll(months, '').replaceAll(/[\p{Sc}]?\d[\d.,]*\s?(?:k|m|bn|tn|%)?/giu, '')
}

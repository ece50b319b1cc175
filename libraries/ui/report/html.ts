/** HTML that escapes what is put into it. */

/** Text that is HTML already. */
export interface Html {
  readonly html: string
}

/** What may be put into HTML: text is escaped, HTML is not, nothing is left out. */
export type HtmlPart = Html | string | number | null | undefined | readonly HtmlPart[]

/** A template whose values are escaped, unless they are {@link Html}. */
export function html(texts: TemplateStringsArray, ...values: readonly HtmlPart[]): Html {
  return {
    html: texts.map((text, place) => text + (place < values.length ? written(values[place]) : '')).join(''),
  }
}

/** Text that is known to be HTML, for instance a drawing. */
export function trusted(text: string): Html {
  return { html: text }
}

function written(part: HtmlPart): string {
  if (part === null || part === undefined) return ''
  if (typeof part === 'string') return escaped(part)
  if (typeof part === 'number') return String(part)
  return 'html' in part ? part.html : part.map((one) => written(one)).join('')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}

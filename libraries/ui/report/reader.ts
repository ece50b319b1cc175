/** What every part of a report writes with: words, numbers and drawings in the reader's language. */
import type { Chart, Words } from '../chart.ts'
import { type Formats, formatsOf } from '../format.ts'
import { addSayingFormats, type Say, sayerOf } from '../sayings.ts'
import { createInstance } from 'i18next'
import type { EnglishWords } from '../english.ts'
import { chartDrawer } from './draw-chart.ts'
import { type Html, html } from './html.ts'

/** Words, and the language they are in. */
export interface ReportLanguage {
  readonly words: Words
  readonly say: Say
  /** BCP 47. */
  readonly locale: string
  readonly direction: 'ltr' | 'rtl'
}

/** A report being written. */
export interface ReportReader extends ReportLanguage {
  readonly formats: Formats
  readonly currency: string | null
  /** What opens the figures of a drawing; left out where they stand in tables of their own. */
  readonly opensFigures?: string
  readonly draw: (chart: Chart) => string
}

/** A reader of a currency in a language. */
export function readerIn(language: ReportLanguage, currency: string | null): ReportReader {
  return { ...language, formats: formatsOf(language.locale), currency, draw: chartDrawer() }
}

/**
 * A sentence of the language files; `<name/>` in it becomes the part of that name, in bold.
 *
 * @param parts - Texts by name; where the sentence asks for one as `{{name}}` it stands there without emphasis.
 */
export function sentence(
  { words }: Pick<ReportReader, 'words'>,
  key: string,
  {
    values = {},
    parts = {},
  }: { values?: Record<string, string | number>; parts?: Record<string, string> } = {},
): Html {
  const pieces = words(key, { ...values, ...parts }).split(/<(\w+)\/>/)
  return html`${pieces.map((piece, place) => (place % 2 === 0 ? piece : html`<b>${parts[piece]}</b>`))}`
}

/**
 * English from language files, the first of which needs no name before its keys. A word that is missing throws, so that
 * none is ever shown as a key.
 */
export async function englishReport(
  translation: EnglishWords,
  others: Readonly<Record<string, EnglishWords>> = {},
): Promise<ReportLanguage> {
  const words = createInstance()
  await words.init({
    lng: 'en',
    resources: { en: { translation, ...others } },
    // The report escapes what it writes.
    interpolation: { escapeValue: false },
    saveMissing: true,
    missingKeyHandler: (_languages, _namespace, key) => {
      throw new Error(`The report has no word for ${key}`)
    },
    missingInterpolationHandler: (text: string, match: readonly string[]) => {
      throw new Error(`The report has no value for ${match[0]} in: ${text}`)
    },
  })
  const { day, percent } = formatsOf('en')
  addSayingFormats(words.services.formatter, () => ({
    day: (text) => day(text as Parameters<typeof day>[0]),
    percent,
    // A name runs in its own direction and leaves that of the sentence alone.
    name: (text) => `\u2068${text}\u2069`,
  }))
  return {
    words: (key, values) => words.t(key, { ...values }),
    say: sayerOf(words, ['translation', ...Object.keys(others)]),
    locale: 'en',
    direction: 'ltr',
  }
}

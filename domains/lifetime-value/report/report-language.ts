/** The words of the report, and the rules by which its numbers are written. */
import { createInstance } from 'i18next'
import history from '#history/locales/en.json' with { type: 'json' }
import type { Day } from '#kernel/time.ts'
import type { Words } from '#ui/chart.ts'
import { formatsOf } from '#ui/format.ts'
import { addSayingFormats, sayerOf, type Say } from '#ui/sayings.ts'
import english from '../locales/en.json' with { type: 'json' }

/** Words, and the language they are in. */
export interface ReportLanguage {
  readonly words: Words
  readonly say: Say
  /** BCP 47. */
  readonly locale: string
  readonly direction: 'ltr' | 'rtl'
}

/** The report's English. A word that is missing throws, so that none is ever shown as a key. */
export async function reportLanguage(): Promise<ReportLanguage> {
  const words = createInstance()
  await words.init({
    lng: 'en',
    resources: { en: { translation: english, history } },
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
    day: (text) => day(text as Day),
    percent,
    // A name runs in its own direction and leaves that of the sentence alone.
    name: (text) => `\u2068${text}\u2069`,
  }))
  return {
    words: (key, values) => words.t(key, { ...values }),
    say: sayerOf(words, ['translation', 'history']),
    locale: 'en',
    direction: 'ltr',
  }
}

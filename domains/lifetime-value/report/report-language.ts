/** The words of the report, and the rules by which its numbers are written. */
import { createInstance } from 'i18next'
import type { Words } from '#ui/chart.ts'
import english from '../locales/en.json' with { type: 'json' }

/** Words, and the language they are in. */
export interface ReportLanguage {
  readonly words: Words
  /** BCP 47. */
  readonly locale: string
  readonly direction: 'ltr' | 'rtl'
}

/** The report's English. A word that is missing throws, so that none is ever shown as a key. */
export async function reportLanguage(): Promise<ReportLanguage> {
  const words = createInstance()
  await words.init({
    lng: 'en',
    resources: { en: { translation: english } },
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
  return { words: (key, values) => words.t(key, { ...values }), locale: 'en', direction: 'ltr' }
}

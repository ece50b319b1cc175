/** English sentences for programs, terminals and logs, from the same language files as the pages. */
import { createInstance } from 'i18next'
import { formatsOf } from './format.ts'
import { addSayingFormats, sayerOf, type Say } from './sayings.ts'

/** Words nested by key, as a language file holds them. */
export interface EnglishWords {
  readonly [key: string]: string | EnglishWords
}

/**
 * Says sentences in English, with days as `YYYY-MM-DD`.
 *
 * @param files - Language files that have sentences, each under `said`.
 */
export function englishOf(files: readonly EnglishWords[]): Say {
  const words = createInstance()
  const namespaces = files.map((_, place) => String(place))
  void words.init({
    lng: 'en',
    ns: namespaces,
    resources: { en: Object.fromEntries(files.map((file, place) => [String(place), file])) },
    initAsync: false,
    interpolation: { escapeValue: false },
  })
  const { percent } = formatsOf('en')
  addSayingFormats(words.services.formatter, () => ({ day: asItIs, percent, name: asItIs }))
  return sayerOf(words, namespaces)
}

function asItIs(text: string): string {
  return text
}

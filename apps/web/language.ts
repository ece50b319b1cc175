/** Sets the words up: one file a slice, merged by namespace; the language is remembered on this machine. */
import type { Day } from '#kernel/time.ts'
import { formatsOf } from '#ui/format.ts'
import { addSayingFormats, type SayingFormats } from '#ui/sayings.ts'
import { formatLocaleOf } from '#ui/words.tsx'
import { createInstance } from 'i18next'
import { initReactI18next } from 'react-i18next'
import web from './locales/en.json'
import { isPseudoLocale, pseudoLocales, pseudoWords, type WordTree } from './pseudo-locale.ts'

const files = import.meta.glob<WordTree>('../../{libraries,domains}/*/locales/en.json', {
  eager: true,
  import: 'default',
})

/** Words by namespace: the name of the folder that holds them. */
const english: Readonly<Record<string, WordTree>> = {
  web,
  ...Object.fromEntries(Object.entries(files).map(([path, words]) => [path.split('/').at(-3) ?? '', words])),
}

const words = createInstance()

const rememberedAs = 'perennial-language'

/** Languages in the menu; the two pseudo-locales are there while developing, and where one was chosen by hand. */
export function languages(): readonly string[] {
  const developing = import.meta.env.DEV || isPseudoLocale(words.language)
  return developing ? ['en', ...pseudoLocales] : ['en']
}

/** Name of a language in that language. */
export function nameOfLanguage(language: string): string {
  if (isPseudoLocale(language)) return language
  return new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language
}

/** Which way the reader's language runs. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return language === 'en-XB' ? 'rtl' : 'ltr'
}

/** Speaks `language` from now on. */
export async function speak(language: string): Promise<void> {
  if (isPseudoLocale(language)) {
    for (const [namespace, tree] of Object.entries(english)) {
      words.addResourceBundle(language, namespace, pseudoWords(tree, language))
    }
  }
  localStorage.setItem(rememberedAs, language)
  await words.changeLanguage(language)
  document.documentElement.lang = language
  document.documentElement.dir = directionOf(language)
}

/** Makes the words ready before the first page is drawn. */
export async function startLanguage(): Promise<void> {
  await words.use(initReactI18next).init({
    lng: 'en',
    resources: { en: english },
    ns: Object.keys(english),
    defaultNS: false,
    // React escapes what it draws.
    interpolation: { escapeValue: false },
  })
  addSayingFormats(words.services.formatter, sayingFormats)
  const wanted = localStorage.getItem(rememberedAs)
  await speak(wanted !== null && (wanted === 'en' || isPseudoLocale(wanted)) ? wanted : 'en')
}

function sayingFormats(language = 'en'): SayingFormats {
  const { day, percent } = formatsOf(formatLocaleOf(language))
  // A name runs in its own direction and leaves that of the sentence alone.
  return { day: (text) => day(text as Day), percent, name: (text) => `\u2068${text}\u2069` }
}

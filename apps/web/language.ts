/** Sets the words up: one file a slice, merged by namespace; the language is remembered on this machine. */
import type { Day } from '#kernel/time.ts'
import { formatsOf } from '#ui/format.ts'
import { addSayingFormats, type SayingFormats } from '#ui/sayings.ts'
import { formatLocaleOf, type WordsOf } from '#ui/words.tsx'
import { createInstance } from 'i18next'
import { initReactI18next } from 'react-i18next'
import web from './locales/en.json'
import { isPseudoLocale, pseudoLocales, pseudoWords, type WordTree } from './pseudo-locale.ts'

/** Words of the frame and of what every page is made of. */
const always = import.meta.glob<WordTree>('../../libraries/*/locales/en.json', {
  eager: true,
  import: 'default',
})
/** Words of a slice come with the first page that speaks them. */
const ofSlices = import.meta.glob<WordTree>('../../domains/*/locales/en.json', { import: 'default' })

/** Words by namespace, the name of the folder that holds them, as far as they were asked for. */
const english: Record<string, WordTree> = {
  web,
  ...Object.fromEntries(Object.entries(always).map(([path, tree]) => [folderOf(path), tree])),
}

/** How to get the words of a slice. */
const slices = new Map(Object.entries(ofSlices).map(([path, load]) => [folderOf(path), load]))

function folderOf(path: string): string {
  return path.split('/').at(-3) ?? ''
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
  for (const [namespace, tree] of Object.entries(english)) addPseudoWords(language, namespace, tree)
  localStorage.setItem(rememberedAs, language)
  await words.changeLanguage(language)
  document.documentElement.lang = language
  document.documentElement.dir = directionOf(language)
}

/** Has the words of `names` at hand, so that what speaks them can be drawn. */
export async function learnWordsOf(names: readonly SliceName[]): Promise<void> {
  await Promise.all(
    names.map(async (name) => {
      const tree = await slices.get(name)?.()
      if (tree === undefined || english[name] !== undefined) return
      english[name] = tree
      words.addResourceBundle('en', name, tree)
      addPseudoWords(words.language, name, tree)
    }),
  )
}

/** A slice that has words. */
export type SliceName = Exclude<WordsOf, 'web' | 'ui'>

function addPseudoWords(language: string, namespace: string, tree: WordTree): void {
  if (isPseudoLocale(language)) words.addResourceBundle(language, namespace, pseudoWords(tree, language))
}

/** Makes the words ready before the first page is drawn. */
export async function startLanguage(): Promise<void> {
  await words.use(initReactI18next).init({
    lng: 'en',
    resources: { en: english },
    ns: [...Object.keys(english), ...slices.keys()],
    defaultNS: false,
    // What is on the page already is said in words that come later.
    react: { bindI18nStore: 'added' },
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

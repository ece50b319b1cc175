/** Words and formats of the reader's language; i18next is imported here and where it is set up. */
import type { ParseKeys, ResourceNamespaceMap, TFunction } from 'i18next'
import {
  createContext,
  useContext,
  useMemo,
  type ComponentType,
  type ReactElement,
  type ReactNode,
} from 'react'
import { Trans, useTranslation } from 'react-i18next'
import { formatsOf, type Formats } from './format.ts'
import { sayerOf, type Say } from './sayings.ts'

/** A slice's name, `ui` or `web`. */
export type WordsOf = keyof ResourceNamespaceMap

/** Looks the words of a namespace up. */
export type Words<Namespace extends WordsOf> = TFunction<Namespace>

/** What the words below are about, where that changes some of them. */
const WordsAbout = createContext<string | undefined>(undefined)

/**
 * Words of everything inside are about `subject`: of a word `title` the form `title_subject` is taken where there is one.
 */
export function About(props: {
  readonly subject: string | undefined
  readonly children: ReactNode
}): ReactElement {
  return <WordsAbout value={props.subject}>{props.children}</WordsAbout>
}

/** Words of `namespace` in the reader's language, about what the page is about. */
export function useWords<Namespace extends WordsOf>(namespace: Namespace): Words<Namespace> {
  const context = useContext(WordsAbout)
  const { t } = useTranslation(namespace)
  return useMemo(() => wordsAbout(t as Words<Namespace>, context), [t, context])
}

function wordsAbout<Namespace extends WordsOf>(
  words: Words<Namespace>,
  context: string | undefined,
): Words<Namespace> {
  if (context === undefined) return words
  const look = words as unknown as (key: string, values: Readonly<Record<string, unknown>>) => string
  const about = (key: string, values: Readonly<Record<string, unknown>> = {}) =>
    look(key, { context, ...values })
  return about as unknown as Words<Namespace>
}

/** The reader's language, a BCP 47 tag. */
export function useLanguage(): string {
  return useTranslation().i18n.language
}

/**
 * In which variant of their language the reader writes numbers and dates: the browser's own where it is of that
 * language (29 Dec 2024 or Dec 29, 2024), else the language's usual one.
 */
export function useFormatLocale(): string {
  return formatLocaleOf(useLanguage())
}

/** In which variant of `language` the reader writes numbers and dates, see {@link useFormatLocale}. */
export function formatLocaleOf(language: string): string {
  const [plain = language] = language.split('-')
  return navigator.languages.find((variant) => variant.startsWith(`${plain}-`)) ?? plain
}

/** Which way the page is read. */
export function readingDirection(): 'ltr' | 'rtl' {
  return document.documentElement.dir === 'rtl' ? 'rtl' : 'ltr'
}

/** Formats of the reader's language. */
export function useFormats(): Formats {
  const locale = useFormatLocale()
  return useMemo(() => formatsOf(locale), [locale])
}

/** Puts a sentence that the program names by its code into the reader's words, whatever slice it is of. */
export function useSay(): Say {
  const { i18n } = useTranslation()
  const { exists, t, options } = i18n
  return useMemo(() => sayerOf({ exists, t }, [options.ns ?? []].flat()), [exists, t, options])
}

/** What a sentence is made of. */
export interface SentenceProps<Namespace extends WordsOf> {
  readonly from: Namespace
  readonly name: ParseKeys<Namespace>
  /** Values by name: `{{weeks}}`; `count` chooses the plural. */
  readonly values?: Readonly<Record<string, string | number>>
  /** Elements by name: `<total/>` or `<strong>…</strong>`. */
  readonly parts?: Readonly<Record<string, ReactElement>>
}

/** `Trans` without its check of the key against every namespace, which {@link SentenceProps} does for one. */
const Parts = Trans as unknown as ComponentType<{
  readonly i18nKey: string
  readonly count?: number
  readonly context?: string
  readonly values: NonNullable<SentenceProps<WordsOf>['values']>
  readonly components: NonNullable<SentenceProps<WordsOf>['parts']>
}>

/** A sentence of the language files in which some parts are elements: figures, links, emphasis. */
export function Sentence<Namespace extends WordsOf>(props: SentenceProps<Namespace>): ReactElement {
  useTranslation()
  const context = useContext(WordsAbout)
  const { values = {}, parts = {} } = props
  const count = values['count']
  return (
    <Parts
      i18nKey={`${props.from}:${String(props.name)}`}
      values={values}
      components={parts}
      {...(typeof count === 'number' ? { count } : {})}
      {...(context === undefined ? {} : { context })}
    />
  )
}

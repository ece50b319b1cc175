/** Puts a sentence that a program names by its code into the words of the language files. */
import type { Saying } from '#kernel/saying.ts'

/** What happened, or the next thing to do. */
export type SayingPart = 'text' | 'hint'

/** The words of a sentence; undefined where no language file has it, or not all that it speaks of is known. */
export type Say = (saying: Saying, part: SayingPart) => string | undefined

/** What is needed of i18next. */
interface WordBook {
  readonly exists: (key: string, options: Readonly<Record<string, unknown>>) => boolean
  readonly t: (key: string, options: Readonly<Record<string, unknown>>) => string
}

/**
 * Looks sentences up under `said.CODE.text` and `said.CODE.hint`.
 *
 * @param words - An i18next whose formats `day`, `percent` and `name` are set, see {@link addSayingFormats}.
 * @param namespaces - Where to look, in this order.
 */
export function sayerOf(words: WordBook, namespaces: readonly string[]): Say {
  const say: Say = ({ code, values = {} }, part) => {
    const key = `said.${code}.${part}`
    let complete = true
    const missingInterpolationHandler = () => {
      complete = false
      return ''
    }
    const put = Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'object' ? say(value, 'text') : value,
    ])
    const options = { ...Object.fromEntries(put), ns: namespaces, missingInterpolationHandler }
    if (!words.exists(key, options)) return undefined
    const text = words.t(key, options)
    return complete ? text : undefined
  }
  return say
}

/** How the values of sentences are written. */
export interface SayingFormats {
  /** A calendar day, `YYYY-MM-DD`. */
  readonly day: (day: string) => string
  /** A share of one. */
  readonly percent: (share: number) => string
  /** A name as a file has it, in whatever direction it runs. */
  readonly name: (name: string) => string
}

interface Formatter {
  readonly addCached: (
    name: string,
    make: (language: string | undefined) => (value: unknown) => string,
  ) => void
}

/** Teaches the formatter of an i18next `{{from, day}}`, `{{share, percent}}` and `{{file, name}}`. */
export function addSayingFormats(
  formatter: Formatter | undefined,
  formatsOf: (language: string | undefined) => SayingFormats,
): void {
  for (const name of ['day', 'percent', 'name'] as const) {
    formatter?.addCached(name, (language) => formatsOf(language)[name] as (value: unknown) => string)
  }
}

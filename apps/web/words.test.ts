/** Words and code belong together: no word without a use, no use without a word. */
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { pseudoLocales, pseudoWords, type WordTree } from './pseudo-locale.ts'

const root = resolve(import.meta.dirname, '../..')
const places = globSync('{libraries,domains,apps}/*/locales/en.json', { cwd: root }).map((path) => ({
  namespace: basename(dirname(dirname(path))),
  folder: join(root, dirname(dirname(path))),
  words: { ...wordsIn(path), ...partsBeside(dirname(path)) },
}))

/** Words of a language file. */
function wordsIn(path: string): WordTree {
  return JSON.parse(readFileSync(join(root, path), 'utf8')) as WordTree
}

/** Words that no page loads stand in a file of their own, by the name of their part: `report.en.json`. */
function partsBeside(folder: string): WordTree {
  const files = globSync('*.en.json', { cwd: join(root, folder) })
  return Object.fromEntries(files.map((file) => [file.replace('.en.json', ''), wordsIn(join(folder, file))]))
}

test.each(places)('every word of $namespace is used by its own code', ({ folder, words }) => {
  const patterns = literalsIn(folder).map(patternOf)
  const unused = keysOf(words).filter((key) => !patterns.some((pattern) => pattern.test(key)))
  // Sentences are looked up by the code that the program gives, which may come from below.
  expect(unused.filter((key) => !isSaid(key))).toEqual([])
})

test('every sentence is of a code that the program knows', () => {
  const known = new Set(literalCodes())
  // A code that ends in a number is written once, with the number put in.
  const isKnown = (code: string) => known.has(code) || known.has(code.replace(/\d+$/, '${'))
  const said = places.flatMap(({ words }) => keysOf(words).filter(isSaid))
  expect(said.filter((key) => !isKnown(key.split('.')[1] ?? ''))).toEqual([])
})

test.each(places)('every word that the code of $namespace asks for is there', ({ folder, words }) => {
  const keys = keysOf(words)
  const missing = askedIn(folder).filter((asked) => !keys.some((key) => patternOf(asked).test(key)))
  expect(missing).toEqual([])
})

test.each(places)('a word of $namespace that counts has a form for one and one for many', ({ words }) => {
  const forms = Map.groupBy(flat(words), ([key]) => key.replace(/_(one|other)$/, ''))
  const counting = [...forms].filter(([, found]) => found.some(([name]) => /_(one|other)$/.test(name)))
  const names = counting.map(([key, found]) => [
    key,
    found.map(([name]) => name.slice(key.length)).toSorted(),
  ])
  expect(names).toEqual(counting.map(([key]) => [key, ['_one', '_other']]))
})

test.each(pseudoLocales)('%s keeps every placeholder and every tag of every word', (locale) => {
  for (const { words } of places) {
    const kept = flat(pseudoWords(words, locale)).map(([key, word]) => [key, opaqueOf(word)])
    expect(kept).toEqual(flat(words).map(([key, word]) => [key, opaqueOf(word)]))
  }
})

test('every word of the longer pseudo-locale is at least 40 % longer', () => {
  for (const { words } of places) {
    const pseudo = new Map(flat(pseudoWords(words, 'en-XA')))
    const short = flat(words).filter(
      ([key, word]) => (pseudo.get(key)?.length ?? 0) < 1.4 * bare(word).length,
    )
    expect(short).toEqual([])
  }
})

function isSaid(key: string): boolean {
  return /^said\.[A-Z\d_]+\.(text|hint)$/.test(key)
}

/** Everything in the code that may be a code; `${` where a number is put in. */
function literalCodes(): readonly string[] {
  const folders = ['libraries', 'engines', 'domains', 'apps'].map((folder) => join(root, folder))
  return folders.flatMap((folder) =>
    sourcesIn(folder).flatMap((source) => source.match(/\b[A-Z]+(?:_[A-Z]+)+(?:\b|_\$\{)/g) ?? []),
  )
}

function flat(words: WordTree, before = ''): readonly (readonly [string, string])[] {
  return Object.entries(words).flatMap(([key, word]) =>
    typeof word === 'string' ? [[before + key, word] as const] : flat(word, `${before}${key}.`),
  )
}

function keysOf(words: WordTree): readonly string[] {
  // A word that differs where a page is about contracts is asked for as the word itself.
  return [...new Set(flat(words).map(([key]) => key.replace(/(_contracts)?(_(one|other))?$/, '')))]
}

function sourcesIn(folder: string): readonly string[] {
  return globSync('**/*.{ts,tsx}', { cwd: folder })
    .filter((path) => !/\.test(-data)?\.tsx?$/.test(path))
    .map((path) => readFileSync(join(folder, path), 'utf8'))
}

/** Texts in quotes or backticks that may be a key, or a key with something put in. */
function literalsIn(folder: string): readonly string[] {
  const literal = /'([\w.-]+)'|"([\w.-]+)"|`((?:[\w.-]|\$\{[^{}`]*(?:\{[^{}]*\}[^{}]*)?\})+)`/g
  return sourcesIn(folder).flatMap((source) =>
    [...source.matchAll(literal)].map((match) => match[1] ?? match[2] ?? match[3] ?? ''),
  )
}

/** Keys given to the function that looks words up. */
function askedIn(folder: string): readonly string[] {
  const asked = /\bwords\(\s*(?:'([\w.-]+)'|`((?:[\w.-]|\$\{[^{}`]*\})+)`)/g
  return sourcesIn(folder).flatMap((source) =>
    [...source.matchAll(asked)].map((match) => match[1] ?? match[2] ?? ''),
  )
}

/** A template asks for every key that it may become; one with nothing fixed at its ends asks for none. */
function patternOf(literal: string): RegExp {
  const parts = literal.split(/\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)?\}/)
  if (!parts.join('').includes('.') && parts.length > 1) return /^$/
  return new RegExp(`^${parts.map((part) => RegExp.escape(part)).join('[\\w.-]+')}$`)
}

function opaqueOf(word: string): readonly string[] {
  return word.match(/\{\{[^}]*\}\}|<[^>]*>/g) ?? []
}

function bare(word: string): string {
  return word.replaceAll(/\{\{[^}]*\}\}|<[^>]*>/g, '')
}

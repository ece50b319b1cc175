/** Two languages that nobody speaks, made from English: one longer and accented, one mirrored. They show what was not translated, cut off, or tied to left and right. */

/** Words of a namespace, nested by key. */
export interface WordTree {
  readonly [key: string]: string | WordTree
}

/** The longer, accented one and the mirrored one; the tags are those that Android and Chrome use. */
export const pseudoLocales = ['en-XA', 'en-XB'] as const

/** Tag of a pseudo-locale. */
export type PseudoLocale = (typeof pseudoLocales)[number]

/** Whether `language` is one of the two. */
export function isPseudoLocale(language: string): language is PseudoLocale {
  return (pseudoLocales as readonly string[]).includes(language)
}

/** The English `words` in the pseudo-locale; placeholders and tags stay as they are. */
export function pseudoWords(words: WordTree, locale: PseudoLocale): WordTree {
  const say = locale === 'en-XA' ? lengthened : mirrored
  return Object.fromEntries(
    Object.entries(words).map(([key, word]) => [
      key,
      typeof word === 'string' ? say(word) : pseudoWords(word, locale),
    ]),
  )
}

const plain = 'abcdefghijklmnopqrstuvwxyz'
const accented = 'àƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž'

/** `{{value}}`, `<tag>`, `</tag>`, `<tag/>` and `$t(key)`: not words. */
const opaque = /(\{\{[^}]*\}\}|<[^>]*>|\$t\([^)]*\))/

/** Accented, in brackets, and about 40 % longer. */
function lengthened(text: string): string {
  const said = eachWord(text, (part) =>
    part.replace(/[a-z]/g, (letter) => accented.charAt(plain.indexOf(letter))),
  )
  const letters = text
    .split(opaque)
    .reduce((sum, part, place) => sum + (place % 2 === 0 ? part.length : 0), 0)
  const filling = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
  let [tail, place] = ['', 0]
  while (tail.length < letters * 0.4) tail += ` ${filling[place++ % filling.length]}`
  return `⟦${said}${tail}⟧`
}

/** Each word is turned round by the marks of bidirectional text, as right-to-left letters would run. */
function mirrored(text: string): string {
  return eachWord(text, (part) => part.replace(/[^\s]+/g, '\u200F\u202E$&\u202C\u200F'))
}

function eachWord(text: string, say: (part: string) => string): string {
  return text
    .split(opaque)
    .map((part, place) => (place % 2 === 0 ? say(part) : part))
    .join('')
}

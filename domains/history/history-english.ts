/** The sentences of this slice in English, for terminals and for programs. */
import { assert } from '#kernel/assert.ts'
import type { Saying } from '#kernel/saying.ts'
import { englishOf } from '#ui/english.ts'
import type { SayingPart } from '#ui/sayings.ts'
import english from './locales/en.json' with { type: 'json' }

const say = englishOf([english])

export function inEnglish(saying: Saying, part: SayingPart): string {
  const text = say(saying, part)
  assert(text !== undefined, `the language file has a sentence ${saying.code} and it is given all its values`)
  return text
}

/** The sentences of this slice in English, for terminals and for programs; pages look them up by their codes. */
import { assert } from '#kernel/assert.ts'
import type { PerennialError } from '#kernel/errors.ts'
import { sayingValues, type Saying, type SayingValues } from '#kernel/saying.ts'
import { englishOf } from '#ui/english.ts'
import english from './locales/en.json' with { type: 'json' }
import type { Because } from './because.ts'
import type { Warning } from './value-document.ts'

const say = englishOf([english])

type ValueCode = keyof typeof english.said

/** Where a terminal offers another way than a page does. */
const flagHints: Partial<Record<ValueCode, string>> = {
  VALUE_MODEL_PASSED_OVER: 'Nothing need be done; name a model with --model to decide yourself.',
  VALUE_MODEL_AT_BOUNDARY: 'Compare with another model by --model, and look at how it did on the hold-out.',
  VALUE_INTERVALS_CHANCE_ONLY: 'Compare with another model by --model, or import a longer log.',
  VALUE_HOLDOUT_TOO_SMALL:
    'Trust the figures less, import a longer log, or choose an earlier day with --origin.',
  VALUE_HOLDOUT_NOT_FITTED: 'Import a longer log, or choose a later day with --origin.',
}

export function valueWarning(code: ValueCode, values: SayingValues = {}): Warning {
  const hint = flagHints[code] ?? said(say({ code, values }, 'hint'), code)
  return { code, message: said(say({ code, values }, 'text'), code), hint, values }
}

export function becauseOf(because: Saying): Because {
  return { reason: said(say(because, 'text'), because.code), because }
}

/** Why data were refused; a refusal of which the language file has no sentence speaks for itself. */
export function refusalBecause({ code, message, details }: Refused): Because {
  const because = { code, values: sayingValues(details) }
  return say(because, 'text') === undefined ? { reason: message } : { reason: message, because }
}

/** What an error says of itself. */
export type Refused = Pick<PerennialError, 'code' | 'message' | 'details'>

function said(text: string | undefined, code: string): string {
  assert(text !== undefined, `the language file has a sentence ${code} and it is given all its values`)
  return text
}

/** Words that many contracts share, each checked where it enters. */
import type { Saying, SayingValues } from '#kernel/saying.ts'
import type { Day } from '#kernel/time.ts'
import { z } from 'zod'

/** A calendar day, `YYYY-MM-DD`. */
export function day(): z.ZodType<Day, string> {
  return z.iso.date() as unknown as z.ZodType<Day, string>
}

/** A moment, ISO 8601 in UTC. */
export function moment(): z.ZodISODateTime {
  return z.iso.datetime()
}

/** An id of the given prefix: prefix, underscore, 26 characters of base 32. @see TypeID 0.3. */
export function typeId(prefix: string): z.ZodString {
  return z.string().regex(new RegExp(`^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`), {
    error: `is not an id of the form ${prefix}_ and 26 characters`,
  })
}

/** An estimate, with what will happen in 80 % of cases. */
export const estimate = z.object({ mean: z.number(), low: z.number(), high: z.number() })

const valueOfSaying = z.union([z.string(), z.number()])

/** What stands in a sentence, by name; a sentence within it holds none in turn. */
export const sayingValues: z.ZodType<SayingValues> = z.record(
  z.string(),
  z.union([
    valueOfSaying,
    z.object({ code: z.string(), values: z.record(z.string(), valueOfSaying).optional() }),
  ]),
)

/** A sentence that the reader's language files hold under its code. */
export const saying: z.ZodType<Saying> = z.object({ code: z.string(), values: sayingValues.optional() })

/**
 * A thing the reader must know, with the next step. `message` and `hint` are English and meant for programs and
 * terminals; whoever has language files finds the sentence by `code` and puts `values` into it.
 */
export const notice = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string(),
  values: sayingValues.optional(),
})

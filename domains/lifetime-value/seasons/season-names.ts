/** What times of the year are called, and which of them stand out. */
import { assert } from '#kernel/assert.ts'
import type { Saying } from '#kernel/saying.ts'
import type { Season } from './seasons-report.ts'

/** The season in which most is bought for its length, and that in which least is. */
export function extremes(seasons: readonly Season[]): { readonly best: Season; readonly quietest: Season } {
  const sorted = seasons.toSorted((a, b) => b.multiplier - a.multiplier)
  const [best, quietest] = [sorted[0], sorted.at(-1)]
  assert(best !== undefined && quietest !== undefined, 'a year has seasons')
  return { best, quietest }
}

/** December, or January to March. */
export function seasonName({ months }: Pick<Season, 'months'>): Saying {
  const [first = 1] = months
  return months.length === 1
    ? { code: `VALUE_MONTH_${first}` }
    : { code: `VALUE_QUARTER_${Math.ceil(first / 3)}` }
}

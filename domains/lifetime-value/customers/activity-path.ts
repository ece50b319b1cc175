/** How likely a customer was to be active on each day so far, as the model would have said it then. */
import { addDays, days, daysBetween, daysPer, type Day } from '#kernel/time.ts'
import { purchaseHistories } from '#lifetime/histories.ts'
import type { AnyFittedPurchaseModel } from '#lifetime/model.ts'
import { purchaseModel } from '#lifetime/models.ts'
import { canTellActive } from '#lifetime/outlook/can-tell-active.ts'

/** One point of the path. */
export interface ActivityPoint {
  readonly day: Day
  readonly probability: number
}

/** A path of this many days is told day by day; a longer one in steps. */
const mostSteps = 240

/**
 * P(active) from the first purchase to the as-of day, at every purchase, on the day before it, and in even steps. Days
 * of which the model cannot tell are left out.
 *
 * @param of - Days of purchases, oldest first, none after the as-of day.
 */
export function activityPath(
  fitted: AnyFittedPurchaseModel,
  { purchases, asOf }: { readonly purchases: readonly Day[]; readonly asOf: Day },
): ActivityPoint[] {
  const [first] = purchases
  if (first === undefined) return []
  const ages = purchases.map((day) => daysBetween(first, day))
  const moments = momentsOf(ages, daysBetween(first, asOf)).filter((age) =>
    canTellActive(fitted.model, repeatsBy(ages, age)),
  )
  if (moments.length === 0) return []
  const unit = daysPer(fitted.timeUnit)
  const histories = purchaseHistories({
    timeUnit: fitted.timeUnit,
    repeatPurchases: moments.map((age) => repeatsBy(ages, age)),
    lastPurchaseAge: moments.map((age) => (ages[repeatsBy(ages, age)] ?? 0) / unit),
    age: moments.map((age) => age / unit),
  })
  const probabilities = purchaseModel(fitted).probabilityActive(fitted, histories)
  return moments.map((age, place) => ({
    day: addDays(first, days(age)),
    probability: probabilities[place] ?? 0,
  }))
}

function momentsOf(ages: readonly number[], end: number): number[] {
  const step = Math.max(1, Math.ceil(end / mostSteps))
  const even = Array.from({ length: Math.floor(end / step) + 1 }, (_, place) => place * step)
  // Of very many purchases the even steps tell enough.
  const around = ages.length > mostSteps ? [] : ages.flatMap((age) => [age - 1, age])
  return [...new Set([...even, ...around, end])]
    .filter((age) => age >= 0 && age <= end)
    .toSorted((a, b) => a - b)
}

/** Repeat purchases up to the end of the day of `age`. */
function repeatsBy(ages: readonly number[], age: number): number {
  return ages.findLastIndex((purchase) => purchase <= age)
}

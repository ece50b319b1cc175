/** When a growing shop wins its customers: more each month, most before the holidays, fewest on Sundays. */
import { type Day, daysBetween, numberOfDay } from '#kernel/time.ts'

/** A year's growth in customers won a day. */
const growthPerYear = 1.25
/** January to December. */
const monthFactors = [0.85, 0.8, 0.9, 0.92, 0.95, 0.93, 0.9, 0.97, 1.02, 1, 1.4, 1.45]
/** Sunday to Saturday. */
const weekdayFactors = [0.8, 0.95, 0.95, 1, 1.05, 1.15, 1.1]

/**
 * The moments at which customers are won, as a quantile function.
 *
 * @param from - First day; to - last day, inclusive.
 * @returns A rising function from a share in [0, 1) to days since the first midnight of `from`.
 */
export function acquisitionCalendar(from: Day, to: Day): (share: number) => number {
  const length = daysBetween(from, to) + 1
  const until = new Float64Array(length)
  let sum = 0
  for (let day = 0; day < length; day += 1) until[day] = sum += acquisitionsOn(numberOfDay(from) + day, day)
  return (share) => {
    const wanted = share * sum
    const day = Math.min(firstAbove(until, wanted), length - 1)
    const before = day === 0 ? 0 : (until[day - 1] ?? 0)
    return day + (wanted - before) / ((until[day] ?? 0) - before)
  }
}

function acquisitionsOn(dayNumber: number, daysSinceStart: number): number {
  const date = new Date(dayNumber * 86_400_000)
  const season = (monthFactors[date.getUTCMonth()] ?? 1) * (weekdayFactors[date.getUTCDay()] ?? 1)
  return season * growthPerYear ** (daysSinceStart / 365.25)
}

/** First index whose value is above `wanted`, in a rising array. */
function firstAbove(rising: Float64Array, wanted: number): number {
  let low = 0
  let high = rising.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((rising[middle] ?? 0) > wanted) high = middle
    else low = middle + 1
  }
  return low
}

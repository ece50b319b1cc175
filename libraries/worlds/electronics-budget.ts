/** What the electronics shop spends on winning customers. */
import type { Day } from '#kernel/time.ts'

/** Spent in a month through a channel, in euros. */
export interface BudgetLine {
  /** YYYY-MM. */
  readonly month: string
  readonly channel: string
  readonly amount: number
}

/** Euros planned for each newcomer that an even year would bring, and the channel's share of newcomers. */
const plan = [
  { channel: 'web', each: 38, share: 0.58 },
  { channel: 'app', each: 52, share: 0.27 },
  { channel: 'store', each: 21, share: 0.15 },
] as const

/** Advertising becomes dearer from year to year. */
const dearerPerYear = 0.06

/** A plan as budgets are made: even over the months, whenever the customers then come; the dearer the later the year. */
export function electronicsBudget(shop: {
  readonly firstDay: Day
  readonly lastDay: Day
  readonly customers: number
}): readonly BudgetLine[] {
  const months = monthsBetween(shop.firstDay, shop.lastDay)
  const firstYear = Number(shop.firstDay.slice(0, 4))
  return months.flatMap((month) =>
    plan.map(({ channel, each, share }) => {
      const dearer = (1 + dearerPerYear) ** (Number(month.slice(0, 4)) - firstYear)
      return { month, channel, amount: Math.round((shop.customers / months.length) * share * each * dearer) }
    }),
  )
}

function monthsBetween(first: Day, last: Day): readonly string[] {
  const number = (day: Day) => 12 * Number(day.slice(0, 4)) + Number(day.slice(5, 7)) - 1
  return Array.from({ length: number(last) - number(first) + 1 }, (_, place) => {
    const month = number(first) + place
    return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`
  })
}

/** Logs of contracts for the tests of this slice. */
import { dueDay } from '#history/renewal-period.ts'
import { addMonths, type Day } from '#kernel/time.ts'
import { seededRandom } from '#numerics/random.ts'
import { betaVariate } from '#numerics/variates.ts'
import type { Line } from '../a-log.test-data.ts'

/** Header of such logs. */
export const contractHead = 'customer,start,end,renewals,amount'

/** Fader & Hardie (2007): of a thousand contracts, how many are left after each yearly renewal. */
export const segments: Readonly<Record<string, readonly number[]>> = {
  regular: [1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173],
  high: [1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394],
}

/** A cohort of contracts that began on one day, one line each; those that are left have no end. */
export function aCohort(survivors: readonly number[], start = '2010-01-01'): readonly Line[] {
  const lines: Line[] = []
  survivors.forEach((left, made) => {
    const next = survivors[made + 1]
    const ended = next === undefined ? left : left - next
    const end = next === undefined ? '' : addMonths(start as Day, 12 * (made + 1))
    for (let one = 0; one < ended; one++) lines.push([`c${lines.length}`, start, end, made, 100])
  })
  return lines
}

/**
 * Members of a club who pay by the month, come over three years, and are each renewed with their own chance; some hold a
 * second contract. Every twentieth ends in the middle of a month.
 */
export function aClub(members: number): readonly Line[] {
  const random = seededRandom(5)
  const [first, until] = ['2021-01-01' as Day, '2024-06-30' as Day]
  const lines: Line[] = []
  for (let member = 0; member < members; member++) {
    for (let contract = 0; contract < (member % 8 === 0 ? 2 : 1); contract++) {
      const start = addMonths(first, Math.floor(random() * 36))
      const loss = betaVariate(random, { a: 0.9, b: 8 })
      const made = Math.floor(Math.log(random()) / Math.log1p(-loss))
      const due = addMonths(start, Math.min(made, 99) + 1)
      const end = random() < 0.05 ? `${addMonths(start, Math.min(made, 99)).slice(0, 8)}09` : due
      lines.push([`m${member}`, start, end > until ? '' : end, '', 10 + 5 * (member % 3)])
    }
  }
  return lines
}

/** Header of logs of events. */
export const eventHead = 'customer,contract,date,event,amount'

/** The same contracts by the month as their events, those of a day in the order of the list. */
export function eventsOf(contracts: readonly Line[]): readonly Line[] {
  const last =
    contracts
      .flatMap(([, start, end]) => [start, String(end)])
      .toSorted()
      .at(-1) ?? ''
  const events = contracts.flatMap(([customer, start, end, , amount = 0], place): readonly Line[] => {
    const lines: Line[] = []
    const isDue = (day: string) => (end === '' ? day <= last : day < String(end))
    let day = start as Day
    for (let paid = 0; paid === 0 || isDue(day); day = dueDay(start as Day, 'month', paid))
      lines.push([customer, `k${place}`, day, paid++ === 0 ? 'start' : 'renewal', amount])
    return end === '' ? lines : [...lines, [customer, `k${place}`, end, 'end', '']]
  })
  return events.toSorted(([, , day], [, , other]) =>
    String(day) < String(other) ? -1 : day === other ? 0 : 1,
  )
}

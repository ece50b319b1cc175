/** What the first rows of a log of events tell of how often contracts are renewed. */
import { daysBetween, type Day } from '#kernel/time.ts'
import { isMissing } from '../reading/column-profile.ts'
import { dayIn } from '../reading/date-format.ts'
import type { ColumnRole, Mapping } from '../reading/mapping.ts'
import { telling, type EndedContract, type PeriodGuess, type RenewalPeriod } from '../renewal-period.ts'
import { eventKinds, eventOf, type EventKind } from './event-words.ts'

interface Sample {
  readonly roles: Mapping['roles']
  readonly rows: readonly (readonly (string | null)[])[]
  readonly dateFormat: string
}

/** What came of the contracts of a sample. */
export interface SampledContracts {
  /** Days from each renewal back to the payment before it. */
  readonly gaps: readonly number[]
  readonly ended: readonly EndedContract[]
}

/** Follows each contract of the first rows from event to event. */
export function sampledContracts(sample: Sample): SampledContracts {
  const gaps: number[] = []
  const ended: EndedContract[] = []
  for (const events of eventsOfContracts(sample)) {
    let running: { readonly start: Day; readonly paid: Day; readonly renewals: number } | undefined
    for (const { kind, day } of events) {
      if (kind === 'start') running = { start: day, paid: day, renewals: 0 }
      if (running === undefined) continue
      // A payment told twice on one day is refused.
      if (kind === 'renewal' && day !== running.paid) {
        gaps.push(daysBetween(running.paid, day))
        running = { ...running, paid: day, renewals: running.renewals + 1 }
      }
      if (kind !== 'end') continue
      ended.push({
        start: running.start,
        end: day,
        renewals: running.renewals > 0 ? running.renewals : undefined,
      })
      running = undefined
    }
  }
  return { gaps, ended }
}

interface SampledEvent {
  readonly kind: EventKind
  readonly day: Day
}

/** Events of each customer and contract, in the order in which they happened. */
function eventsOfContracts({ roles, rows, dateFormat }: Sample): readonly (readonly SampledEvent[])[] {
  const byContract = new Map<string, SampledEvent[]>()
  for (const row of rows) {
    const textOf = (role: ColumnRole) => (roles[role] === undefined ? '' : (row[roles[role]] ?? '').trim())
    const kind = eventOf(textOf('event'))?.kind
    const day = dayIn(textOf('date'), dateFormat)
    if (kind === undefined || day === undefined || isMissing(textOf('customer'))) continue
    const key = `${textOf('customer')}\u001f${textOf('contract')}`
    const events = byContract.get(key)
    if (events === undefined) byContract.set(key, [{ kind, day }])
    else events.push({ kind, day })
  }
  return [...byContract.values()].map((events) =>
    events.toSorted(
      (a, b) => daysBetween(b.day, a.day) || eventKinds.indexOf(a.kind) - eventKinds.indexOf(b.kind),
    ),
  )
}

/** From how many to how many days lie between two payments: a payment may come a few days before or after it falls due. */
const spans: Readonly<Record<RenewalPeriod, readonly [from: number, to: number]>> = {
  month: [24, 38],
  quarter: [82, 101],
  year: [345, 386],
}

/** The period that nearly all distances between payments fit; undefined where none does. */
export function guessPeriodOfGaps(gaps: readonly number[]): PeriodGuess | undefined {
  const guesses = Object.entries(spans).map(([period, [from, to]]) => ({
    period: period as RenewalPeriod,
    count: gaps.filter((gap) => from <= gap && gap <= to).length,
    of: gaps.length,
  }))
  return guesses.find(({ count, of }) => count > 0 && count >= telling * of)
}

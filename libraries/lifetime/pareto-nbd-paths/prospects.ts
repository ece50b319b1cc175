/** What customers whose rates change from segment to segment may do, at several fits. */
import { futureEnd, futureOfLines } from '../outlook/future-table.ts'
import type { Prospects } from '../outlook/prospects.ts'
import { countsOf } from './counts.ts'
import { beliefAbout, type PathHistories, type PathLaw, purchasesAhead, type WindowAhead } from './future.ts'

/** Histories and the time ahead in segments, and the law by which a fit lives. */
export interface SegmentedLives<Fit> {
  readonly rows: PathHistories
  /** From the end of observation on. */
  readonly ahead: WindowAhead
  readonly lawOf: (fit: Fit) => PathLaw
}

/** Tables and means, customer by customer: nothing is kept of one for another. */
export function prospectsInSegments<Fit>({
  rows,
  ahead,
  lawOf,
}: SegmentedLives<Fit>): Pick<Prospects<Fit>, 'lookAhead' | 'meansAt'> {
  return {
    lookAhead: (fits, places) => {
      const laws = fits.map(lawOf)
      return (place) => {
        const customer = places[place]
        const beliefs = laws.map((law) => beliefAbout(law, rows, customer))
        const tables = beliefs.map((belief, line) => {
          const { parameters, rates } = laws[line]
          return countsOf({ ...belief, active: 1 }, ahead, {
            customer,
            s: parameters.s,
            rates,
            end: futureEnd,
          })
        })
        return {
          active: Float64Array.from(beliefs, ({ active }) => active),
          future: futureOfLines(tables),
        }
      }
    },
    meansAt: (fit) => {
      const law = lawOf(fit)
      const { parameters, rates } = law
      return (customer) => {
        const { active, ...belief } = beliefAbout(law, rows, customer)
        const at = { customer, s: parameters.s, rates }
        const purchases = purchasesAhead(belief, { ...ahead, discountRate: 0 }, at)
        const discounted = ahead.discountRate === 0 ? purchases : purchasesAhead(belief, ahead, at)
        return { active, purchases, discounted }
      }
    },
  }
}

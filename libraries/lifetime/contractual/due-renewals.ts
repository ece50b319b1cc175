/** How many renewals would have fallen due while contracts were observed, had they not ended. */
import type { Random } from '#numerics/random.ts'
import type { ContractHistories } from './histories.ts'

/**
 * Draws the renewals due of each contract from its first to the end of observation. Of a contract that runs it is known; of
 * one that ended it is drawn from how long those were observed that got further, so that cohorts stay as old as they are.
 *
 * @param contracts - One row a contract: without weights.
 * @see Davison & Hinkley (1997), "Bootstrap Methods and Their Application", section 3.5: the conditional bootstrap.
 */
export function dueRenewalsDrawer({
  renewals,
  ended,
  renewalsAtEntry,
}: Omit<ContractHistories, 'weight'>): (random: Random) => Float64Array {
  const oldest = renewals.reduce((most, age) => Math.max(most, age), 0)
  const [running, observed] = [new Float64Array(oldest + 1), new Float64Array(oldest + 2)]
  renewals.forEach((age, row) => {
    running[age] += 1 - ended[row]
    observed[renewalsAtEntry?.[row] ?? 0]++
    observed[age + 1]--
  })
  for (let age = 1; age <= oldest; age++) observed[age] += observed[age - 1]
  // Of those under observation after so many renewals, the share that was observed no longer.
  const endOfObservation = running.map((count, age) => (count === 0 ? 0 : count / observed[age]))
  return (random) =>
    renewals.map((age, row) => {
      if (ended[row] === 0) return age
      let due = age + 1
      while (due <= oldest && random() >= endOfObservation[due]) due++
      return due
    })
}

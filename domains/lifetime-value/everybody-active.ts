/** Whether nearly everybody of whom it can be told is active: then nobody can be said to have left. */
import type { Totals } from './value-document.ts'

const nearlyAll = 0.99

export function isEverybodyActive(base: {
  readonly totals: Pick<Totals, 'active' | 'activeCannotTell'> | null
  readonly customers: number
}): boolean {
  const { totals, customers } = base
  if (totals === null) return false
  const told = customers - totals.activeCannotTell
  return told > 0 && totals.active / told > nearlyAll
}

/** Who of a base can be told to be active. */
import type { LogKind } from '#history/log-kind.ts'
import type { Totals } from '../value-document.ts'

const nearlyAll = 0.99

interface Told {
  readonly totals: Pick<Totals, 'active' | 'activeCannotTell'> | null
  readonly customers: number
  readonly log?: LogKind | undefined
}

/** Whether nearly everybody of whom it can be told is active: then nobody can be said to have left. */
export function isEverybodyActive(base: Told): boolean {
  const { totals, customers, log } = base
  // Of contracts it is known who holds one that runs.
  if (totals === null || log === 'contracts') return false
  const told = customers - totals.activeCannotTell
  return told > 0 && totals.active / told > nearlyAll
}

/** Whether it can be told of nobody: the model lets nobody leave. */
export function isNobodyTold({ totals, customers }: Told): boolean {
  return totals !== null && totals.activeCannotTell === customers
}

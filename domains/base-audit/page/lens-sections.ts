/** What a lens shows, in the order in which a person asks: each figure with the tables behind it. */
import type { Lens, TablesOf } from '../tables/audit-tables.ts'

/** A figure, and the tables behind it; where there is no figure, the tables speak for themselves. */
export interface LensSection<L extends Lens> {
  /** Its name in the words of the slice. */
  readonly name: string
  readonly tables: readonly (keyof TablesOf<L> & string)[]
  /** Stands beside two others where there is room. */
  readonly isTall?: true
}

/** Sections of every lens. */
export const lensSections: { readonly [L in Lens]: readonly LensSection<L>[] } = {
  differ: [
    { name: 'whaleCurve', tables: ['topShares', 'customersFor', 'whaleCurve', 'concentration'] },
    { name: 'deciles', tables: ['deciles', 'equalProfit'], isTall: true },
    { name: 'distributions', tables: ['distributions', 'histogram'] },
    { name: 'signs', tables: ['signs', 'parts', 'summary'] },
    { name: 'lorenz', tables: ['lorenz'] },
    { name: 'groups', tables: ['groups'] },
  ],
  change: [
    { name: 'flow', tables: ['flow', 'summary'] },
    { name: 'factors', tables: ['factors'] },
    { name: 'upDown', tables: ['upDown', 'stayed', 'leftOut'] },
    { name: 'migration', tables: ['migration', 'thresholds'] },
  ],
  cohort: [
    { name: 'activity', tables: ['activity'] },
    { name: 'secondPurchase', tables: ['secondPurchase'] },
    { name: 'valueToDate', tables: ['valueToDate'] },
    { name: 'patterns', tables: ['patterns'], isTall: true },
    { name: 'cells', tables: ['cells'] },
  ],
  cohorts: [
    { name: 'drift', tables: ['drift', 'cohorts'] },
    { name: 'aligned', tables: ['aligned'] },
  ],
  whole: [
    { name: 'cohortPeriods', tables: ['cohortPeriods'] },
    { name: 'newcomers', tables: ['periods'] },
    { name: 'repeatByCohort', tables: ['repeatByCohort'] },
    { name: 'nextYear', tables: ['nextYear'] },
  ],
}

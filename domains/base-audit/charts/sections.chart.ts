/** The charts of every section of every lens; page and report draw the same. */
import { flowChart, factorsChart, migrationChart, upDownChart } from './change.chart.ts'
import {
  activityChart,
  cellsChart,
  patternsChart,
  secondPurchaseChart,
  valueToDateChart,
} from './cohort.chart.ts'
import { alignedChart, driftChart } from './cohorts.chart.ts'
import { decileBarsChart, decileFactorsChart } from './deciles.chart.ts'
import { groupsChart, histogramChart, signsChart } from './differ-bars.chart.ts'
import type { Lens } from '../tables/audit-tables.ts'
import type { LensChart } from './lens-charts.ts'
import { lorenzChart, whaleCurveChart } from './whale-curve.chart.ts'
import { cohortPeriodsChart, newcomersChart, nextYearChart, repeatRateChart } from './whole.chart.ts'

const charts: { readonly [L in Lens]: Readonly<Record<string, readonly LensChart<L>[]>> } = {
  differ: {
    whaleCurve: [whaleCurveChart],
    deciles: [decileBarsChart, decileFactorsChart],
    distributions: [histogramChart],
    signs: [signsChart],
    lorenz: [lorenzChart],
    groups: [groupsChart],
  },
  change: { flow: [flowChart], factors: [factorsChart], upDown: [upDownChart], migration: [migrationChart] },
  cohort: {
    activity: [activityChart],
    secondPurchase: [secondPurchaseChart],
    valueToDate: [valueToDateChart],
    patterns: [patternsChart],
    cells: [cellsChart],
  },
  cohorts: { drift: [driftChart], aligned: [alignedChart] },
  whole: {
    cohortPeriods: [cohortPeriodsChart],
    newcomers: [newcomersChart],
    repeatByCohort: [repeatRateChart],
    nextYear: [nextYearChart],
  },
}

/** The charts of a section, in the order in which they stand. */
export function chartsOf<L extends Lens>(lens: L, section: string): readonly LensChart<L>[] {
  return (charts[lens] as Readonly<Record<string, readonly LensChart<L>[]>>)[section] ?? []
}

/** Which chart a section of a lens opens with. */
import type { Chart, ChartFrame } from '#ui/chart.ts'
import type { AuditStated, LensView } from './audit-document.ts'
import type { Lens } from './audit-tables.ts'

/** What a chart is drawn from. */
export interface Charted<L extends Lens> {
  readonly view: LensView<L>
  readonly stated: AuditStated
}

/** A chart of a lens: a pure function. */
export type LensChart<L extends Lens> = (charted: Charted<L>, frame: ChartFrame) => Chart

const charts: { readonly [L in Lens]: Readonly<Record<string, LensChart<L>>> } = {
  differ: {},
  change: {},
  cohort: {},
  cohorts: {},
  whole: {},
}

/** The chart of a section; undefined where its tables speak for themselves. */
export function lensChart<L extends Lens>(
  lens: L,
  section: string,
  _view: LensView<L>,
): LensChart<L> | undefined {
  return (charts[lens] as Readonly<Record<string, LensChart<L>>>)[section]
}

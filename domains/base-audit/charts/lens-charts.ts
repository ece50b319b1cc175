/** Which charts a section of a lens opens with. */
import type { Chart, ChartFrame } from '#ui/chart.ts'
import type { AuditStated, LensView } from '../audit-document.ts'
import type { Lens } from '../tables/audit-tables.ts'

/** What a chart is drawn from. */
export interface Charted<L extends Lens> {
  readonly view: LensView<L>
  readonly stated: AuditStated
}

/** A chart of a lens: a pure function. */
export type LensChart<L extends Lens> = (charted: Charted<L>, frame: ChartFrame) => Chart

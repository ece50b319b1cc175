/** What a second thread brings to the scores with intervals of a million customers, digit for digit the same. */
import { deepStrictEqual } from 'node:assert'
import { days } from '#kernel/time.ts'
import { collapse } from '#lifetime/collapse.ts'
import { fitGammaGamma } from '#lifetime/gamma-gamma/fit.ts'
import { purchaseModel } from '#lifetime/models.ts'
import { joinScores, type scorePart, scoreParts } from '#lifetime/outlook/score-parts.ts'
import { scoreRows } from '#lifetime/outlook/score-rows.ts'
import { WorkerPool } from '#workers/worker-pool.ts'
import { baseData } from './base-data.ts'
import { layouts } from './layouts.ts'
import { type Figure, printFigures, seconds } from './measure.ts'

const threads = 2
const module = new URL('./score.worker.ts', import.meta.url)
const pool = new WorkerPool<{ scorePart: typeof scorePart }>({ module, threads })
const { histories, spends } = await baseData(layouts.staggered)
const { rows } = collapse(histories)
const spend = { kind: 'gamma-gamma', fitted: fitGammaGamma(spends) } as const
const figures: Figure[] = []
for (const name of ['bg-nbd', 'pareto-nbd'] as const) {
  const asked = {
    fitted: purchaseModel(name).fit(histories),
    spend,
    rows: { histories: rows, spendObservations: rows.repeatPurchases },
    horizon: days(365),
    discountRatePerYear: 0.1,
  }
  const inThreads = async () => {
    const parts = scoreParts(asked, threads)
    return joinScores(parts, await Promise.all(parts.map((part) => pool.run('scorePart', part))))
  }
  deepStrictEqual(await inThreads(), scoreRows(asked))
  const alone = await seconds(() => scoreRows(asked))
  const together = await seconds(inThreads)
  figures.push(
    { name: `${name}: scores on one core`, unit: 's', measured: alone, limit: null },
    { name: `${name}: scores in ${threads} threads`, unit: 's', measured: together, limit: null },
    { name: `${name}: ${threads} threads over one`, unit: 'ratio', measured: together / alone, limit: 1 },
  )
}
await pool.close()
printFigures('threads', figures, { distinctRows: rows.age.length, threads })

/** How long a thousand parametric bootstraps of each model take on the published sample. */
import { parametricBootstrap } from '#lifetime/inference/bootstrap.ts'
import { purchaseModel } from '#lifetime/models.ts'
import { seededRandom } from '#numerics/random.ts'
import { readCdnow } from '#tests/cdnow.ts'
import { datasetPath } from '#tests/datasets.ts'
import { type Figure, printFigures } from './measure.ts'

const replicates = 1000
/** Seconds, for any of them. */
const limit = 10

const path = datasetPath('cdnow/CDNOW_sample.txt')
if (path === undefined) {
  console.log(
    JSON.stringify({ bench: 'bootstrap', skipped: 'cdnow/CDNOW_sample.txt is not on this machine' }),
  )
} else {
  const { histories } = readCdnow(path)
  const figures: Figure[] = []
  const spreads: Record<string, object> = {}
  for (const name of ['bg-nbd', 'mbg-nbd', 'pareto-nbd'] as const) {
    const fitted = purchaseModel(name).fit(histories)
    const start = performance.now()
    const bootstrap = parametricBootstrap(fitted, histories, { replicates, random: seededRandom(7) })
    const measured = (performance.now() - start) / 1000
    figures.push({
      name: `${replicates} bootstraps of ${name}`,
      unit: 's',
      measured,
      limit,
    })
    spreads[name] = {
      refused: bootstrap.refused,
      unidentified: bootstrap.unidentified,
      standardErrors: Object.fromEntries(
        Object.entries(bootstrap.spreads).map(([parameter, { standardError }]) => [parameter, standardError]),
      ),
    }
  }
  printFigures('bootstrap', figures, { customers: histories.age.length, spreads })
}

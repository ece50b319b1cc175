/** How often the intervals of every model's parameters hold the truth, over many simulated bases. */
import { purchaseTrial } from '#lifetime/conformance-likelihood.ts'
import { purchaseModels } from '#lifetime/models.ts'
import { confidenceIntervals } from '#lifetime/summary.ts'

const [only, seeds = '40', customers = '1500'] = process.argv.slice(2)
const level = 0.8

for (const model of purchaseModels.filter(({ name }) => only === undefined || only === name)) {
  const { truth, sample } = purchaseTrial(model)
  const intervals = Array.from({ length: Number(seeds) }, (_, i) => {
    const drawn = sample(i + 1, Number(customers))
    return confidenceIntervals(drawn.fitRows([...Array(drawn.customers).keys()], 1), level)
  })
  const told = intervals.filter((interval) => interval !== null)
  const held = Object.entries(truth).map(([name, value]) => {
    const hits = told.filter((interval) => {
      const { lower = Infinity, upper = -Infinity } = interval[name] ?? {}
      return lower <= value && value <= upper
    })
    return [name, hits.length / told.length]
  })
  const figures = { level, seeds: intervals.length, told: told.length, held: Object.fromEntries(held) }
  console.log(
    JSON.stringify({ bench: 'coverage', model: model.name, customers: Number(customers), ...figures }),
  )
}

/** How often the intervals of every model's parameters hold the truth, over many simulated sets of customers. */
import { opportunityTrial } from '#lifetime/bg-bb/conformance.ts'
import { opportunityModels } from '#lifetime/bg-bb/opportunity-model.ts'
import { purchaseTrial } from '#lifetime/conformance-likelihood.ts'
import { contractTrial } from '#lifetime/contractual/conformance.ts'
import { contractModels } from '#lifetime/contractual/contract-models.ts'
import type { FitTrial } from '#lifetime/fit-conformance.ts'
import { fitOrRefusal } from '#lifetime/fit-or-refusal.ts'
import { purchaseModels } from '#lifetime/models.ts'
import { spendTrial } from '#lifetime/spend-models/conformance.ts'
import { spendModels } from '#lifetime/spend-models/spend-model.ts'
import { confidenceIntervals } from '#lifetime/summary.ts'
import { type Figure, printFigures } from './measure.ts'

const [only, seeds = '200', customers = '8000'] = process.argv.slice(2)
const level = 0.8
/** So many standard errors of a share may lie between the level and what was held. */
const errorsAllowed = 4

const trials: readonly FitTrial[] = [
  ...purchaseModels.map((model) => purchaseTrial(model, Infinity)),
  ...opportunityModels.map(opportunityTrial),
  ...contractModels.map(contractTrial),
  ...spendModels.map(spendTrial),
]
const figures: Figure[] = []
const facts: object[] = []
for (const trial of trials.filter(({ name }) => only === undefined || only === 'all' || only === name)) {
  const { told, untold, refused, held } = coverageOf(trial)
  facts.push({ model: trial.name, told, untold, refused, held })
  const error = Math.sqrt((level * (1 - level)) / told)
  for (const [parameter, share] of Object.entries(held)) {
    figures.push({
      name: `${trial.name} ${parameter}: distance from ${level}, in standard errors of a share`,
      unit: 'ratio',
      measured: Math.abs(share - level) / error,
      limit: errorsAllowed,
      note: `held ${share.toFixed(3)} of ${told}`,
    })
  }
}
printFigures('coverage', figures, { level, seeds: Number(seeds), customers: Number(customers), facts })

/** Shares of the intervals that hold the parameters which made the customers. */
function coverageOf({ truth, sample }: FitTrial) {
  const fits = Array.from({ length: Number(seeds) }, (_, i) => {
    const drawn = sample(i + 1, Number(customers))
    return fitOrRefusal(() => drawn.fitRows([...Array(drawn.customers).keys()], 1))
  })
  const fitted = fits.flatMap((fit) => ('refused' in fit ? [] : [confidenceIntervals(fit.fitted, level)]))
  const intervals = fitted.filter((interval) => interval !== null)
  const held = Object.entries(truth).map(([name, value]) => {
    const hits = intervals.filter((interval) => {
      const { lower = Infinity, upper = -Infinity } = interval[name] ?? {}
      return lower <= value && value <= upper
    })
    return [name, hits.length / intervals.length] as const
  })
  return {
    told: intervals.length,
    untold: fitted.length - intervals.length,
    refused: fits.length - fitted.length,
    held: Object.fromEntries(held),
  }
}

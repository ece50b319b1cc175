/** How long each model takes to fit a million customers, and the scores with intervals to make, in both layouts. */
import { fitBgNbd } from '#lifetime/bg-nbd/bg-nbd.ts'
import { collapse } from '#lifetime/collapse.ts'
import { fitGammaGamma } from '#lifetime/gamma-gamma/fit.ts'
import { fitGgompertzNbd } from '#lifetime/ggompertz-nbd/fit.ts'
import { fitMbgCnbd } from '#lifetime/mbg-cnbd-k/mbg-cnbd-k.ts'
import { fitMbgNbd } from '#lifetime/mbg-nbd/mbg-nbd.ts'
import { fitNbd } from '#lifetime/nbd/fit.ts'
import { scoreRows } from '#lifetime/outlook/score-rows.ts'
import { fitParetoNbd } from '#lifetime/pareto-nbd/fit.ts'
import { days } from '#kernel/time.ts'
import { baseData } from './base-data.ts'
import { layouts } from './layouts.ts'
import { type Figure, printFigures, seconds } from './measure.ts'

/** Seconds on the short layout; the others are only told. */
const limits: Readonly<Record<string, number>> = {
  'bg-nbd': 0.3,
  'mbg-nbd': 0.3,
  'pareto-nbd': 1.5,
  'gamma-gamma': 0.2,
  'ggompertz-nbd': 5,
  score: 1,
}
/** Acquired over five years there are many more distinct histories. */
const staggeredFactor = 5

const figures: Figure[] = []
const fitted: object[] = []
for (const layout of Object.values(layouts)) {
  const { histories, spends } = await baseData(layout)
  const fits = {
    'bg-nbd': () => fitBgNbd(histories),
    'mbg-nbd': () => fitMbgNbd(histories),
    'pareto-nbd': () => fitParetoNbd(histories),
    'gamma-gamma': () => fitGammaGamma(spends),
    'ggompertz-nbd': () => fitGgompertzNbd(histories),
    nbd: () => fitNbd(histories),
    'mbg-cnbd-k': () => fitMbgCnbd(histories),
  }
  const { rows } = collapse(histories)
  const limitOf = (name: string) =>
    limits[name] === undefined ? null : limits[name] * (layout.name === 'staggered' ? staggeredFactor : 1)
  const asked = {
    fitted: fitBgNbd(histories),
    spend: { kind: 'gamma-gamma', fitted: fitGammaGamma(spends) },
    rows: { histories: rows, spendObservations: rows.repeatPurchases },
    horizon: days(365),
    discountRatePerYear: 0.1,
  } as const
  const score = await seconds(() => scoreRows(asked))
  figures.push({
    name: `${layout.name}: score with intervals`,
    unit: 's',
    measured: score,
    limit: limitOf('score'),
  })
  for (const [name, fit] of Object.entries(fits)) {
    const limit = limitOf(name)
    figures.push({ name: `${layout.name}: fit ${name}`, unit: 's', measured: await seconds(fit), limit })
    const { parameters, logLikelihood, convergence } = fit()
    fitted.push({ layout: layout.name, model: name, parameters, logLikelihood, convergence })
  }
  fitted.push({ layout: layout.name, customers: histories.age.length, distinctRows: rows.age.length })
}
printFigures('fits', figures, { fitted })

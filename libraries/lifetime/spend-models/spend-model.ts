/** A model of spend as the laws of `conformance.ts` see it: from single spends, which each summarises in its own way. */
import { fitGammaGamma, gammaGammaWithParameters } from '../gamma-gamma/fit.ts'
import { spendLogLikelihood } from '../gamma-gamma/likelihood.ts'
import { expectedMeanSpend, expectedMeanSpendOfNewCustomer } from '../gamma-gamma/predict.ts'
import { doubles, spendHistories } from '../histories.ts'
import {
  fitLognormalByFrequency,
  fitLognormalSpend,
  lognormalByFrequencyWithParameters,
  lognormalSpendWithParameters,
} from '../lognormal-spend/fit.ts'
import { logSpendHistories, logSpendHistoriesOf, type SpendAmounts } from '../lognormal-spend/histories.ts'
import { logSpendLikelihood, type AnyFittedLognormalSpend } from '../lognormal-spend/likelihood.ts'
import { expectedLognormalSpend, expectedLognormalSpendOfNewCustomer } from '../lognormal-spend/predict.ts'
import type { Fitted, FitOptions, FittedGammaGamma, SpendHistories } from '../model.ts'

/** Spends of customers, one by one, every customer with at least one. */
export interface Spends extends SpendAmounts {
  /** How many customers each place stands for; absent means one each. */
  readonly weight?: Float64Array
}

/** What every spend model offers. */
export interface SpendModel<F extends Fitted<string, string> = Fitted<string, string>> {
  readonly name: string
  /** Parameters such as real customers have. */
  readonly typicalParameters: F['parameters']
  /** Which parameter is in the currency of the spends. */
  readonly currencyParameter: string
  readonly withParameters: (parameters: F['parameters']) => F
  readonly fit: (spends: Spends, options?: FitOptions) => F
  readonly logLikelihood: (fitted: F, spends: Spends) => Float64Array
  /** Power of the currency that a customer's density carries: −1 for a mean spend, −n for n spends. */
  readonly densityPower: (observations: number) => number
  readonly expectedSpend: (fitted: F, spends: Spends) => Float64Array
  readonly expectedSpendOfNewCustomer: (fitted: F) => number
}

const gammaGamma: SpendModel<FittedGammaGamma> = {
  name: 'gamma-gamma',
  typicalParameters: { p: 6.25, q: 3.74, gamma: 15.44 },
  currencyParameter: 'gamma',
  withParameters: gammaGammaWithParameters,
  fit: (spends, options) => fitGammaGamma(meansOf(spends), options),
  logLikelihood: (fitted, spends) => spendLogLikelihood(fitted, meansOf(spends)),
  densityPower: () => -1,
  expectedSpend: (fitted, spends) => expectedMeanSpend(fitted, meansOf(spends)),
  expectedSpendOfNewCustomer: expectedMeanSpendOfNewCustomer,
}

const lognormal = {
  currencyParameter: 'median',
  logLikelihood: (fitted: AnyFittedLognormalSpend, spends: Spends) =>
    logSpendLikelihood(fitted, logsOf(spends)),
  densityPower: (observations: number) => -observations,
  expectedSpend: (fitted: AnyFittedLognormalSpend, spends: Spends) =>
    expectedLognormalSpend(fitted, logsOf(spends)),
  expectedSpendOfNewCustomer: (fitted: AnyFittedLognormalSpend) =>
    expectedLognormalSpendOfNewCustomer(fitted),
}

/** Every spend model. */
export const spendModels: readonly SpendModel[] = [
  gammaGamma as SpendModel,
  {
    ...lognormal,
    name: 'lognormal-spend',
    typicalParameters: { median: 28, between: 0.6, within: 0.5 },
    withParameters: lognormalSpendWithParameters,
    fit: (spends, options) => fitLognormalSpend(logsOf(spends), options),
  } as SpendModel,
  {
    ...lognormal,
    name: 'lognormal-spend-by-frequency',
    typicalParameters: { median: 28, between: 0.6, within: 0.5, perDoubling: 1.1 },
    withParameters: lognormalByFrequencyWithParameters,
    fit: (spends, options) => fitLognormalByFrequency(logsOf(spends), options),
  } as SpendModel,
]

/** Gamma-Gamma's summary. */
function meansOf({ customer, amount, customers, weight }: Spends): SpendHistories {
  const observations = new Float64Array(customers)
  const meanSpend = new Float64Array(customers)
  doubles(customer).forEach((place, row) => {
    meanSpend[place] += (amount[row] - meanSpend[place]) / ++observations[place]
  })
  return spendHistories({ observations, meanSpend, weight })
}

function logsOf(spends: Spends) {
  return logSpendHistories({ ...logSpendHistoriesOf(spends), weight: spends.weight })
}

/** A model of opportunities taken and missed, as the laws of `conformance.ts` see it. */
import type { CountWindow, PeriodDiscount } from '../counts/window.ts'
import type { FitOptions } from '../model.ts'
import { bgBbWithParameters, fitBgBb, parameterNames } from './fit.ts'
import type { OpportunityHistories } from './histories.ts'
import { type FittedBgBb, logLikelihood } from './likelihood.ts'
import {
  discountedExpectedPurchases,
  expectedPurchases,
  probabilityActive,
  purchaseProbabilities,
} from './predict.ts'
import { type OpportunitySimulation, type SimulatedOpportunities, simulateBgBb } from './simulate.ts'

/** What every model of opportunities offers. Every predictor is total: finite for every valid history. */
export interface OpportunityModel {
  readonly name: FittedBgBb['model']
  readonly parameterNames: readonly string[]
  readonly withParameters: (parameters: FittedBgBb['parameters']) => FittedBgBb
  readonly fit: (histories: OpportunityHistories, options?: FitOptions) => FittedBgBb
  readonly logLikelihood: (fitted: FittedBgBb, histories: OpportunityHistories) => Float64Array
  readonly probabilityActive: (
    fitted: FittedBgBb,
    histories: OpportunityHistories,
    ahead?: number,
  ) => Float64Array
  readonly expectedPurchases: (
    fitted: FittedBgBb,
    histories: OpportunityHistories,
    window: CountWindow,
  ) => Float64Array
  readonly discountedExpectedPurchases: (
    fitted: FittedBgBb,
    histories: OpportunityHistories,
    options: CountWindow & PeriodDiscount,
  ) => Float64Array
  readonly purchaseProbabilities: (
    fitted: FittedBgBb,
    histories: OpportunityHistories,
    window: CountWindow & { readonly row?: number },
  ) => Float64Array
  readonly simulate: (fitted: FittedBgBb, options: OpportunitySimulation) => SimulatedOpportunities
}

/** BG/BB as the machinery sees it. */
export const bgBb: OpportunityModel = {
  name: 'bg-bb',
  parameterNames,
  withParameters: bgBbWithParameters,
  fit: fitBgBb,
  logLikelihood,
  probabilityActive,
  expectedPurchases,
  discountedExpectedPurchases,
  purchaseProbabilities,
  simulate: simulateBgBb,
}

/** Every model of opportunities. */
export const opportunityModels: readonly OpportunityModel[] = [bgBb]

/** BG/NBD and MBG/NBD as the machinery sees them. */
import type { PurchaseModel } from '../model.ts'
import { purchaseDocumentWith } from '../with-parameters.ts'
import { fitBetaGeometric, parameterNames } from './fit.ts'
import {
  logLikelihoods,
  probabilitiesActive,
  type BetaGeometricName,
  type BetaGeometricVariant,
  type FittedBetaGeometric,
} from './likelihood.ts'
import {
  beliefsAbout,
  expectedPurchasesOf,
  expectedRepeatPurchasesAt,
  writeRepeatPurchaseProbabilities,
} from './predict.ts'
import { probabilitiesWhileActive } from './purchase-probabilities.ts'
import { simulateBetaGeometric } from './simulate.ts'
import { purchasesWhileActive } from './while-active.ts'

/** All that the library knows of one of the two models. */
export function betaGeometricModel<Name extends BetaGeometricName>(
  variant: BetaGeometricVariant<Name>,
): PurchaseModel<FittedBetaGeometric<Name>> {
  return {
    name: variant.model,
    parameterNames,
    withParameters: (parameters, timeUnit) =>
      purchaseDocumentWith({ model: variant.model, parameterNames }, parameters, timeUnit),
    fit: (histories, options) => fitBetaGeometric(variant, histories, options),
    logLikelihood: (fitted, histories) => logLikelihoods(fitted, variant, histories),
    probabilityActive: (fitted, histories) => probabilitiesActive(fitted, variant, histories),
    expectedPurchases: (fitted, histories, horizon) =>
      expectedPurchasesOf(fitted, variant, { histories, window: { horizon, discountRate: 0 } }),
    discountedExpectedPurchases: (fitted, histories, horizon, discountRate) =>
      expectedPurchasesOf(fitted, variant, { histories, window: { horizon, discountRate } }),
    whileActive: {
      expectedPurchases: (fitted, customer, horizon) =>
        purchasesWhileActive(beliefsAbout(fitted, variant, customer), { horizon, discountRate: 0 }),
      discountedExpectedPurchases: (fitted, customer, window) =>
        purchasesWhileActive(beliefsAbout(fitted, variant, customer), window),
      purchaseProbabilities: (fitted, customer, window) =>
        probabilitiesWhileActive(beliefsAbout(fitted, variant, customer), window),
    },
    expectedRepeatPurchases: (fitted, ages) => expectedRepeatPurchasesAt(fitted, variant, ages),
    repeatPurchaseProbabilities: (fitted, age, out) =>
      writeRepeatPurchaseProbabilities(fitted, variant, { age, out }),
    simulate: (fitted, options) => simulateBetaGeometric(fitted, variant, options),
  }
}

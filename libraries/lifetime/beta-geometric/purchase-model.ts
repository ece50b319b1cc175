/** BG/NBD and MBG/NBD as the machinery sees them. */
import type { ActiveCustomer, PurchaseModel } from '../model.ts'
import { purchaseDocumentWith } from '../with-parameters.ts'
import { betaGeometricLikelihood, fitBetaGeometric, parameterNames } from './fit.ts'
import { probabilitiesInWindow, probabilityStillActive } from './later-window.ts'
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
import { simulateBetaGeometric } from './simulate.ts'
import { purchasesWhileActive } from './while-active.ts'

/** What sets one of the two models apart, for people and for the laws. */
type Portrait<Name extends BetaGeometricName> = Pick<
  PurchaseModel<FittedBetaGeometric<Name>>,
  'title' | 'typicalParameters'
>

/** All that the library knows of one of the two models. */
export function betaGeometricModel<Name extends BetaGeometricName>(
  variant: BetaGeometricVariant<Name>,
  portrait: Portrait<Name>,
): PurchaseModel<FittedBetaGeometric<Name>> {
  const about = (fitted: FittedBetaGeometric<Name>, customer: ActiveCustomer) =>
    beliefsAbout(fitted, variant, customer)
  return {
    name: variant.model,
    ...portrait,
    parameterNames,
    withoutDropout: { a: 1e-12 },
    contains: ['nbd'],
    // BG/NBD lets nobody drop out before the first repeat purchase.
    tellsActivityFrom: 1 - variant.earlyDropouts,
    likelihood: () => betaGeometricLikelihood(variant),
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
      dependsOnLastPurchase: false,
      ageScale: ({ parameters }) => parameters.alpha,
      probabilityActive: (fitted, customer, ahead) => probabilityStillActive(about(fitted, customer), ahead),
      expectedPurchases: (fitted, customer, horizon) =>
        purchasesWhileActive(about(fitted, customer), { horizon, discountRate: 0 }),
      discountedExpectedPurchases: (fitted, customer, window) =>
        purchasesWhileActive(about(fitted, customer), window),
      purchaseProbabilities: (fitted, customer, window) =>
        probabilitiesInWindow(about(fitted, customer), window),
    },
    expectedRepeatPurchases: (fitted, ages) => expectedRepeatPurchasesAt(fitted, variant, ages),
    repeatPurchaseProbabilities: (fitted, age, out) =>
      writeRepeatPurchaseProbabilities(fitted, variant, { age, out }),
    simulate: (fitted, options) => simulateBetaGeometric(fitted, variant, options),
  }
}

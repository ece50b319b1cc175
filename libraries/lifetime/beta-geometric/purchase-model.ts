/** BG/NBD and MBG/NBD as the machinery sees them. */
import type { PurchaseModel } from '../model.ts'
import { predictorsOf } from '../predictors.ts'
import { purchaseDocumentWith } from '../with-parameters.ts'
import { beliefsAbout, probabilityActiveAtFirst } from './active-beliefs.ts'
import type { ActiveBeliefs } from './activity-series.ts'
import { betaGeometricLikelihood, fitBetaGeometric, parameterNames } from './fit.ts'
import { probabilitiesInWindow, probabilityStillActive } from './later-window.ts'
import {
  logLikelihoods,
  probabilitiesActive,
  type BetaGeometricName,
  type BetaGeometricVariant,
  type FittedBetaGeometric,
} from './likelihood.ts'
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
    ...predictorsOf<FittedBetaGeometric<Name>, ActiveBeliefs>({
      probabilityActive: (fitted, histories) => probabilitiesActive(fitted, variant, histories),
      probabilityActiveAtFirst: (fitted) => probabilityActiveAtFirst(fitted, variant),
      dependsOnLastPurchase: false,
      ageScale: ({ parameters }) => parameters.alpha,
      beliefsAbout: (fitted, customer) => beliefsAbout(fitted, variant, customer),
      probabilityStillActive,
      purchasesWhileActive,
      purchaseProbabilities: probabilitiesInWindow,
    }),
    simulate: (fitted, options) => simulateBetaGeometric(fitted, variant, options),
  }
}

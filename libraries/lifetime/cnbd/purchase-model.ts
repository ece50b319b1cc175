/** BG/CNBD-k and MBG/CNBD-k as the machinery sees them. */
import type { ActiveCustomer, FitOptions, PurchaseHistories, PurchaseModel } from '../model.ts'
import { purchaseDocumentWith } from '../with-parameters.ts'
import { beliefsAbout } from './active-beliefs.ts'
import { checkedRegularity, cnbdLikelihood, fitCnbd, parameterNames } from './fit.ts'
import {
  logLikelihoods,
  probabilitiesActive,
  type CnbdName,
  type CnbdVariant,
  type FittedCnbd,
} from './likelihood.ts'
import {
  expectedPurchasesOf,
  expectedRepeatPurchasesAt,
  writeRepeatPurchaseProbabilities,
} from './predict.ts'
import { purchaseProbabilities } from './purchase-counts.ts'
import { simulateCnbd } from './simulate.ts'
import { probabilityStillActive, purchasesWhileActive } from './while-active.ts'

/** What sets one of the two models apart, for people and for the laws. */
type Portrait<Name extends CnbdName> = Pick<
  PurchaseModel<FittedCnbd<Name>>,
  'title' | 'typicalParameters' | 'contains'
>

/** A model whose regularity is estimated with it, and the same at any regularity. */
export interface CnbdModel<Name extends CnbdName> extends PurchaseModel<FittedCnbd<Name>> {
  /** @throws LIFETIME_OPTION_INVALID. */
  readonly atRegularity: (regularity: number) => PurchaseModel<FittedCnbd<Name>>
}

/** Regularity of documents made of parameters alone: the least that tells the model from one of random purchases. */
const usualRegularity = 2

/** All that the library knows of one of the two models. */
export function cnbdModel<Name extends CnbdName>(
  variant: CnbdVariant<Name>,
  portrait: Portrait<Name>,
): CnbdModel<Name> {
  return {
    ...modelWith(variant, portrait, usualRegularity),
    fit: (histories, options) => fitCnbd(variant, histories, options),
    atRegularity: (regularity) => {
      const fixed = checkedRegularity(regularity)
      return {
        ...modelWith(variant, { ...portrait, contains: [] }, fixed),
        fit: (histories: PurchaseHistories, options?: FitOptions) =>
          fitCnbd(variant, histories, { ...options, regularity: fixed }),
      }
    },
  }
}

function modelWith<Name extends CnbdName>(
  variant: CnbdVariant<Name>,
  portrait: Portrait<Name>,
  regularity: number,
): Omit<PurchaseModel<FittedCnbd<Name>>, 'fit'> {
  const about = (fitted: FittedCnbd<Name>, customer: ActiveCustomer) =>
    beliefsAbout(fitted, variant, customer)
  return {
    name: variant.model,
    ...portrait,
    parameterNames,
    // BG/CNBD-k lets nobody drop out before the first repeat purchase.
    tellsActivityFrom: 1 - variant.earlyDropouts,
    likelihood: (fitted) => cnbdLikelihood(variant, fitted.regularity),
    withParameters: (parameters, timeUnit) =>
      Object.freeze({
        ...purchaseDocumentWith({ model: variant.model, parameterNames }, parameters, timeUnit),
        regularity,
      }),
    logLikelihood: (fitted, histories) => logLikelihoods(fitted, variant, histories),
    probabilityActive: (fitted, histories) => probabilitiesActive(fitted, variant, histories),
    expectedPurchases: (fitted, histories, horizon) =>
      expectedPurchasesOf(fitted, variant, { histories, window: { horizon, discountRate: 0 } }),
    discountedExpectedPurchases: (fitted, histories, horizon, discountRate) =>
      expectedPurchasesOf(fitted, variant, { histories, window: { horizon, discountRate } }),
    whileActive: {
      dependsOnLastPurchase: true,
      ageScale: ({ parameters }) => parameters.alpha,
      probabilityActive: (fitted, customer, ahead) => probabilityStillActive(about(fitted, customer), ahead),
      expectedPurchases: (fitted, customer, horizon) =>
        purchasesWhileActive(about(fitted, customer), { horizon, discountRate: 0 }),
      discountedExpectedPurchases: (fitted, customer, window) =>
        purchasesWhileActive(about(fitted, customer), window),
      purchaseProbabilities: (fitted, customer, window) =>
        purchaseProbabilities(about(fitted, customer), window),
    },
    expectedRepeatPurchases: (fitted, ages) => expectedRepeatPurchasesAt(fitted, variant, ages),
    repeatPurchaseProbabilities: (fitted, age, out) =>
      writeRepeatPurchaseProbabilities(fitted, variant, { age, out }),
    simulate: (fitted, options) => simulateCnbd(fitted, variant, options),
  }
}

/** BG/CNBD-k and MBG/CNBD-k as the machinery sees them. */
import { probabilityActiveAtFirst } from '../beta-geometric/active-beliefs.ts'
import type { FitOptions, PurchaseHistories, PurchaseModel } from '../model.ts'
import { predictorsOf } from '../predictors.ts'
import { purchaseDocumentWith } from '../with-parameters.ts'
import { beliefsAbout, type ActiveBeliefs } from './active-beliefs.ts'
import { checkedRegularity, cnbdLikelihood, fitCnbd, parameterNames } from './fit.ts'
import {
  logLikelihoods,
  probabilitiesActive,
  type CnbdName,
  type CnbdVariant,
  type FittedCnbd,
} from './likelihood.ts'
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
    ...predictorsOf<FittedCnbd<Name>, ActiveBeliefs>({
      probabilityActive: (fitted, histories) => probabilitiesActive(fitted, variant, histories),
      probabilityActiveAtFirst: (fitted) => probabilityActiveAtFirst(fitted, variant),
      dependsOnLastPurchase: true,
      ageScale: ({ parameters }) => parameters.alpha,
      beliefsAbout: (fitted, customer) => beliefsAbout(fitted, variant, customer),
      probabilityStillActive,
      purchasesWhileActive,
      purchaseProbabilities,
    }),
    simulate: (fitted, options) => simulateCnbd(fitted, variant, options),
  }
}

/** Pareto/NBD: purchases at a gamma rate until a dropout at another gamma rate. */
import type { FittedParetoNbd, PurchaseModel } from '../model.ts'
import { purchaseDocumentWith } from '../with-parameters.ts'
import { fitParetoNbd, parameterNames } from './fit.ts'
import { logLikelihood } from './likelihood.ts'
import {
  discountedExpectedPurchases,
  expectedPurchases,
  expectedRepeatPurchases,
  probabilityActive,
  repeatPurchaseProbabilities,
  whileActive,
} from './predict.ts'
import { simulate } from './simulate.ts'

/** Pareto/NBD as the machinery sees it. */
export const paretoNbd: PurchaseModel<FittedParetoNbd> = {
  name: 'pareto-nbd',
  parameterNames,
  withParameters: (parameters, timeUnit) =>
    purchaseDocumentWith({ model: 'pareto-nbd', parameterNames }, parameters, timeUnit),
  fit: fitParetoNbd,
  logLikelihood,
  probabilityActive,
  expectedPurchases,
  discountedExpectedPurchases,
  whileActive,
  expectedRepeatPurchases,
  repeatPurchaseProbabilities,
  simulate,
}

/** Pareto/NBD: purchases at a gamma rate until a dropout at another gamma rate. */
import type { FittedParetoNbd, PurchaseModel } from '../model.ts'
import { purchaseDocumentWith } from '../with-parameters.ts'
import { fitParetoNbd, parameterNames, paretoNbdLikelihood } from './fit.ts'
import { logLikelihood } from './likelihood.ts'
import { paretoNbdPredictors } from './predict.ts'
import { simulate } from './simulate.ts'

/** Pareto/NBD as the machinery sees it. */
export const paretoNbd: PurchaseModel<FittedParetoNbd> = {
  name: 'pareto-nbd',
  title: 'Pareto/NBD',
  parameterNames,
  typicalParameters: { r: 0.6, alpha: 10, s: 0.6, beta: 12 },
  withoutDropout: { s: 1e-12 },
  contains: ['nbd'],
  tellsActivityFrom: 0,
  likelihood: () => paretoNbdLikelihood,
  withParameters: (parameters, timeUnit) =>
    purchaseDocumentWith({ model: 'pareto-nbd', parameterNames }, parameters, timeUnit),
  fit: fitParetoNbd,
  logLikelihood,
  ...paretoNbdPredictors,
  simulate,
}

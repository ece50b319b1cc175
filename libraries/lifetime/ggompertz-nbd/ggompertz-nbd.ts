/** GGompertz/NBD: purchases at a gamma rate until a dropout of a hazard that may rise with age. */
import type { FittedGgompertzNbd, PurchaseModel } from '../model.ts'
import { predictorsUntilDropout } from '../until-dropout/predict.ts'
import { purchaseDocumentWith } from '../with-parameters.ts'
import { fitGgompertzNbd, ggompertzNbdLikelihood, parameterNames } from './fit.ts'
import { ageScaleOf, betaAt, GompertzLifetime } from './gompertz-lifetime.ts'
import { logLikelihood, probabilityActive } from './likelihood.ts'
import { simulate } from './simulate.ts'

/** GGompertz/NBD as the machinery sees it. */
export const ggompertzNbd: PurchaseModel<FittedGgompertzNbd> = {
  name: 'ggompertz-nbd',
  title: 'GGompertz/NBD',
  parameterNames,
  typicalParameters: { r: 1, alpha: 10, b: 0.15, s: 0.8, beta: 8 },
  withoutDropout: { s: 1e-12 },
  contains: ['pareto-nbd'],
  tellsActivityFrom: 0,
  likelihood: () => ggompertzNbdLikelihood,
  withParameters: (parameters, timeUnit) =>
    purchaseDocumentWith({ model: 'ggompertz-nbd', parameterNames }, parameters, timeUnit),
  fit: fitGgompertzNbd,
  logLikelihood,
  ...predictorsUntilDropout<FittedGgompertzNbd>({
    probabilityActive,
    // Of an active customer's level it is known that η ~ Gamma(s, β + e^(bT) − 1): the same law with another β.
    beliefsAbout: ({ parameters }, { repeatPurchases, age }) => ({
      purchaseShape: parameters.r + repeatPurchases,
      purchaseScale: parameters.alpha + age,
      lifetime: new GompertzLifetime({
        b: parameters.b,
        s: parameters.s,
        beta: betaAt(parameters, age),
      }),
    }),
    ageScale: ({ parameters }) => ageScaleOf(parameters),
  }),
  simulate,
}

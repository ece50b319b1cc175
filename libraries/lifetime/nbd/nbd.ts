/** NBD: purchases at a gamma rate, for ever. */
import type { FittedNbd, PurchaseModel } from '../model.ts'
import { predictorsUntilDropout } from '../until-dropout/predict.ts'
import { purchaseDocumentWith } from '../with-parameters.ts'
import { EndlessLifetime } from './endless-lifetime.ts'
import { fitNbd, nbdLikelihood, parameterNames } from './fit.ts'
import { logLikelihood } from './likelihood.ts'
import { simulate } from './simulate.ts'

/** NBD as the machinery sees it. */
export const nbd: PurchaseModel<FittedNbd> = {
  name: 'nbd',
  title: 'NBD',
  parameterNames,
  typicalParameters: { r: 0.5, alpha: 8 },
  withoutDropout: {},
  contains: [],
  // Everybody is active, whatever the silence: P(active) says nothing of anybody.
  tellsActivityFrom: Infinity,
  likelihood: () => nbdLikelihood,
  withParameters: (parameters, timeUnit) =>
    purchaseDocumentWith({ model: 'nbd', parameterNames }, parameters, timeUnit),
  fit: fitNbd,
  logLikelihood,
  ...predictorsUntilDropout<FittedNbd>({
    probabilityActive: (_, { age }) => new Float64Array(age.length).fill(1),
    beliefsAbout: ({ parameters: { r, alpha } }, { repeatPurchases, age }) => ({
      purchaseShape: r + repeatPurchases,
      purchaseScale: alpha + age,
      lifetime: new EndlessLifetime(),
    }),
    ageScale: ({ parameters }) => parameters.alpha,
  }),
  simulate,
}

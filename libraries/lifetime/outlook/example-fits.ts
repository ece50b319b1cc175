/** Published parameters of the CDNOW sample, for the tests of outlook and judgement. */
import { gammaGammaWithParameters } from '../gamma-gamma/fit.ts'
import type { AnyFittedPurchaseModel, FittedGammaGamma } from '../model.ts'
import { purchaseModel } from '../models.ts'

/** Weeks, without covariance; one fit a model, in the order in which ties are decided. */
export const exampleFits: readonly AnyFittedPurchaseModel[] = [
  purchaseModel('pareto-nbd').withParameters({ r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 }, 'week'),
  purchaseModel('mbg-nbd').withParameters({ r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 }, 'week'),
  purchaseModel('bg-nbd').withParameters({ r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }, 'week'),
]

/** Dollars, without covariance. */
export const exampleSpend: FittedGammaGamma = gammaGammaWithParameters({ p: 6.25, q: 3.74, gamma: 15.44 })

/** The same fit with independent parameters, each known to within the given relative standard error. */
export function withRelativeErrors<F extends AnyFittedPurchaseModel | FittedGammaGamma>(
  fitted: F,
  relative: number,
): F {
  const values = Object.values(fitted.parameters)
  const covariance = values.map((value, i) => values.map((_, j) => (i === j ? (relative * value) ** 2 : 0)))
  return { ...fitted, covariance }
}

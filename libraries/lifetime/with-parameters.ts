/** Documents of models whose parameters were chosen, not fitted: for simulation, tests and published figures. */
import type { TimeUnit } from '#kernel/time.ts'
import { positiveParameter } from './fit.ts'
import type { Fitted, FittedPurchaseModel, PurchaseModelName } from './model.ts'

/** Which model the parameters belong to. */
export interface ModelIdentity<Name extends string, Parameter extends string> {
  readonly model: Name
  readonly parameterNames: readonly Parameter[]
}

/**
 * A document with the given parameters, of no customers and so without covariance.
 *
 * @throws LIFETIME_PARAMETER_NOT_POSITIVE.
 */
export function documentWith<Name extends string, Parameter extends string>(
  { model, parameterNames }: ModelIdentity<Name, Parameter>,
  parameters: Readonly<Record<Parameter, number>>,
): Fitted<Name, Parameter> {
  const checked = parameterNames.map((name) => [name, positiveParameter(name, parameters[name])])
  return Object.freeze({
    model,
    version: 1,
    parameters: Object.freeze(Object.fromEntries(checked) as Record<Parameter, number>),
    covariance: null,
    logLikelihood: 0,
    customerCount: 0,
    distinctRows: 0,
    convergence: Object.freeze({
      iterations: 0,
      gradientNorm: 0,
      starts: 0,
      conditionNumber: 1,
      converged: true,
    }),
    warnings: Object.freeze([]),
  })
}

/**
 * The same for a purchase model, whose parameters measure time in `timeUnit`.
 *
 * @throws LIFETIME_PARAMETER_NOT_POSITIVE.
 */
export function purchaseDocumentWith<Name extends PurchaseModelName, Parameter extends string>(
  identity: ModelIdentity<Name, Parameter>,
  parameters: Readonly<Record<Parameter, number>>,
  timeUnit: TimeUnit,
): FittedPurchaseModel<Name, Parameter> {
  return Object.freeze({ ...documentWith(identity, parameters), timeUnit })
}

/** What every model of contracts offers: a curve of survival whose hazard differs from contract to contract. */
import type { Curvature } from '#numerics/optimise.ts'
import type { Random } from '#numerics/random.ts'
import type { Fitted, FitOptions } from '../model.ts'
import type { ContractHistories } from './histories.ts'

/** Names of the contract models, the simpler first. */
export const contractModelNames = ['sbg', 'bdw'] as const
/** One of them. */
export type ContractModelName = (typeof contractModelNames)[number]

/** alpha, beta: beta of a contract's chance not to be renewed, the same each time. */
export type FittedSbg = Fitted<'sbg', 'alpha' | 'beta'>
/** The same, with a chance that falls (c < 1) or rises (c > 1) with the contract's own age. */
export type FittedBdw = Fitted<'bdw', 'alpha' | 'beta' | 'c'>
/** A fit of either. */
export type AnyFittedContractModel = FittedSbg | FittedBdw

/** Models within sBG and BdW: one chance for all contracts, and sBG itself. */
export type NestedContractModel = 'geometric' | 'sbg'

/** A curve of survival and its derivatives in the parameters, in their order. */
export interface RenewalCurve {
  /** ln S(k): P(renewed at least k times). */
  readonly logSurvival: (parameters: readonly number[], renewals: number) => Curvature
  /** ln[1 − S(k+1)/S(k)]: of a contract renewed k times, that it is not renewed again. */
  readonly logLoss: (parameters: readonly number[], renewals: number) => Curvature
  /** ln[S(k+more)/S(k)], to relative precision; `more` may be any real number ≥ 0. */
  readonly logFurther: (parameters: readonly number[], renewals: number, more: number) => number
}

/** A contract model as its fit sees it. */
export interface ContractLikelihood<Parameter extends string = string> {
  readonly parameterNames: readonly Parameter[]
  readonly curve: RenewalCurve
  /** Parameters to start from where a contract is not renewed with the chance `loss`. */
  readonly starts: (loss: number) => readonly Readonly<Record<Parameter, number>>[]
}

/** A model of contracts as the machinery sees it. */
export interface ContractModel<F extends AnyFittedContractModel = AnyFittedContractModel> {
  readonly name: F['model']
  /** As people say it. */
  readonly title: string
  readonly parameterNames: readonly string[]
  /** Models that are this one at some of its parameters or in their limit: the certificate holds a fit against them. */
  readonly contains: readonly NestedContractModel[]
  readonly withParameters: (parameters: F['parameters']) => F
  /** @throws LIFETIME_NO_CONTRACT_ENDED, LIFETIME_NO_RENEWALS, LIFETIME_FIT_NOT_CONVERGED, … */
  readonly fit: (histories: ContractHistories, options?: FitOptions) => F
  readonly curve: RenewalCurve
  readonly likelihood: ContractLikelihood
  /** Renewals until a contract ends, of one new contract; Infinity where it never does. */
  readonly drawRenewals: (fitted: F, random: Random) => number
}

/** The parameters in the model's order. */
export function parametersInOrder(
  model: Pick<ContractModel, 'parameterNames'>,
  fitted: AnyFittedContractModel,
): number[] {
  const parameters: Readonly<Record<string, number>> = fitted.parameters
  return model.parameterNames.map((name) => parameters[name])
}

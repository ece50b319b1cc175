/** Simulates contracts. */
import type { Random } from '#numerics/random.ts'
import type { AnyFittedContractModel } from './contract-model.ts'
import { contractModel } from './contract-models.ts'
import { contractHistories, type ContractHistories } from './histories.ts'

/** What to simulate. */
export interface ContractSimulation {
  /** Renewals that fall due until the end of observation, of each contract; its length is the number of contracts. */
  readonly due: Float64Array
  /** Further renewals that fall due and are counted too. */
  readonly horizon: number
  /** Uniform numbers in (0, 1). */
  readonly random: Random
}

/** Simulated contracts: their histories, and the renewals made in the horizon. */
export interface SimulatedContracts {
  readonly histories: ContractHistories
  readonly futureRenewals: Float64Array
}

/**
 * Simulates new contracts, each of which draws its chance not to be renewed.
 *
 * @throws LIFETIME_MODEL_UNKNOWN; LIFETIME_COUNT_NOT_WHOLE where `due` is no whole number.
 */
export function simulateContracts(
  fitted: AnyFittedContractModel,
  { due, horizon, random }: ContractSimulation,
): SimulatedContracts {
  const model = contractModel(fitted)
  const lifetimes = due.map(() => model.drawRenewals(fitted, random))
  const histories = contractHistories({
    renewals: lifetimes.map((lifetime, i) => Math.min(lifetime, due[i])),
    ended: lifetimes.map((lifetime, i) => Number(lifetime < due[i])),
  })
  const futureRenewals = lifetimes.map((lifetime, i) => Math.min(Math.max(0, lifetime - due[i]), horizon))
  return { histories, futureRenewals }
}

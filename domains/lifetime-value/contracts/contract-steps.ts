/** The steps of a valuation of contracts, in order; their names are those of a valuation of purchases. */
import type { RefreshStep } from '#columnar/refresh.ts'
import { chooseContractModelStep } from './contract-choose.step.ts'
import { fitContractsStep } from './contract-fit.step.ts'
import { publishContractsStep } from './contract-publish.step.ts'
import type { ContractRun } from './contract-run.ts'
import { scoreContractsStep } from './contract-score.step.ts'
import { summariseContractsStep } from './contract-summarise.step.ts'
import { validateContractsStep } from './contract-validate.step.ts'

/** From the contracts of a history to the tables and documents of a snapshot. */
export function contractSteps(run: ContractRun): readonly RefreshStep[] {
  return [
    summariseContractsStep(run),
    chooseContractModelStep(run),
    fitContractsStep(run),
    validateContractsStep(run),
    scoreContractsStep(run),
    publishContractsStep(run),
  ]
}

/** Contracts that are renewed period by period, or not. */
export { bdw, fitBdw } from '../bdw/bdw.ts'
export { fitSbg, sbg } from '../sbg/sbg.ts'
export { parametricBootstrap } from '../contractual/bootstrap.ts'
export { certify } from '../contractual/certificate.ts'
export { contractOutlook, type ContractOutlook, type HeldContracts } from '../contractual/contract-outlook.ts'
export {
  contractTotals,
  type ContractTotals,
  type TotalledContracts,
} from '../contractual/contract-totals.ts'
export { contractModels } from '../contractual/contract-models.ts'
export { contractModelNames } from '../contractual/contract-model.ts'
export type {
  AnyFittedContractModel,
  ContractModel,
  ContractModelName,
  FittedBdw,
  FittedSbg,
} from '../contractual/contract-model.ts'
export {
  afterRenewal,
  contractHistories,
  contractHistoriesOfCohorts,
  newContracts,
  type ContractColumns,
  type ContractHistories,
} from '../contractual/histories.ts'
export {
  aggregateRenewalRate,
  chooseContractModel,
  judgeRenewals,
  type JudgedRenewals,
} from '../contractual/judgement.ts'
export { discountedRenewals, renewalIntervals, totalRenewalInterval } from '../contractual/intervals.ts'
export {
  discountedExpectedRenewals,
  discountedLifetimeOfNewContract,
  expectedRenewals,
  probabilityRunning,
  renewalProbabilities,
  renewalRates,
  survivalCurve,
} from '../contractual/predict.ts'
export { contractProfileIntervals, readFittedContractModel } from '../contractual/profile.ts'
export type { RenewalRows } from '../contractual/renewal-windows.ts'
export { simulateContracts } from '../contractual/simulate.ts'
export { discountRatePerPeriod } from '../counts/window.ts'
export { likelihoodRatio } from '../likelihood-ratio.ts'

/** Contracts that are renewed period by period, or not. */
export { bdw, fitBdw } from '../bdw/bdw.ts'
export { fitSbg, sbg } from '../sbg/sbg.ts'
export { parametricBootstrap } from '../contractual/bootstrap.ts'
export { certify } from '../contractual/certificate.ts'
export { contractModels } from '../contractual/contract-models.ts'
export type {
  AnyFittedContractModel,
  ContractModel,
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
export { simulateContracts } from '../contractual/simulate.ts'
export { discountRatePerPeriod } from '../counts/window.ts'
export { likelihoodRatio } from '../likelihood-ratio.ts'

/** What is known of customers besides their purchases, as multipliers of the purchase and the dropout process. */
export { customerCovariates, type CovariateColumns } from '../covariates/covariates.ts'
export { fitWithCovariates, type FittedWithCovariates } from '../covariates/fit.ts'
export {
  discountedExpectedPurchasesGiven,
  expectedPurchasesGiven,
  expectedRepeatPurchasesGiven,
  logLikelihoodGiven,
  probabilityActiveGiven,
} from '../covariates/predict.ts'
export { plainFitFor, type CovariateProfile } from '../covariates/profile.ts'
export { simulateWithCovariates } from '../covariates/simulate.ts'

/** What is known besides purchases: of customers, fixed or changing over time, and of the calendar that all share. */
export { numberOfDay, parseDay, type Day } from '#kernel/time.ts'
export {
  type PurchaseCalendar,
  purchaseCalendar,
  seasonCalendar,
  withMultipliers,
} from '../calendar/calendar.ts'
export { certifyOnCalendar } from '../calendar/certificate.ts'
export { customersOnCalendar, type CustomersOnCalendar } from '../calendar/customers.ts'
export { fitOnCalendar, fitSeasons, type FittedOnCalendar, type FittedSeason } from '../calendar/fit.ts'
export { profileIntervalsOnCalendar } from '../calendar/inference.ts'
export {
  customerOutlookOnCalendar,
  groupOutlookOnCalendar,
  type CustomerOutlookOnCalendar,
  type OutlookOnCalendarOptions,
} from '../calendar/outlook.ts'
export {
  discountedExpectedPurchasesOnCalendar,
  expectedPurchasesOnCalendar,
  probabilityActiveOnCalendar,
  purchaseProbabilitiesOnCalendar,
} from '../calendar/predict.ts'
export { readFittedOnCalendar } from '../calendar/read.ts'
export { simulateOnCalendar } from '../calendar/simulate.ts'
export { customerCovariates, type CovariateColumns } from '../covariates/covariates.ts'
export { fitWithCovariates, type FittedWithCovariates } from '../covariates/fit.ts'
export { groupOutlookGiven } from '../covariates/group-outlook.ts'
export {
  customerOutlookGiven,
  purchaseProbabilitiesGiven,
  type CustomerOutlookGiven,
  type OutlookGivenOptions,
} from '../covariates/outlook.ts'
export {
  discountedExpectedPurchasesGiven,
  expectedPurchasesGiven,
  expectedRepeatPurchasesGiven,
  logLikelihoodGiven,
  probabilityActiveGiven,
} from '../covariates/predict.ts'
export { plainFitFor, type CovariateProfile } from '../covariates/profile.ts'
export { certifyGiven, coefficientProfileIntervals } from '../covariates/inference.ts'
export { readFittedWithCovariates } from '../covariates/read.ts'
export { simulateWithCovariates } from '../covariates/simulate.ts'
export { certifyOnPaths } from '../pareto-nbd-paths/certificate.ts'
export { fitParetoNbdOnPaths, type FittedOnPaths } from '../pareto-nbd-paths/fit.ts'
export { profileIntervalsOnPaths } from '../pareto-nbd-paths/inference.ts'
export {
  customerOutlookOnPaths,
  groupOutlookOnPaths,
  type CustomerOutlookOnPaths,
  type OutlookOnPathsOptions,
} from '../pareto-nbd-paths/outlook.ts'
export { customersOnPaths, type CustomersOnPaths, type PathColumns } from '../pareto-nbd-paths/paths.ts'
export {
  discountedExpectedPurchasesOnPaths,
  expectedPurchasesOnPaths,
  logLikelihoodOnPaths,
  probabilityActiveOnPaths,
  purchaseProbabilitiesOnPaths,
} from '../pareto-nbd-paths/predict.ts'
export { readFittedOnPaths } from '../pareto-nbd-paths/read.ts'
export { simulateOnPaths } from '../pareto-nbd-paths/simulate.ts'

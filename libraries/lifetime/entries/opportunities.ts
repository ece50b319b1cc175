/** Customers who may buy at given opportunities only: once a season, a year, an event. */
export { bgBbWithParameters, fitBgBb } from '../bg-bb/fit.ts'
export {
  afterOpportunity,
  newCustomers,
  opportunityHistories,
  opportunityHistoriesOf,
  type OpportunityColumns,
  type OpportunityHistories,
} from '../bg-bb/histories.ts'
export { certify, parametricBootstrap } from '../bg-bb/inference.ts'
export { purchaseIntervals, totalPurchaseInterval } from '../bg-bb/intervals.ts'
export type { FittedBgBb } from '../bg-bb/likelihood.ts'
export { bgBb, opportunityModels } from '../bg-bb/opportunity-model.ts'
export {
  discountedExpectedPurchases,
  discountedTotalOfNewCustomer,
  expectedPurchases,
  probabilityActive,
  purchaseProbabilities,
} from '../bg-bb/predict.ts'
export { bgBbProfileIntervals, readFittedBgBb } from '../bg-bb/profile.ts'
export { simulateBgBb } from '../bg-bb/simulate.ts'

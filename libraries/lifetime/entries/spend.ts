/** What purchases are worth: rules for amounts, and models of spend besides Gamma-Gamma. */
export { fitLognormalByFrequency, fitLognormalSpend } from '../lognormal-spend/fit.ts'
export {
  afterSpend,
  logSpendHistories,
  logSpendHistoriesOf,
  type LogSpendHistory,
} from '../lognormal-spend/histories.ts'
export type {
  AnyFittedLognormalSpend,
  FittedLognormalByFrequency,
  FittedLognormalSpend,
} from '../lognormal-spend/likelihood.ts'
export {
  expectedLognormalSpend,
  expectedLognormalSpendOfNewCustomer,
  nextSpendIntervals,
} from '../lognormal-spend/predict.ts'
export { lognormalProfileIntervals, readFittedLognormalSpend } from '../lognormal-spend/profile.ts'
export { simulateLognormalSpend } from '../lognormal-spend/simulate.ts'
export { spendDependence, type SpendDependence } from '../spend-rules/dependence.ts'
export { marginPerPurchase, refundShareOf, type MarginRule } from '../spend-rules/margin.ts'
export {
  netPurchases,
  paidShareOf,
  spendObservationsOf,
  type SignedAmounts,
} from '../spend-rules/net-spend.ts'

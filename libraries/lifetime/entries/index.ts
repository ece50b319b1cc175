/** Everything for customers who buy whenever they like: from a log to a valued list, and what it rests on. */
export { PerennialError, isPerennialError, type ErrorDetails } from '#kernel/errors.ts'
export { days, weeks, type Duration, type TimeUnit } from '#kernel/time.ts'
export { seededRandom, type Random } from '#numerics/random.ts'

// Data
export {
  purchaseLog,
  purchasesAfter,
  summariseLog,
  type CustomerBase,
  type PurchaseLog,
  type PurchaseLogColumns,
  type SummaryOptions,
} from '../purchase-log.ts'
export { purchaseHistories, spendHistories, type PurchaseColumns, type SpendColumns } from '../histories.ts'
export {
  afterPurchase,
  asOfAge,
  firstPurchase,
  historiesOf,
  type CustomerSummary,
  type NewPurchase,
} from '../customer-summary.ts'
export { collapse, type CollapsedHistories } from '../collapse.ts'

// Models
export type * from '../model.ts'
export { purchaseModel, purchaseModels } from '../models.ts'
export { bgNbd, fitBgNbd, simulateBgNbd } from '../bg-nbd/bg-nbd.ts'
export { fitMbgNbd, mbgNbd, simulateMbgNbd } from '../mbg-nbd/mbg-nbd.ts'
export { fitParetoNbd } from '../pareto-nbd/fit.ts'
export { paretoNbd } from '../pareto-nbd/pareto-nbd.ts'
export { fitGgompertzNbd } from '../ggompertz-nbd/fit.ts'
export { ggompertzNbd } from '../ggompertz-nbd/ggompertz-nbd.ts'
export { bgCnbd, fitBgCnbd } from '../bg-cnbd-k/bg-cnbd-k.ts'
export { fitMbgCnbd, mbgCnbd } from '../mbg-cnbd-k/mbg-cnbd-k.ts'
export { fitNbd } from '../nbd/fit.ts'
export { nbd } from '../nbd/nbd.ts'
export { fitGammaGamma, gammaGammaProfileIntervals, gammaGammaWithParameters } from '../gamma-gamma/fit.ts'
export { expectedMeanSpend, expectedMeanSpendOfNewCustomer } from '../gamma-gamma/predict.ts'
export { simulateGammaGamma } from '../gamma-gamma/simulate.ts'
export { readFittedGammaGamma, readFittedPurchaseModel, refit } from '../read-fit.ts'

// What a fit says of itself
export {
  akaike,
  bayesianInformation,
  confidenceIntervals,
  describe,
  standardErrors,
  type FitDescription,
} from '../summary.ts'
export { certify, type Certificate, type NestedCheck } from '../inference/certificate.ts'
export { profileIntervals, type ProfileInterval } from '../inference/profile.ts'
export {
  parametricBootstrap,
  type Bootstrap,
  type BootstrapOptions,
  type BootstrapSpread,
} from '../inference/bootstrap.ts'

// Predictions
export {
  discountedExpectedPurchases,
  expectedPurchases,
  probabilityActive,
  purchaseProbabilities,
  simulateCustomers,
  type DiscountOptions,
  type HorizonOptions,
  type SimulationOptions,
} from '../predict.ts'
export { newCustomers, type NewCustomerOptions, type NewCustomerOutlook } from '../new-customers.ts'
export {
  customerOutlook,
  type CustomerOutlook,
  type CustomerOutlookOptions,
  type EstimateColumns,
  type KnownCustomers,
} from '../outlook/customer-outlook.ts'
export { groupOutlook, type GroupOptions, type GroupOutlook } from '../outlook/group-outlook.ts'
export { fitSpend, type ChosenSpend } from '../outlook/fit-spend.ts'
export { canTellActive } from '../outlook/can-tell-active.ts'
export type { SpendModel } from '../outlook/outlook.ts'
export { joinScores, scorePart, scoreParts, type ScorePart } from '../outlook/score-parts.ts'
export { scoreRows } from '../outlook/score-rows.ts'
export { totalsOf, type BaseTotals } from '../outlook/totals.ts'

// Judgement
export { chooseModel, type ChooseModelOptions, type ChosenModel } from '../judgement/choose-model.ts'
export {
  averaged,
  compareModels,
  type ComparedModel,
  type ModelAverage,
  type ModelComparison,
} from '../judgement/comparison.ts'
export { judgeHoldout, type HoldoutJudgement, type HoldoutOptions } from '../judgement/holdout.ts'
export { rankingOf, type Decile, type Ranking } from '../judgement/ranking.ts'
export { widenByBacktest, type BacktestInterval } from '../judgement/backtest.ts'
export { expectedFrequencies, expectedTracking } from '../judgement/tracking.ts'

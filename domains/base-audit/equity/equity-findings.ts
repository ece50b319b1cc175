/** What equity and acquisition find, as codes; the words stand in the locales, with the values in braces. */

/** What is said of a document without refusing it; the words are in the language files, under the code. */
export const equityFindings = [
  /** No purchase model: the base is shown, its value is not. */
  'model-absent',
  /** Contracts are valued: bridges and newcomers are worked out of purchases only. */
  'contracts-unbridged',
  /** The log is too short for a bridge: {first}, {last}. */
  'bridge-log-short',
  /** No model fits what was known by the opening day: {day}. */
  'bridge-opening-model-absent',
  /** A fit has no covariance, so that the figures have no intervals: {day}. */
  'bridge-intervals-absent',
  /** No back-test, so that nothing is widened by it. */
  'backtest-absent',
  /** The two models are of different families: {from}, {to}; their draws are independent. */
  'bridge-models-differ',
  /** After one purchase BG/NBD cannot tell who is lost: {customers} of the existing ones. */
  'bridge-lost-cannot-tell',
  /** Facts before the opening day have changed since: {heardLate}, {removed} customers. */
  'bridge-facts-corrected',
  /** Refunds stand on the day of their purchase, also where they came after the opening day. */
  'bridge-refunds-dated',
  /** Nothing else to compare with: only one snapshot. */
  'snapshot-only-one',
  /** In the way of a comparison. */
  'snapshot-not-earlier',
  'snapshot-model-absent',
  /** {from}, {to} */
  'snapshot-currency-differs',
  'snapshot-value-differs',
  'snapshot-horizon-differs',
  'snapshot-discount-differs',
  /** The earlier snapshot knows more of customers: {covariate}. */
  'snapshot-covariates-differ',
  /** Value is revenue: payback is of revenue, not of profit. */
  'value-is-revenue',
  'costs-absent',
  /** The log has no channels: costs are held against the base as a whole. */
  'channels-absent',
  /** A channel with costs in which nobody bought first: {channel}, {cost}. */
  'channel-without-customers',
  /** Months with costs in which nobody was won: {channel}, {months}, {cost}. */
  'months-without-customers',
  /** Customers of months without costs, who are left out: {customers}. */
  'customers-without-costs',
  /** Costs of months after the as-of day, which are left out: {months}, {cost}. */
  'costs-after-as-of',
  /** The last month is not over: its costs are whole, its customers are not: {month}, {day}. */
  'month-not-over',
  /** Too few came back for a model of the channel's own: {channel}, {customers}. */
  'channel-model-absent',
  /** No currency is known of the purchases; the costs are taken to be in the same: {currency}. */
  'currency-unknown',
  /** The same months and channels had costs before: {costs} of them. */
  'costs-on-top',
] as const

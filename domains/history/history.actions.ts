/** What other parts do with the history. */
export { prepareHistory } from './history-tables.query.ts'
export { purchaseDays } from './purchase-days.query.ts'
export type { PurchaseDaysOptions, PurchaseDaysSummary } from './purchase-days.query.ts'

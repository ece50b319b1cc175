/** What a report is made of. */
import type { QualityReport } from '#history/history.contract.ts'
import type { Day } from '#kernel/time.ts'
import type { ChartDocuments } from '../charts/chart-data.ts'
import type { Estimate, ValueDocument } from '../value-document.ts'

/** Everything that the report shows; it looks nothing up. */
export interface ReportInput {
  /** Name of the file, or of the business. */
  readonly source: string
  readonly document: ValueDocument
  /** What was found in the file; null where the report is of a business with many. */
  readonly quality: QualityReport | null
  readonly charts: ChartDocuments
  readonly mostValuable: readonly ReportCustomer[]
  /** Customers of high past spend who may be leaving. */
  readonly mostAtRisk: readonly ReportCustomer[]
  /** When the report was made, to the day. */
  readonly madeOn: Day
  /** Versions by the name of the program. */
  readonly versions: Readonly<Record<string, string>>
}

/** One row of a table of customers. */
export interface ReportCustomer {
  readonly name: string
  readonly lastPurchase: Day
  /** Purchase days, the first one counted. */
  readonly purchases: number
  readonly spend: number
  /** Null where it cannot be told. */
  readonly probabilityActive: number | null
  /** That they buy, or renew a contract, at least once within the horizon. */
  readonly probabilityBuys: number | null
  /** Null, as is the value, where no purchase model can be fitted. */
  readonly expectedPurchases: Estimate | null
  readonly value: Estimate | null
}

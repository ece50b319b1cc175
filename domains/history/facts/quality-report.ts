/** From what was counted to a report in words. */
import type { QualityReport } from '../history.contract.ts'
import { notice, type Notice } from '../history-notices.ts'
import type { ImportFigures } from './import-registry.query.ts'
import { longestGaps, type PurchaseGap } from './purchase-gaps.ts'
import type { QualityFigures } from './quality-figures.query.ts'
import { rejectReasons, type RejectReason } from '../reading/row-fates.ts'

/** How an identity was called in the file. */
export interface LargestNames {
  readonly byLines: string | null
  readonly bySpend: string | null
}

export function qualityReport(
  figures: ImportFigures,
  quality: QualityFigures,
  names: LargestNames,
): QualityReport {
  const { rowsRead, rowsAccepted, rowsRefused, refused, refundLines } = figures
  // Contracts are paid when they are: a stretch without payments is no hole in the log.
  const gaps = figures.contracts === undefined ? longestGaps(quality.days) : []
  const largeCustomer = largeByLines(figures, names.byLines)
  return {
    rows: {
      read: rowsRead,
      accepted: rowsAccepted,
      merged: linesOf(figures) - quality.purchaseDays,
      refused: rowsRefused,
    },
    customersHeard: figures.customersHeard,
    customersWithPurchase: quality.customersWithPurchase,
    firstDay: figures.firstDay,
    lastDay: figures.lastDay,
    timeZone: figures.timeZone,
    currency: figures.currency,
    spend: figures.spend,
    withoutCustomer: refused['customer-missing'] ?? 0,
    duplicates: { rows: figures.duplicates, dropped: figures.duplicatesDropped },
    refunds: {
      rows: refundLines,
      matched: quality.refundsMatched,
      unmatched: refundLines - quality.refundsMatched,
    },
    negativeDays: quality.negativeDays,
    zeroDays: quality.zeroDays,
    futureDates: refused['date-future'] ?? 0,
    gaps: [...gaps],
    largeCustomer,
    contracts: figures.contracts ?? null,
    refusedBecause: refusals(refused),
    warnings: [
      ...figures.notices,
      ...noticesOfFacts(figures, quality, gaps),
      ...largeNotices(figures, quality, { names, largeCustomer }),
    ],
  }
}

function linesOf({ purchaseLines, refundLines, giveawayLines }: ImportFigures): number {
  return purchaseLines + refundLines + giveawayLines
}

function refusals(refused: ImportFigures['refused']): QualityReport['refusedBecause'] {
  return (Object.entries(refused) as [RejectReason, number][])
    .map(([code, rows]) => ({ code, reason: rejectReasons[code], rows }))
    .toSorted((a, b) => b.rows - a.rows)
}

/** More than a twentieth, and more than twenty times what each would have. */
function isHuge(share: number, customers: number): boolean {
  return share > 0.05 && share * customers > 20
}

function largeByLines(figures: ImportFigures, name: string | null): QualityReport['largeCustomer'] {
  const { largest, rowsAccepted, customersHeard } = figures
  if (largest === null || name === null) return null
  const share = largest.lines / rowsAccepted
  return isHuge(share, customersHeard) ? { name, rows: largest.lines, share } : null
}

function noticesOfFacts(
  figures: ImportFigures,
  quality: QualityFigures,
  gaps: readonly PurchaseGap[],
): readonly Notice[] {
  const notices: Notice[] = []
  const [longest] = gaps
  if (longest !== undefined) {
    const { from, to } = longest
    notices.push(notice('HISTORY_GAP', { from, to, count: gaps.length }))
  }
  const unmatched = figures.refundLines - quality.refundsMatched
  if (unmatched > 0) {
    notices.push(notice('HISTORY_REFUNDS_UNMATCHED', { unmatched, count: figures.refundLines }))
  }
  if (quality.negativeDays > 0) {
    notices.push(notice('HISTORY_SPEND_NEGATIVE', { count: quality.negativeDays }))
  }
  if (quality.zeroDays > 0) {
    notices.push(notice('HISTORY_SPEND_ZERO', { count: quality.zeroDays }))
  }
  const [first, second] = quality.days
  if (figures.contracts !== undefined) return notices
  if (figures.firstDay !== null && first !== undefined && second !== undefined && second - first > 365) {
    notices.push(notice('HISTORY_FIRST_DAY_LONELY', { day: figures.firstDay }))
  }
  return notices
}

function largeNotices(
  figures: ImportFigures,
  { largestSpend, customersWithPurchase }: QualityFigures,
  {
    names,
    largeCustomer,
  }: { readonly names: LargestNames; readonly largeCustomer: QualityReport['largeCustomer'] },
): readonly Notice[] {
  if (largeCustomer !== null) {
    const { name, share } = largeCustomer
    return [notice('HISTORY_CUSTOMER_LARGE', { name, share, of: { code: 'HISTORY_OF_LINES' } })]
  }
  const share = largestSpend === null || figures.spend <= 0 ? 0 : largestSpend.spend / figures.spend
  if (names.bySpend === null || !isHuge(share, customersWithPurchase)) return []
  const of = { code: 'HISTORY_OF_SPEND' }
  return [notice('HISTORY_CUSTOMER_LARGE', { name: names.bySpend, share, of })]
}

/** What must be known of the data of a view, whatever the lens. */
import { addDays, days } from '#kernel/time.ts'
import type { AuditNotice } from '../audit-findings.ts'
import type { ChosenView } from './chosen-view.ts'

/** Too few customers to tell shares by. */
const few = 30

/** What holds for the whole view; `customers` are those that its figures are about. */
export function viewNotices(
  { tables: { facts }, filter }: ChosenView,
  customers: number,
): readonly AuditNotice[] {
  const notices: AuditNotice[] = []
  const { marginRule: rule, silence } = facts
  if (facts.log === 'contracts') notices.push({ code: 'paymentsOfContracts', values: {} })
  const chosen = Object.entries(filter).filter(([, value]) => value !== undefined)
  const written = chosen.map(([name, value]) => `${name}:${value}`).join(', ')
  if (customers === 0 && chosen.length > 0) notices.push({ code: 'filterEmpty', values: { filter: written } })
  else if (chosen.some(([name]) => !name.startsWith('first')))
    notices.push({ code: 'filterOverlaps', values: { filter: written } })
  if (customers === 1) notices.push({ code: 'customersOne', values: { customers } })
  else if (customers > 0 && customers < few) notices.push({ code: 'customersFew', values: { customers } })
  if (rule.kind === 'none') notices.push({ code: 'marginNone', values: {} })
  else if (rule.covered < 1 && rule.rate !== null)
    notices.push({ code: 'marginPartly', values: { covered: rule.covered, rate: rule.rate } })
  if (silence !== null) {
    const { months, from, to } = silence
    notices.push({ code: 'periodsSilent', values: { count: months, from, to: addDays(to, days(-1)) } })
  }
  if (!facts.hasPurchases) notices.push({ code: 'purchasesUnknown', values: {} })
  if (!facts.hasCohorts) notices.push({ code: 'cohortAssumed', values: {} })
  return notices
}

/** Those of the periods that are not whole. */
export function partialNotices({ periods }: ChosenView, places: readonly number[]): readonly AuditNotice[] {
  return places.flatMap((place) => {
    const period = periods[place]
    if (period === undefined || period.partial === null) return []
    const { key, partial, from, to } = period
    return [
      { code: 'periodPartial', values: { period: key, partial, from, to: addDays(to, days(-1)) } } as const,
    ]
  })
}

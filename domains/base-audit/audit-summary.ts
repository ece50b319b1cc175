/** An audit in the terminal: a line or two a lens. */
import type { AuditDocument } from './audit-document.ts'
import type { Finding } from './audit-findings.ts'
import type { RowOf, wholeTables } from './tables/audit-tables.ts'
import { ratio } from './lenses/identity.ts'

/** The summary, ending in a line break. */
export function auditSummary(document: AuditDocument): string {
  const parts = [
    about(document),
    differs(document),
    changed(document),
    lived(document),
    drifted(document),
    next(document),
  ]
  return `\n${parts.filter((part) => part !== '').join('\n\n')}\n`
}

const titles = {
  profitPerAcquired: 'per customer acquired',
  activeShareNext: 'share active one period later',
  firstOrderValue: 'first order value',
} as const

function about({ plan: { stated, customers } }: AuditDocument): string {
  const { firstDay, asOf, marginRule: rule } = stated
  const rate = rule.rate === null ? '' : `, ${percent(rule.rate)} of spend`
  const money = {
    column: `Profit is that of the margin column${rate}.`,
    cost: `Profit is what unit costs leave${rate}.`,
    rate: `Profit is reckoned as ${percent(rule.rate ?? 0)} of spend.`,
    given: `Profit is that of the tables${rate}.`,
    none: 'No margin is known: every amount is revenue.',
  }[rule.kind]
  return `${counted(customers, 'customer')}, ${firstDay} to ${asOf}. ${money}`
}

function differs({ plan, lenses: { differ } }: AuditDocument): string {
  const { tables } = differ.shown
  const [summary] = tables.summary
  if (summary === undefined || summary.customers === 0) return 'Nobody bought in the period looked at.'
  const { period, customers, orderFrequency, orderValue, margin, profit } = summary
  const parts = [
    counted(customers, 'customer'),
    `${figure(orderFrequency)} ${orderFrequency === 1 ? 'purchase' : 'purchases'}`,
    amount(orderValue),
    ...(plan.stated.measure === 'profit' ? [`${percent(margin ?? 0)} margin`] : []),
  ]
  const top = tables.topShares.find((row) => row.top === 0.2)
  const share = top?.profitShare ?? null
  const half = tables.customersFor.find((row) => row.profitShare === 0.5)
  const shares =
    share === null || half === undefined
      ? `They bring no ${what({ plan })}.`
      : `The best 20 % bring ${percent(share)}; half comes from ${counted(half.customers, 'customer')} (${percent(half.customersShare)}).`
  return `${period}: ${parts.join(' × ')} = ${amount(profit)} of ${what({ plan })}\n${shares}`
}

function changed({ lenses: { change } }: AuditDocument): string {
  const { tables, view } = change.shown
  const before = tables.flow.reduce((sum, row) => sum + row.profitBefore, 0)
  const by = tables.flow.reduce((sum, row) => sum + row.change, 0)
  if (view.before === null) return ''
  const share = ratio(by, before)
  const flows = tables.flow
    .filter(({ customers }) => customers > 0)
    .map(({ status, customers, change: own }) => `${status} ${signed(own)} (${count(customers)})`)
  return `Against ${view.before}: ${signed(by)}${share === null ? '' : `, ${signed(100 * share, 1)} %`}\n${flows.join(', ')}`
}

function lived({ lenses: { cohort } }: AuditDocument): string {
  const { tables, view } = cohort.shown
  const whole = tables.activity.filter(({ partial }) => !partial)
  const [first] = tables.activity
  const [next, last] = [whole.find(({ age }) => age === 1), whole.at(-1)]
  if (first === undefined || first.acquired === 0 || last === undefined || last.age === 0) return ''
  const later = next === undefined ? '' : `${percent(next.activeShare)} active one period later, `
  return `Cohort of ${view.cohort}: ${counted(first.acquired, 'customer')}; ${later}${percent(last.activeShare)} in ${last.period}; ${amount(last.profitToDatePerAcquired)} each by then`
}

function drifted({ lenses: { cohorts } }: AuditDocument): string {
  const lines = cohorts.shown.tables.drift.flatMap((row) => {
    const title = titles[row.measure as keyof typeof titles]
    const { change, changeLow, changeHigh, smallestDetectable } = row
    if (change === null || changeLow === null || changeHigh === null || smallestDetectable === null) return []
    const of = `${title} ${signed(100 * change, 0)} % (${signed(100 * changeLow, 0)} to ${signed(100 * changeHigh, 0)})`
    if (row.verdict === 'rising' || row.verdict === 'falling') return [`${of}: ${row.verdict}`]
    const enough = row.verdict === 'steady' ? 'no drift seen' : 'cannot be told'
    return [`${of}: ${enough}; a drift below ${percent(smallestDetectable)} would mostly be missed`]
  })
  const [first] = cohorts.shown.tables.drift
  if (lines.length === 0)
    return `Too few cohorts (${first?.cohorts ?? 0}) to tell whether the quality of acquisition drifts.`
  return `Is the quality of acquisition drifting, ${first?.firstCohort} to ${first?.lastCohort}?\n${lines.join('\n')}`
}

function next({ plan, lenses: { whole } }: AuditDocument): string {
  const { tables, findings } = whole.shown
  const all = tables.nextYear.find(({ part }) => part === 'all')
  if (all === undefined) {
    const short = findings.find((one) => one.code === 'wholeShort' || one.code === 'wholeNewUntold')
    if (short === undefined) return ''
    const { periods, needed } = short.values
    return `Of next year nothing can be said yet: ${needed} whole periods are needed, and there are ${periods}.`
  }
  return `Next year, if nothing changes: ${amount(all.profit)} of ${what({ plan })} after ${amount(all.lastYearProfit)}; ${sureness(all, findings)}`
}

function sureness(
  { profitLow, profitHigh }: RowOf<typeof wholeTables.nextYear>,
  findings: readonly Finding[],
): string {
  if (profitLow !== null && profitHigh !== null)
    return `${amount(profitLow)} to ${amount(profitHigh)} in 80 % of cases`
  return findings.some(({ code }) => code === 'wholeNextAstray')
    ? 'do not rely on it, for tried on earlier periods it was off by more than five times'
    : 'how far off that may be cannot be told from this log'
}

function what({ plan }: Pick<AuditDocument, 'plan'>): string {
  return plan.stated.measure
}

const count = (value: number) => value.toLocaleString('en-GB')
const counted = (value: number, noun: string) => `${count(value)} ${noun}${value === 1 ? '' : 's'}`
const figure = (value: number | null) =>
  value === null ? '–' : value.toLocaleString('en-GB', { maximumFractionDigits: 2 })
const amount = (value: number | null) =>
  value === null
    ? '–'
    : value.toLocaleString('en-GB', { maximumFractionDigits: Math.abs(value) < 1000 ? 2 : 0 })
const percent = (share: number) => `${(100 * share).toLocaleString('en-GB', { maximumFractionDigits: 1 })} %`
const signed = (value: number, digits = 0) =>
  value.toLocaleString('en-GB', { maximumFractionDigits: digits, signDisplay: 'exceptZero' })

/** Findings, notices and limits in words: codes and values in, sentences out. */
import type { Words } from '#ui/chart.ts'
import type { CellStyle } from './tables/audit-cell.ts'
import { isolated, periodText, unbroken } from './tables/audit-cell.ts'
import type { AuditMeasure } from './audit-document.ts'
import { addDays, days, type Day } from '#kernel/time.ts'

/** A code with its values. */
interface Coded {
  readonly code: string
  readonly values: Readonly<Record<string, string | number | null>>
}

type Unit =
  | 'money'
  | 'lost'
  | 'share'
  | 'change'
  | 'ratio'
  | 'probability'
  | 'code'
  | 'period'
  | 'day'
  | 'end'

const named = (unit: Unit, names: readonly string[]) => names.map((name) => [name, unit] as const)

/** What the values of sentences are, by name; all others are counts, or texts as they are. */
const units: Readonly<Record<string, Unit>> = Object.fromEntries([
  ...named('money', [
    'profit',
    'profitBefore',
    'profitAfter',
    'profitWithout',
    'profitToDate',
    'perAcquired',
  ]),
  ...named('money', ['leftProfit', 'cameProfit', 'stayedChange', 'largestChange', 'contribution', 'change']),
  ...named('money', ['spend', 'lastYear']),
  ...named('lost', ['loss']),
  ...named('share', [
    'top',
    'profitShare',
    'halfShare',
    'customersShare',
    'changeShare',
    'leftShare',
    'nextShare',
  ]),
  ...named('share', [
    'lastShare',
    'share',
    'topDecileShare',
    'newProfitShare',
    'newCustomersShare',
    'newShare',
  ]),
  ...named('share', ['repeatRate', 'repeatRateBefore', 'smallestDetectable', 'covered', 'rate']),
  ...named('ratio', ['frequencyRatio', 'orderValueRatio', 'marginRatio']),
  ...named('probability', ['p']),
  ...named('code', ['largest', 'factor', 'measure', 'partial', 'ratio']),
  ...named('period', ['period', 'before', 'after', 'cohort']),
  ...named('day', ['from', 'to']),
])

/** Where a name means something else. */
const unitsOf: Readonly<Record<string, Readonly<Record<string, Unit>>>> = {
  cohortsDrift: { change: 'change', low: 'change', high: 'change' },
  cohortsSteady: { change: 'change', low: 'change', high: 'change' },
  wholeNext: { low: 'money', high: 'money', to: 'end' },
  wholeNextShort: { to: 'end' },
  wholeNextAstray: { to: 'end' },
}

/** How sentences are made. */
export interface SentenceStyle extends CellStyle {
  readonly measure: AuditMeasure
  readonly direction: 'ltr' | 'rtl'
}

/** A sentence; `part` is `finding`, `notice` or `noticeHint`. */
export function sentence(part: string, { code: name, values }: Coded, style: SentenceStyle): string {
  const written = Object.entries(values).map(([key, value]) => [
    key,
    isolated(valueText(key, value, { name, style }), style.direction),
  ])
  const count = values['count'] ?? values['customers'] ?? values['cohorts'] ?? values['periods']
  return unbroken(
    style.words(`${part}.${name}`, {
      ...Object.fromEntries(written),
      ...(typeof count === 'number' && { count }),
      what: style.words(`measure.${style.measure}`),
      context: style.measure,
    }),
  )
}

/** What a lens does not say. */
export function limitText(words: Words, limit: string, measure: AuditMeasure): string {
  return words(`limit.${limit}`, { context: measure })
}

function valueText(
  key: string,
  value: string | number | null,
  { name, style }: { readonly name: string; readonly style: SentenceStyle },
): string {
  const { words, formats, currency, measure } = style
  if (value === null) return words('cell.none')
  switch (unitsOf[name]?.[key] ?? units[key]) {
    case 'money':
      return formats.moneyShort(Number(value), currency)
    case 'lost':
      // The sentence says already that it is taken away.
      return formats.moneyShort(Math.abs(Number(value)), currency)
    case 'share':
      return formats.percent(Number(value))
    case 'change':
      return formats.signedPercent(Number(value))
    case 'ratio':
    case 'probability':
      return formats.precise(Number(value), 2)
    case 'code':
      return words(`code.${String(value)}`, { context: measure })
    case 'period':
      return periodText(words, String(value))
    case 'day':
      return formats.day(value as Day)
    case 'end':
      // The first day that is no longer part of it.
      return formats.day(addDays(value as Day, days(-1)))
    default:
      return typeof value === 'number' ? formats.count(value) : value
  }
}

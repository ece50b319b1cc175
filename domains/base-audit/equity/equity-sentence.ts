/** What equity and acquisition must tell of their data, in words. */
import type { Day } from '#kernel/time.ts'
import type { CellStyle } from '../tables/audit-cell.ts'
import type { EquityFinding } from '../equity.contract.ts'

type Unit = 'money' | 'day' | 'model' | 'share'

/** What the values of a sentence are, by name; all others are counts, or texts as they are. */
const usual: Readonly<Record<string, Unit>> = { day: 'day', cost: 'money', first: 'day', last: 'day' }

/** Where a name means something else. */
const unitsOf: Readonly<Record<string, Readonly<Record<string, Unit>>>> = {
  'bridge-models-differ': { from: 'model', to: 'model' },
  'snapshot-not-earlier': { from: 'day', to: 'day' },
  'snapshot-discount-differs': { from: 'share', to: 'share' },
}

/** What is so, or what to do about it. */
export function equityText(part: 'text' | 'hint', { code, values }: EquityFinding, style: CellStyle): string {
  const written = Object.entries(values).map(([name, value]) => [
    name,
    valueText({ code, name, value }, style),
  ])
  const count = values['customers'] ?? values['costs'] ?? values['months']
  // A business without channels has costs of no channel by name.
  const context = values['channel'] === '' ? 'whole' : undefined
  return style.words(`equity.notice.${code}.${part}`, {
    ...Object.fromEntries(written),
    ...(typeof count === 'number' && { count }),
    ...(context !== undefined && { context }),
  })
}

function valueText(
  of: { readonly code: string; readonly name: string; readonly value: string | number },
  { words, formats, currency }: CellStyle,
): string {
  const { code, name, value } = of
  switch (unitsOf[code]?.[name] ?? usual[name]) {
    case 'money':
      return formats.moneyShort(Number(value), currency)
    case 'day':
      return formats.day(value as Day)
    case 'share':
      return formats.percent(Number(value))
    case 'model':
      return words(`equity.model.${value}`)
    default:
      return typeof value === 'number' ? formats.count(value) : value
  }
}

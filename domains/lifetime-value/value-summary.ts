/** A valued base in the terminal: what it is worth, whether to believe it, and who matters most. */
import { covariateLines } from './covariates/covariates-summary.ts'
import { isNobodyTold } from './refresh/everybody-active.ts'
import type { LogKind } from '#history/log-kind.ts'
import type { NotableCustomer } from './lifetime-value.query.ts'
import { skillOf } from './trust/skill.ts'
import type { Totals, ValueDocument } from './value-document.ts'
import { modelTitles } from './refresh/value-warnings.ts'

/** What the summary is of, and how it may look. */
export interface SummaryInput {
  readonly document: ValueDocument
  readonly mostValuable: readonly NotableCustomer[]
  readonly mostAtRisk: readonly NotableCustomer[]
  /** Whether the terminal shows colours. */
  readonly color: boolean
}

type Paint = (text: string) => string

interface Ink {
  readonly bold: Paint
  readonly dim: Paint
  readonly warn: Paint
}

/** The whole summary, ending in a line break. */
export function valueSummary(input: SummaryInput): string {
  const ink = inkOf(input.color)
  const { document } = input
  const parts = [
    worth(document, ink),
    data(document, ink),
    model(document, ink),
    trust(document, ink),
    seasons(document, ink),
    customers('Most valuable', input.mostValuable, { document, ink }),
    customers('Most at risk', input.mostAtRisk, { document, ink }) || nobodyAtRisk(document, ink),
    warnings(document, ink),
  ]
  return `\n${parts.filter((part) => part !== '').join('\n\n')}\n`
}

/** The total first, with the range that reckons with the model having been wrong before. */
function worth(document: ValueDocument, { bold, dim }: Ink): string {
  const { totals, valueOf, horizonDays, asOf } = document
  if (totals === null) return bold('What these customers are worth cannot be told.')
  const money = moneyOf(document)
  const { low, high } = rangeOf(totals)
  const what = valueOf === 'margin' ? 'margin' : 'revenue'
  const headline = `${bold(`${money(low)} to ${money(high)}`)} of ${what} in the ${length(horizonDays)} after ${asOf}`
  const detail = [
    `expected ${money(totals.value)}, discounted at ${percent(document.discountRatePerYear)} a year; in 80 % of cases within the range`,
    ...(totals.backtest.absent === null
      ? []
      : [`without the errors of earlier forecasts: ${totals.backtest.absent}`]),
  ]
  return [headline, ...detail.map((line) => dim(line))].join('\n')
}

function rangeOf(totals: Totals): { readonly low: number; readonly high: number } {
  const { valueBacktestLow, valueBacktestHigh, valueLow, valueHigh } = totals
  return { low: valueBacktestLow ?? valueLow, high: valueBacktestHigh ?? valueHigh }
}

function data(document: ValueDocument, ink: Ink): string {
  const { rows, customers, customersHeard, firstDay, lastDay, spend, totals } = document
  const heard = customersHeard > customers ? ` of ${count(customersHeard)} heard` : ''
  const active = totals === null ? '' : ` · ${activeOf(document, totals)}`
  return lines(ink, [
    [
      'Data',
      `${count(rows.accepted)} of ${count(rows.read)} rows accepted · ${firstDay} to ${lastDay} · ${document.timeZone}`,
    ],
    [
      '',
      `${count(customers)} ${customers === 1 ? 'customer' : 'customers'}${heard}${active} · ${document.log === 'contracts' ? 'paid' : 'net spend'} ${moneyOf(document)(spend)}`,
    ],
    ...contracts(document),
  ])
}

function contracts({ contracts: held }: ValueDocument): readonly (readonly [string, string])[] {
  if (held === undefined) return []
  const { period, running, renewalsDue: due, renewalsMade: made } = held
  const renewed =
    due === 0
      ? 'none has come up for renewal'
      : `${percent(made / due)} of ${count(due)} renewals due were made`
  return [
    [
      '',
      `${count(held.contracts)} contracts by the ${period}, ${count(running)} of them running · ${renewed}`,
    ],
  ]
}

function activeOf(document: ValueDocument, { active, activeCannotTell }: Totals): string {
  if (document.log === 'contracts') return `${count(active)} of them with a contract that runs`
  if (isNobodyTold(document)) return 'how many are active cannot be told'
  const untold = activeCannotTell > 0 ? ` (of ${count(activeCannotTell)} it cannot be told)` : ''
  return `${count(active)} of them active${untold}`
}

const spendTitles = {
  'gamma-gamma': 'Gamma-Gamma',
  'mean-spend': 'the mean spend',
  'contract-amount': 'the amount of each contract',
} as const satisfies Record<ValueDocument['spendModel']['name'], string>

function model(document: ValueDocument, ink: Ink): string {
  const { model, spendModel, choice } = document
  if (model.name === 'none') return lines(ink, [['Model', `none: ${model.reason}`]])
  const spend = spendTitles[spendModel.name]
  const regularity = model.regularity === undefined ? [] : [`k ${model.regularity}`]
  // What covariates do is told below in words.
  const coefficients = new Set(document.covariates?.coefficients.map(({ name }) => name))
  const estimates = Object.entries(model.parameters)
    .filter(([name]) => !coefficients.has(name))
    .map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`)
  const parameters = [...regularity, ...estimates]
  return lines(ink, [
    ['Model', `${modelTitles[model.name]} by the ${model.unit} with ${spend} · ${parameters.join(', ')}`],
    ['', choice.reason],
    ...(choice.note === undefined ? [] : [['', choice.note.reason] as const]),
    ...covariateLines(document.covariates),
  ])
}

/** What a log has, in the words of its trade. */
const wordsOf = {
  purchases: {
    of: 'purchases',
    each: 'customers',
    came: 'came',
    rule: 'they buy as last year',
    head: ['Customer', 'Value', 'in 80 %', 'Buys', 'Active', 'Bought', 'Spent', 'Last'],
  },
  contracts: {
    of: 'renewals',
    each: 'contracts',
    came: 'were made',
    rule: 'all are renewed alike',
    head: ['Customer', 'Value', 'in 80 %', 'Renewals', 'Renews', 'Payments', 'Paid', 'Last'],
  },
} as const satisfies Record<LogKind, unknown>

/** "12 % low last time", and whether a simple rule would have done as well. */
function trust({ holdout, log = 'purchases' }: ValueDocument, ink: Ink): string {
  const { of, rule: ruleText, each, came } = wordsOf[log]
  if (holdout === null) return lines(ink, [['Trust', `not judged: too few ${of} follow the origin`]])
  const { actualPurchases, expectedPurchases, baseline } = holdout
  const rule = skillInWords(baseline.expectedPurchases, actualPurchases)
  return lines(ink, [
    [
      'Trust',
      `${ink.bold(skillInWords(expectedPurchases, actualPurchases))} last time: ${count(expectedPurchases)} ${of} expected in the ${length(holdout.days)} after ${holdout.origin}, ${count(actualPurchases)} ${came}`,
    ],
    [
      '',
      `a simple rule ("${ruleText}") was ${rule}; intervals held ${percent(holdout.coverage)} of ${each} and had stated ${percent(holdout.statedCoverage)}`,
    ],
  ])
}

/** One line, whether seasons were found or not; nothing in documents of an earlier version. */
function seasons({ seasons }: ValueDocument, ink: Ink): string {
  return seasons === undefined ? '' : lines(ink, [['Season', seasons.reason]])
}

function skillInWords(expected: number, actual: number): string {
  const skill = skillOf(expected, actual)
  if (skill === undefined) return 'not comparable'
  return skill.word === 'right' ? 'right' : `${percent(skill.share)} ${skill.word}`
}

function customers(
  title: string,
  all: readonly NotableCustomer[],
  { document, ink }: { readonly document: ValueDocument; readonly ink: Ink },
): string {
  if (all.length === 0) return ''
  const money = moneyOf(document)
  const { log = 'purchases' } = document
  // Of contracts it is known that they run; what tells customers apart is the next renewal.
  const chanceOf = (one: NotableCustomer) =>
    log === 'contracts' ? one.probabilityBuys : one.probabilityActive
  const cells = all.map((one) => [
    one.name,
    one.value === null ? '–' : money(one.value.mean),
    one.value === null ? '–' : `${money(one.value.low)} to ${money(one.value.high)}`,
    one.expectedPurchases === null ? '–' : one.expectedPurchases.mean.toFixed(1),
    chanceOf(one) === null ? 'cannot tell' : percent(chanceOf(one) ?? 0),
    count(one.purchases),
    money(one.spend),
    one.lastPurchase,
  ])
  return `${ink.bold(title)}\n${table(wordsOf[log].head, cells, ink)}`
}

function nobodyAtRisk(document: ValueDocument, { bold }: Ink): string {
  if (document.totals === null) return ''
  return `${bold('Most at risk')}\n${
    isNobodyTold(document)
      ? 'Cannot be told: under this model nobody ever leaves, however long they have been silent.'
      : document.log === 'contracts'
        ? 'Nobody stands out: every contract that runs is taken to be renewed with a probability above 90 %.'
        : 'Nobody stands out: the model takes everyone as active with a probability above 90 %.'
  }`
}

/** Names are set left, figures right. */
function table(head: readonly string[], rows: readonly (readonly string[])[], { dim }: Ink): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => widthOf(row[column]))),
  )
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const gap = ' '.repeat(Math.max(0, (widths[column] ?? 0) - cell.length))
        return column === 0 ? cell + gap : gap + cell
      })
      .join('  ')
      .trimEnd()
  return [dim(line(head)), ...rows.map((row) => line([shortened(row[0] ?? ''), ...row.slice(1)]))].join('\n')
}

const longestName = 28

function shortened(name: string): string {
  return name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name
}

function widthOf(cell = ''): number {
  return Math.min(cell.length, longestName)
}

function warnings({ warnings }: ValueDocument, { warn, dim }: Ink): string {
  return warnings
    .map(({ code, message, hint }) => `${warn(`! ${message}`)} ${dim(`[${code}]`)}\n  ${dim(hint)}`)
    .join('\n')
}

function lines({ dim }: Ink, pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([title, text]) => `${dim(title.padEnd(6))} ${text}`).join('\n')
}

const wholeNumber = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

function count(value: number): string {
  return wholeNumber.format(value)
}

function percent(share: number): string {
  const figure = share * 100
  return `${figure.toFixed(figure < 10 && !Number.isInteger(figure) ? 1 : 0)} %`
}

/** Amounts with three telling digits; the currency is the file's, where it has one. */
function moneyOf({ currency }: ValueDocument): (amount: number) => string {
  const style = currency === null ? {} : ({ style: 'currency', currency, currencyDisplay: 'code' } as const)
  const small = new Intl.NumberFormat('en', { ...style, maximumFractionDigits: 2 })
  const large = new Intl.NumberFormat('en', { ...style, maximumFractionDigits: 0 })
  return (amount) =>
    (amount !== 0 && Math.abs(amount) < 10 ? small : large).format(amount).replaceAll('\u00A0', ' ')
}

function length(days: number): string {
  return days % 7 === 0 ? `${count(days / 7)} weeks` : `${count(days)} days`
}

function inkOf(color: boolean): Ink {
  const paint = (code: number): Paint =>
    color ? (text) => `\u001B[${code}m${text}\u001B[0m` : (text) => text
  return { bold: paint(1), dim: paint(2), warn: paint(33) }
}

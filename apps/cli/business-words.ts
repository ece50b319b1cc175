/** Imports and values in words, for a person at a terminal. */
import type { Business } from '#history/business.contract.ts'
import type { CovariateFile } from '#history/covariates.contract.ts'
import type { ImportEntry, Preview } from '#history/history.contract.ts'
import type { ValueDocument } from '#lifetime-value/value-document.ts'

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

/** What is taken for what in a file. */
export function columnsInWords({ columns, problems }: Preview): string {
  const taken = columns.flatMap(({ name, role, reason }) =>
    role ? [`  ${role.padEnd(11)} ${name} (${reason})`] : [],
  )
  const notes = problems.map(({ message, hint }) => `  ! ${message} ${hint}`)
  return `${['Columns:', ...taken, ...notes].join('\n')}\n`
}

/** What one import brought. */
export function importInWords({ name }: Business, { fileName, import: id, report }: ImportEntry): string {
  const {
    rows,
    customersHeard,
    customersWithPurchase,
    firstDay,
    lastDay,
    refusedBecause,
    warnings,
    contracts,
  } = report
  const lines = [
    `${fileName} is part of ${name} (${id}).`,
    `  ${whole.format(rows.read)} rows read: ${whole.format(rows.accepted)} accepted, ${whole.format(rows.refused)} refused`,
    ...refusedBecause.map(({ reason, rows: count }) => `    ${whole.format(count)}: ${reason}`),
    ...(contracts === undefined || contracts === null ? [] : [contractsInWords(contracts)]),
    `  ${whole.format(customersHeard)} customers, ${whole.format(customersWithPurchase)} with a purchase, ${firstDay} to ${lastDay}`,
    ...warnings.map(({ message, hint }) => `  ! ${message} ${hint}`),
  ]
  return `${lines.join('\n')}\n`
}

function contractsInWords({
  contracts,
  ended,
  events,
}: NonNullable<ImportEntry['report']['contracts']>): string {
  const made = events === undefined ? '' : `${whole.format(events)} events merged into `
  return `  ${made}${whole.format(contracts)} contracts, ${whole.format(ended)} ended`
}

/** What a base is worth, with its interval. */
export function valueInWords({ customers, totals, currency, model, ...stated }: ValueDocument): string {
  if (totals === null) {
    return `${whole.format(customers)} customers; no model can be fitted, so that nothing is said of their future.\n`
  }
  const money = (amount: number) => `${whole.format(amount)}${currency === null ? '' : ` ${currency}`}`
  const low = money(totals.valueBacktestLow ?? totals.valueLow)
  const high = money(totals.valueBacktestHigh ?? totals.valueHigh)
  const { valueOf, horizonDays, asOf } = stated
  const when = `over ${whole.format(horizonDays)} days as of ${asOf}`
  return [
    `${whole.format(customers)} customers are worth ${money(totals.value)} of ${valueOf} ${when}`,
    `  (${low} to ${high} in 80 % of cases; model ${model.name}).\n`,
  ].join('\n')
}

/** The imports of a business, one a line. */
export function importsInWords(imports: readonly ImportEntry[]): string {
  if (imports.length === 0) return 'Nothing was imported yet.\n'
  const lines = imports.map(({ import: id, fileName, importedAt, undoneAt, report }) => {
    const state =
      undoneAt === null ? `${whole.format(report.rows.accepted)} rows` : `taken back ${undoneAt.slice(0, 10)}`
    return `${id}  ${importedAt.slice(0, 10)}  ${fileName}  ${state}`
  })
  return `${lines.join('\n')}\n`
}

/** The files of covariates of a business, one a line; nothing where there are none. */
export function covariatesInWords(files: readonly CovariateFile[]): string {
  const lines = files.map(({ covariates: id, fileName, addedAt, undoneAt, inUse, figures }) => {
    const names = figures.columns.map(({ name }) => name).join(', ')
    const state =
      undoneAt === null ? (inUse ? 'in use' : 'not in use') : `taken back ${undoneAt.slice(0, 10)}`
    return `${id}  ${addedAt.slice(0, 10)}  ${fileName}  covariates ${names}  ${state}`
  })
  return lines.map((line) => `${line}\n`).join('')
}

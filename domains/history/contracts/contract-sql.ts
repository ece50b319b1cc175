/** SQL of what a row has where it is a contract: its end, the renewals that the file counts, and its period. */
import type { ColumnRole } from '../reading/mapping.ts'
import { monthsOf, periodWords, renewalPeriods } from '../renewal-period.ts'
import type { Check, Reading } from '../reading/reading.ts'
import { daySql, missingSql, momentSql, numberSql, quoted } from '../reading/value-sql.ts'

/** Columns read from the texts of a row, and those of them that are kept in `staged`. */
export interface SqlColumns {
  readonly read: string
  readonly kept: string
}

/**
 * `read` are columns beside the texts of a row: end_moment, and renewals and months where the file has them. `kept` are
 * those of `staged`: contract_end, renewals_given (NULL where not told) and months.
 */
export function contractColumnsSql(
  { mapping, timeZone }: Reading,
  source: (role: ColumnRole) => string,
): SqlColumns {
  const { roles, dateFormat, numbers } = mapping
  const end = source('contract-end')
  const period = periodColumnsSql({ mapping }, source)
  return {
    read: `, ${end} AS end_text, ${momentSql(end, dateFormat, timeZone)} AS end_moment
           ${roles.renewals === undefined ? '' : `, ${source('renewals')} AS renewals_text, ${numberSql(source('renewals'), numbers)} AS renewals`}
           ${period.read}`,
    kept: `, ${daySql('end_moment', timeZone)} AS contract_end,
           ${roles.renewals === undefined ? 'NULL' : 'TRY_CAST(renewals AS INTEGER)'}::INTEGER AS renewals_given
           ${period.kept}`,
  }
}

/** The period of a row, from its column or as it is known of all: months. */
export function periodColumnsSql(
  { mapping: { roles, period } }: Pick<Reading, 'mapping'>,
  source: (role: ColumnRole) => string,
): SqlColumns {
  const stated = period === undefined ? 'NULL' : String(monthsOf(period))
  if (roles.period === undefined) return { read: '', kept: `, ${stated}::INTEGER AS months` }
  const text = source('period')
  return {
    read: `, ${text} AS period_text, ${periodSql(text)} AS months`,
    kept: ', months::INTEGER AS months',
  }
}

/** Calendar months of the period that a text names; NULL where it names none. */
function periodSql(text: string): string {
  const cases = renewalPeriods.map(
    (period) =>
      `WHEN lower(trim(${text})) IN (${periodWords[period].map(quoted).join(', ')}) THEN ${monthsOf(period)}`,
  )
  return `CASE ${cases.join(' ')} END`
}

/** What can be wrong with a contract, behind what can be wrong with any row. */
export function contractChecks({ mapping, timeZone }: Reading): readonly Check[] {
  const { roles } = mapping
  const checks: Check[] = [
    ['is_refund', 'amount-negative', roles.amount === undefined ? '"unit-price_text"' : 'amount_text'],
    [`end_moment IS NULL AND NOT ${missingSql('trim(end_text)')}`, 'end-unreadable', 'end_text'],
    [`${daySql('end_moment', timeZone)} < day`, 'end-early', 'end_text'],
  ]
  if (roles.renewals !== undefined) {
    const told = `NOT ${missingSql('trim(renewals_text)')}`
    const unreadable = `${told} AND (renewals IS NULL OR renewals <> trunc(renewals) OR abs(renewals) > 100000)`
    checks.push([unreadable, 'renewals-unreadable', 'renewals_text'])
    checks.push(['renewals < 0', 'renewals-negative', 'renewals_text'])
  }
  return [...checks, ...periodChecks({ mapping })]
}

/** What can be wrong with a period that a column tells. */
export function periodChecks({ mapping: { roles, period } }: Pick<Reading, 'mapping'>): readonly Check[] {
  if (roles.period === undefined) return []
  const unreadable: Check = ['months IS NULL', 'period-unreadable', 'period_text']
  if (period === undefined) return [unreadable]
  return [unreadable, [`months <> ${monthsOf(period)}`, 'period-other', 'period_text']]
}

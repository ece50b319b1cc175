/** SQL that reads texts as dates, numbers and currencies, by what a mapping says of them. */
import { isIsoFormat } from './date-format.ts'
import { missingTexts } from './column-profile.ts'
import type { NumberFormat } from './mapping.ts'
import { currencyPattern, currencySigns, numberPattern } from './number-format.ts'

/** A text within SQL. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/**
 * Whether `text` stands for nothing. It names `text` once: what a statement repeats, the engine computes beforehand for
 * every row, whether it is needed there or not.
 */
export function missingSql(text: string): string {
  return `coalesce(${text}, '') IN (${missingTexts.map(quoted).join(', ')})`
}

/** `text` without blanks around it; trimming is dear, and hardly any text needs it. */
export function trimmedSql(text: string): string {
  return `CASE WHEN starts_with(${text}, ' ') OR ends_with(${text}, ' ') THEN trim(${text}) ELSE ${text} END`
}

/** Names as written, but for `.0` behind whole numbers where all are written so. */
export function customerSql(text: string, withPointZero: boolean): string {
  return withPointZero ? `regexp_replace(${text}, '^(\\d+)\\.0$', '\\1')` : text
}

/**
 * `text` as a TIMESTAMP in UTC; NULL where it is none. The connection's time zone must be the business's: texts without
 * an offset are in it.
 */
export function momentSql(text: string, format: string, timeZone: string): string {
  const local = (timestamp: string) =>
    timeZone === 'UTC'
      ? `CAST(${timestamp} AS TIMESTAMP)`
      : `timezone('UTC', CAST(${timestamp} AS TIMESTAMPTZ))`
  const formats = format.split('|')
  const day = local(`TRY_CAST(${text} AS DATE)`)
  // Casting to DATE ignores what stands behind the day, so only texts of a day's length are cast to it.
  const iso = `CASE WHEN strlen(${text}) <= 10 THEN ${day}
                    ELSE timezone('UTC', TRY_CAST(trim(${text}) AS TIMESTAMPTZ)) END`
  if (formats.every(isIsoFormat)) return iso
  if (format === 'epoch-seconds') return `timezone('UTC', to_timestamp(TRY_CAST(${text} AS BIGINT)))`
  if (format === 'epoch-milliseconds')
    return `timezone('UTC', to_timestamp(TRY_CAST(${text} AS BIGINT) / 1000.0))`
  if (format === 'excel-serial') {
    const serial = `TRY_CAST(replace(${text}, ',', '.') AS DOUBLE)`
    const seconds = `CASE WHEN ${serial} BETWEEN 1 AND 2958465 THEN round(${serial} * 86400)::BIGINT END`
    return local(`TIMESTAMP '1899-12-30 00:00:00' + to_seconds(${seconds})`)
  }
  const others = formats.filter((one) => !isIsoFormat(one)).map(quoted)
  const parsed = local(`TRY_STRPTIME(${text}, [${others.join(', ')}])`)
  return formats.some(isIsoFormat) ? `coalesce(${parsed}, ${iso})` : parsed
}

/** The day of a moment in UTC, in the connection's time zone. */
export function daySql(moment: string, timeZone: string): string {
  return timeZone === 'UTC' ? `CAST(${moment} AS DATE)` : `CAST(timezone('UTC', ${moment}) AS DATE)`
}

/** `text` as a DECIMAL(18,4), or as another type; NULL where it is no number in `format`. */
export function numberSql(
  text: string,
  format: NumberFormat,
  type: 'DECIMAL(18,4)' | 'DOUBLE' = 'DECIMAL(18,4)',
): string {
  const { decimal, grouping, decorated } = format
  if (decimal === '.' && grouping === '' && !decorated) return `TRY_CAST(${text} AS ${type})`
  const decoration = quoted(`${currencyPattern}|[\\s\\x{a0}\\x{202f}]`)
  const bare = `replace(replace(regexp_replace(${text}, ${decoration}, '', 'g'), '−', '-'), '’', '''')`
  const without = grouping === '' || grouping === ' ' ? bare : `replace(${bare}, ${quoted(grouping)}, '')`
  const digits = `replace(translate(${without}, '()+-', ''), ${quoted(decimal)}, '.')`
  const signed = `CASE WHEN regexp_matches(${bare}, '^[(-]|-$') THEN '-' ELSE '' END || ${digits}`
  return `CASE WHEN regexp_full_match(${bare}, ${quoted(numberPattern(format))})
               THEN TRY_CAST(${signed} AS ${type}) END`
}

/** The currency that a column of currencies names. */
export function currencySql(text: string): string {
  const signs = Object.entries(currencySigns).map(
    ([sign, code]) => `WHEN ${quoted(sign)} THEN ${quoted(code)}`,
  )
  return `CASE ${text} ${signs.join(' ')} ELSE nullif(upper(${text}), '') END`
}

/** The currency whose sign stands beside an amount. */
export function signSql(text: string): string {
  return currencySql(`regexp_extract(${text}, ${quoted(currencyPattern)})`)
}

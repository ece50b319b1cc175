/** What history refuses. */
import { defineErrors } from '#kernel/errors.ts'

export const historyError = defineErrors({
  HISTORY_FILE_NOT_FOUND: { status: 404, hint: 'Check the path.' },
  HISTORY_FILE_NOT_READABLE: {
    status: 403,
    hint: 'Give this user the right to read it, and name a file rather than a folder.',
  },
  HISTORY_FILE_EMPTY: { status: 422, hint: 'Choose a file with rows in it.' },
  HISTORY_FILE_HEADER_ONLY: {
    status: 422,
    hint: 'Choose a file with rows below the header; if its only line is a row, say --no-header.',
  },
  HISTORY_FILE_BINARY: {
    status: 415,
    hint: 'Save it as CSV or Parquet, or compress a CSV with gzip, and import that.',
  },
  HISTORY_FILE_TRUNCATED: {
    status: 422,
    hint: 'The file breaks off or is damaged: fetch or export it again. Nothing of it was kept.',
  },
  HISTORY_FILE_DAMAGED: { status: 422, hint: 'Export the file again. Nothing of it was kept.' },
  HISTORY_ENCODING_WRONG: { status: 422, hint: 'Leave the encoding out, or name the one it was written in.' },
  HISTORY_LINE_TOO_LONG: {
    status: 422,
    hint: 'Look at that line: a line break or a closing quote is missing there, or it is no purchase log.',
  },
  HISTORY_QUOTE_UNCLOSED: {
    status: 422,
    hint: 'Close the quote in that row, or write a quote within a quoted field twice.',
  },
  HISTORY_DELIMITER_UNCLEAR: {
    status: 422,
    hint: 'Say what stands between the columns with --delimiter: a character, tab, or spaces.',
  },
  HISTORY_COLUMN_UNKNOWN: {
    status: 422,
    hint: 'Give a column by its name as it stands in the header, or by its number from 1.',
  },
  HISTORY_CUSTOMER_COLUMN_MISSING: {
    status: 422,
    hint: 'Say which column names the customer with --customer.',
  },
  HISTORY_DATE_COLUMN_MISSING: {
    status: 422,
    hint: 'Say which column has the day or time with --date, and how it is written with --date-format.',
  },
  HISTORY_AMOUNT_COLUMN_MISSING: {
    status: 422,
    hint: 'Say which column has the amount with --amount, or give --quantity and --unit-price.',
  },
  HISTORY_DATE_FORMAT_UNKNOWN: {
    status: 422,
    hint: 'Say how dates are written with --date-format, for instance %d/%m/%Y.',
  },
  HISTORY_DATES_MIXED: {
    status: 422,
    hint: 'Write all dates in one format, or name each with --date-format, separated by |.',
  },
  HISTORY_ROWS_UNREADABLE: {
    status: 422,
    hint: 'Look at the rows named; correct the columns, formats or delimiter, or mend the file.',
  },
  HISTORY_ROWS_NONE: { status: 422, hint: 'Look at why the rows were refused and mend the file.' },
  HISTORY_CURRENCIES_MIXED: {
    status: 422,
    hint: 'Choose the rows of one currency with --currency, or convert the amounts to one.',
  },
  HISTORY_CURRENCY_ABSENT: { status: 422, hint: 'Choose a currency that the file has.' },
  HISTORY_CURRENCY_DIFFERS: {
    status: 409,
    hint: 'Import it into a business of its own, or convert the amounts.',
  },
  HISTORY_PERIOD_UNCLEAR: {
    status: 422,
    hint: 'Say how often contracts are renewed with --period month, quarter or year, or which column says it with --period-column.',
  },
  HISTORY_PERIODS_MIXED: {
    status: 422,
    hint: 'Choose the contracts of one period with --period, and import the others into a business of their own.',
  },
  HISTORY_PERIOD_DIFFERS: { status: 409, hint: 'Import it into a business of its own.' },
  HISTORY_LOGS_MIXED: { status: 409, hint: 'Import it into a business of its own.' },
  HISTORY_CONTRACTS_KNOWN: {
    status: 409,
    hint: 'Take the earlier import back first, then import the newer file: contracts are counted once.',
  },
  HISTORY_TIME_ZONE_UNKNOWN: { status: 422, hint: 'Give an IANA name, for instance Europe/Rome.' },
  HISTORY_COVARIATES_CUSTOMER_MISSING: {
    status: 422,
    hint: 'Say which column names the customer with --covariates-customer.',
  },
  HISTORY_COVARIATES_HEADER_MISSING: {
    status: 422,
    hint: 'Put a first line above the rows that says what each column is.',
  },
  HISTORY_COVARIATES_NONE: {
    status: 422,
    hint: 'Give a file with the customer in one column and something known of them in another.',
  },
  HISTORY_COVARIATES_MANY: {
    status: 422,
    hint: 'Leave columns out: ids, texts and whatever is not known when a customer begins.',
  },
  HISTORY_COVARIATES_ROW_BROKEN: {
    status: 422,
    hint: 'Mend that row so that it has as many columns as the others.',
  },
  HISTORY_COVARIATES_OF_CONTRACTS: {
    status: 422,
    hint: 'Value the contracts without --covariates.',
  },
  HISTORY_COVARIATES_CUSTOMERS_UNKNOWN: {
    status: 422,
    hint: 'Name customers as the purchases do; if another column names them, say so with --covariates-customer.',
  },
  HISTORY_COVARIATES_CUSTOMER_TWICE: {
    status: 422,
    hint: 'Keep one row for each customer: the one that was known when they began.',
  },
  HISTORY_COVARIATES_NOT_FOUND: { status: 404, hint: 'Look at the list of files of covariates.' },
  HISTORY_COVARIATES_UNDONE: {
    status: 409,
    hint: 'It was taken back before; give the file again to have it.',
  },
  HISTORY_IMPORT_NOT_FOUND: { status: 404, hint: 'Look at the list of imports.' },
  HISTORY_IMPORT_UNDONE: { status: 409, hint: 'It was taken back before; import the file again to have it.' },
  HISTORY_IMPORT_CANCELLED: { status: 499, hint: 'Nothing was kept. Import the file again when you wish.' },
  HISTORY_DISK_FULL: { status: 507, hint: 'Free some space and import the file again. Nothing was kept.' },
})

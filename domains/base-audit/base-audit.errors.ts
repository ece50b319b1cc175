/** What the audit refuses. */
import { defineErrors } from '#kernel/errors.ts'

export const auditError = defineErrors({
  AUDIT_PURCHASES_NONE: {
    status: 422,
    hint: 'Import a log with purchases up to that day, or choose a later day.',
  },
  AUDIT_PERIOD_UNKNOWN: {
    status: 422,
    hint: 'Choose one of the periods that the answer without a period lists.',
  },
  AUDIT_PERIODS_ORDER: { status: 422, hint: 'Compare a period with an earlier one: swap the two.' },
  AUDIT_LENGTH_TOO_SHORT: {
    status: 422,
    hint: 'Choose periods at least as long as those of the tables that were read.',
  },
  AUDIT_FISCAL_START_UNFIT: {
    status: 422,
    hint: 'Choose a first month of the year at which a period of the tables begins.',
  },
  AUDIT_DIMENSION_MISSING: {
    status: 422,
    hint: 'Import the log with that column named, for instance with --channel, --country or --family.',
  },
  AUDIT_VALUE_UNKNOWN: {
    status: 422,
    hint: 'Choose one of the values that the plan of the audit lists for this dimension.',
  },
  AUDIT_SPLITS_INVALID: {
    status: 422,
    hint: 'Name frequency, orderValue and margin once each, in the order you want, separated by commas.',
  },
  AUDIT_COMPARISON_INVALID: {
    status: 422,
    hint: 'Write against=period:KEY, against=cohort:KEY, or against=channel:VALUE with any dimension for channel.',
  },
  AUDIT_COMPARISON_NONE: {
    status: 422,
    hint: 'Say with against what it is compared with, or leave compared out.',
  },
  AUDIT_TABLE_UNKNOWN: {
    status: 404,
    hint: 'Name a table that the document of the lens has: differ/deciles, for instance.',
  },
  AUDIT_SNAPSHOT_OLDER: {
    status: 409,
    hint: 'Refresh the business once: this snapshot was made before there was an audit as it is now.',
  },
  AUDIT_TABLE_MEASURE_UNKNOWN: {
    status: 422,
    hint: 'Say which file is which with --transactions, --spend and --profit.',
  },
  AUDIT_TABLE_MEASURE_TWICE: { status: 422, hint: 'Give each measure once: in one file, or in one column.' },
  AUDIT_TABLE_SPEND_MISSING: {
    status: 422,
    hint: 'Give the spend as well: a column named spend, or a file named with --spend.',
  },
  AUDIT_TABLE_PERIOD_UNREADABLE: {
    status: 422,
    hint: 'Write periods as 2024-03, 2024Q1, 2024H1 or 2024.',
  },
  AUDIT_TABLE_PERIODS_MIXED: {
    status: 422,
    hint: 'Give tables whose periods are all of one length.',
  },
  AUDIT_TABLE_CELL_UNREADABLE: {
    status: 422,
    hint: 'Write amounts as plain numbers and leave a cell empty where there is nothing; transactions are never below zero.',
  },
  AUDIT_TABLE_EMPTY: { status: 422, hint: 'Give a table with at least one amount.' },
  AUDIT_REPORT_TAKEN: {
    status: 409,
    hint: 'Name another file, or replace it with --force.',
  },
  AUDIT_REPORT_NOT_WRITABLE: {
    status: 403,
    hint: 'Name a file in a folder that is there and in which you may write.',
  },
  AUDIT_FILES_NONE: { status: 400, hint: 'Name a log of purchases, or tables of periods.' },
  AUDIT_FILES_MIXED: {
    status: 422,
    hint: 'Audit one log, or the tables of periods that belong together.',
  },
})

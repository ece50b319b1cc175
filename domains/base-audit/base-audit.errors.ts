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
  AUDIT_SNAPSHOT_OLDER: {
    status: 409,
    hint: 'Refresh the business once: this snapshot was made before it had an audit.',
  },
})

/** What valuing a base refuses. */
import { defineErrors } from '#kernel/errors.ts'
import { contractModelNames } from '#lifetime/contractual/contract-model.ts'
import { purchaseModelNames } from '#lifetime/model.ts'

export const valueError = defineErrors({
  VALUE_PURCHASES_NONE: {
    status: 422,
    hint: 'Import a log in which at least one row is a purchase of a known customer, on or before --until.',
  },
  VALUE_HORIZON_INVALID: {
    status: 400,
    hint: 'Give a number of days or weeks, for instance --horizon 52w or 365d.',
  },
  VALUE_DISCOUNT_INVALID: {
    status: 400,
    hint: 'Give an effective yearly rate, for instance --discount 0.10.',
  },
  VALUE_MARGIN_INVALID: {
    status: 400,
    hint: 'Give the share of spend that is left, for instance --margin 0.35.',
  },
  VALUE_MARGIN_NOT_POSITIVE: {
    status: 422,
    hint: 'Check the margin column, or state a share of spend with --margin.',
  },
  VALUE_MODEL_UNKNOWN: {
    status: 400,
    hint: `Give --model auto or all, or one of ${purchaseModelNames.join(', ')} for purchases, ${contractModelNames.join(', ')} for contracts.`,
  },
  VALUE_MODEL_OF_CONTRACTS: {
    status: 422,
    hint: `Give --model auto or one of ${purchaseModelNames.join(', ')}; if rows are contracts, say which columns are --contract-start and --contract-end.`,
  },
  VALUE_MODEL_OF_PURCHASES: {
    status: 422,
    hint: `Give --model auto, ${contractModelNames.join(' or ')}; if rows are purchases, say which column is the --date.`,
  },
  VALUE_COVARIATES_MODEL: {
    status: 422,
    hint: 'Give --model auto, pareto-nbd, mbg-nbd or bg-nbd, or value without covariates.',
  },
  VALUE_UNIT_UNKNOWN: { status: 400, hint: 'Give --unit week or --unit day.' },
  VALUE_DAY_INVALID: { status: 400, hint: 'Write days as YYYY-MM-DD.' },
  VALUE_UNTIL_TOO_EARLY: { status: 422, hint: 'Give a day on or after the first purchase of the log.' },
  VALUE_ORIGIN_OUTSIDE: {
    status: 422,
    hint: 'Give a day after the first purchase of the log and not after the as-of day.',
  },
  VALUE_FOLDER_NOT_EMPTY: {
    status: 409,
    hint: 'Choose another folder with --out, or add --force to replace the five files of an earlier run.',
  },
  VALUE_FOLDER_NOT_WRITABLE: { status: 409, hint: 'Choose a folder in which you may write with --out.' },
  VALUE_DISK_FULL: { status: 507, hint: 'Free some space, or choose a folder on another disk.' },
})

/** How a base is valued: what a person may choose, and what is taken where they do not. */
import { days, parseDay, weeks, type Day, type Duration, type TimeUnit } from '#kernel/time.ts'
import { contractModelNames, type ContractModelName } from '#lifetime/contractual/contract-model.ts'
import { purchaseModelNames, type PurchaseModelName } from '#lifetime/model.ts'
import { purchaseModel } from '#lifetime/models.ts'
import { valueError } from './value-error.ts'

/** What is chosen of the model and the future. */
export interface ValueOptions {
  readonly unit: TimeUnit
  /** `auto` chooses among three models of purchases at one origin, `all` among all at several. */
  readonly model: PurchaseModelName | ContractModelName | 'auto' | 'all'
  readonly horizon: Duration
  /** Whether it was said; where it was not, contracts are valued over a calendar year. */
  readonly isHorizonNamed: boolean
  /** Effective a year. */
  readonly discountRatePerYear: number
  /** Share of spend that is margin; null where a margin column decides, or nothing does. */
  readonly margin: number | null
  /** As-of day and origin in one; later purchases serve only to judge. */
  readonly until: Day | null
  /** Day at which the hold-out begins. */
  readonly origin: Day | null
}

/** Of a base of purchases. */
export type PurchaseOptions = ValueOptions & { readonly model: PurchaseModelName | 'auto' | 'all' }
/** Of a base of contracts. */
export type ContractOptions = ValueOptions & { readonly model: ContractModelName | 'auto' }

/**
 * Options that fit a log of purchases.
 *
 * @throws VALUE_MODEL_OF_CONTRACTS
 */
export function purchaseOptions(options: ValueOptions): PurchaseOptions {
  const model = (['auto', 'all', ...purchaseModelNames] as const).find((name) => name === options.model)
  if (model !== undefined) return { ...options, model }
  const message = `--model ${options.model} is a model of contracts; these are purchases, of which nobody says when they stop.`
  throw valueError('VALUE_MODEL_OF_CONTRACTS', message, { model: options.model })
}

/**
 * Options that fit a log of contracts.
 *
 * @throws VALUE_MODEL_OF_PURCHASES
 */
export function contractOptions(options: ValueOptions): ContractOptions {
  // There are two of them, and they compete wherever neither is named.
  const asked = options.model === 'all' ? 'auto' : options.model
  const model = (['auto', ...contractModelNames] as const).find((name) => name === asked)
  if (model !== undefined) return { ...options, model }
  const message = `--model ${options.model} is a model of purchases; these are contracts, whose end is seen.`
  throw valueError('VALUE_MODEL_OF_PURCHASES', message, { model: options.model })
}

/** The same as a person writes it. */
export interface WrittenValueOptions {
  readonly unit?: string | undefined
  readonly model?: string | undefined
  readonly horizon?: string | undefined
  readonly discount?: number | string | undefined
  readonly margin?: number | string | undefined
  readonly until?: string | undefined
  readonly origin?: string | undefined
}

/** What is taken where nothing is chosen. */
export const defaultValueOptions: ValueOptions = {
  unit: 'week',
  model: 'auto',
  horizon: weeks(52),
  isHorizonNamed: false,
  discountRatePerYear: 0.1,
  margin: null,
  until: null,
  origin: null,
}

/** Whether a model is fitted on the times between purchases too, beside the numbers that all need. */
export function isOfRegularPurchases(model: PurchaseOptions['model']): boolean {
  if (model === 'auto') return false
  return model === 'all' || purchaseModel(model).atRegularity !== undefined
}

const longestHorizonDays = 36_525

/**
 * Options as written, checked.
 *
 * @throws VALUE_HORIZON_INVALID, VALUE_DISCOUNT_INVALID, VALUE_MARGIN_INVALID, VALUE_MODEL_UNKNOWN, VALUE_UNIT_UNKNOWN,
 * VALUE_DAY_INVALID
 */
export function valueOptions(written: WrittenValueOptions): ValueOptions {
  const { unit, model, horizon, discount, margin, until, origin } = written
  return {
    unit: unit === undefined ? defaultValueOptions.unit : unitOf(unit),
    model: model === undefined ? defaultValueOptions.model : modelOf(model),
    horizon: horizon === undefined ? defaultValueOptions.horizon : horizonOf(horizon),
    isHorizonNamed: horizon !== undefined,
    discountRatePerYear:
      discount === undefined ? defaultValueOptions.discountRatePerYear : discountOf(discount),
    margin: margin === undefined ? null : marginOf(margin),
    until: until === undefined ? null : dayOf('--until', until),
    origin: origin === undefined ? null : dayOf('--origin', origin),
  }
}

function unitOf(text: string): TimeUnit {
  if (text === 'day' || text === 'week') return text
  throw valueError('VALUE_UNIT_UNKNOWN', `--unit ${text} is not a unit of time that models measure in.`)
}

function modelOf(text: string): ValueOptions['model'] {
  const model = (['auto', 'all', ...purchaseModelNames, ...contractModelNames] as const).find(
    (name) => name === text,
  )
  if (model !== undefined) return model
  throw valueError('VALUE_MODEL_UNKNOWN', `--model ${text} is not a model of this program.`)
}

function horizonOf(text: string): Duration {
  const [, count = '', unit] = /^(\d{1,5})([dw])$/.exec(text) ?? []
  const horizon = unit === 'w' ? weeks(Number(count)) : days(Number(count))
  if (horizon.days >= 1 && horizon.days <= longestHorizonDays) return horizon
  throw valueError('VALUE_HORIZON_INVALID', `--horizon ${text} is not between one day and a hundred years.`)
}

function discountOf(written: number | string): number {
  const rate = numberOf(written)
  if (rate >= 0 && rate <= 10) return rate
  throw valueError('VALUE_DISCOUNT_INVALID', `--discount ${written} is not a rate from 0 to 10.`)
}

function marginOf(written: number | string): number {
  const share = numberOf(written)
  if (share > 0 && share <= 1) return share
  throw valueError('VALUE_MARGIN_INVALID', `--margin ${written} is not a share above 0 and up to 1.`)
}

function numberOf(written: number | string): number {
  return typeof written === 'number' || written.trim() !== '' ? Number(written) : Number.NaN
}

function dayOf(option: string, text: string): Day {
  const day = parseDay(text)
  if (day !== undefined) return day
  throw valueError('VALUE_DAY_INVALID', `${option} ${text} is not a day of the calendar.`)
}

/** The parametric bootstrap: what a fit would have been, had chance drawn other customers from the same model. */
import type { Random } from '#numerics/random.ts'
import { lifetimeError } from '../errors.ts'
import { fitOrRefusal } from '../fit-or-refusal.ts'
import { customerCount } from '../histories.ts'
import type { AnyFittedPurchaseModel, Fitted, PurchaseHistories } from '../model.ts'
import { purchaseModel } from '../models.ts'
import { checkLevel, checkTimeUnit } from '../outlook/check-options.ts'

/** How often to draw, and what to keep. */
export interface BootstrapOptions<F = AnyFittedPurchaseModel> {
  /** Bases to simulate and fit; 1,000 where left out. */
  readonly replicates?: number
  /** Uniform numbers in (0, 1), for instance `seededRandom(7)`. */
  readonly random: Random
  /** Anything that follows from a fit, by name: its spread over the replicates comes with that of the parameters. */
  readonly statistics?: Readonly<Record<string, (fitted: F) => number>>
  /** Nominal coverage of the percentile intervals; .95 where left out. */
  readonly level?: number
}

/** How one parameter or statistic came out over the replicates. */
export interface BootstrapSpread {
  /** At the fit itself. */
  readonly estimate: number
  /** One value for each replicate that could be fitted, ascending. */
  readonly values: Float64Array
  readonly mean: number
  readonly standardError: number
  readonly lower: number
  readonly upper: number
}

/** What the replicates say. */
export interface Bootstrap {
  readonly spreads: Readonly<Record<string, BootstrapSpread>>
  /** Replicates that could be fitted. */
  readonly fitted: number
  /** Replicates whose data had no maximum, or too few repeat purchases. */
  readonly refused: number
  /** Fitted ones whose data do not tell all parameters: these run far off, and a standard error over them says little. */
  readonly unidentified: number
}

const usualReplicates = 1000

/** Replicates scatter in the second digit: this gradient leaves four right. */
const enough = 1e-6

/**
 * Simulates bases with the ages of the data from the fit, and fits each of them again from where the fit is.
 *
 * @param histories - The data of the fit: of them the ages and the number of customers are read.
 * @throws LIFETIME_OPTION_INVALID where fewer than two replicates are asked for, or where none could be fitted;
 *   LIFETIME_WEIGHT_NOT_WHOLE, LIFETIME_TIME_UNIT_MISMATCH, LIFETIME_MODEL_UNKNOWN.
 * @see Efron & Tibshirani (1993), "An Introduction to the Bootstrap", sections 6.5 and 13.3.
 */
export function parametricBootstrap(
  fitted: AnyFittedPurchaseModel,
  histories: PurchaseHistories,
  options: BootstrapOptions,
): Bootstrap {
  checkTimeUnit(fitted, histories)
  const model = purchaseModel(fitted)
  const ages = columnOfCustomers(histories.age, histories.weight)
  return bootstrapOf(fitted, options, (random) => {
    const simulated = model.simulate(fitted, { ages, horizon: 0, random })
    const options = { start: fitted.parameters, gradientTolerance: enough, ...chosenBefore(fitted) }
    return model.fit(simulated.histories, options)
  })
}

/**
 * The same for a fit of any kind.
 *
 * @param fitAgain - Simulates data from the fit, and fits them.
 * @throws LIFETIME_OPTION_INVALID.
 */
export function bootstrapOf<F extends Fitted<string, string>>(
  fitted: F,
  { replicates = usualReplicates, random, statistics = {}, level = 0.95 }: BootstrapOptions<F>,
  fitAgain: (random: Random) => F,
): Bootstrap {
  checkLevel(level)
  if (!(Number.isSafeInteger(replicates) && replicates > 1)) throw tooFew(replicates, 'asked for')
  const quantities = { ...parameterReaders(fitted), ...statistics }
  const columns = Object.keys(quantities).map((name) => ({ name, values: new Float64Array(replicates) }))
  let fits = 0
  let unidentified = 0
  for (let replicate = 0; replicate < replicates; replicate++) {
    const attempt = fitOrRefusal(() => fitAgain(random))
    if ('refused' in attempt) continue
    const again = attempt.fitted
    for (const { name, values } of columns) values[fits] = quantities[name](again)
    fits++
    if (again.covariance === null) unidentified++
  }
  if (fits < 2) throw tooFew(fits, 'could be fitted')
  const spreads = columns.map(({ name, values }) => [
    name,
    spreadOf(quantities[name](fitted), values.slice(0, fits).sort(), level),
  ])
  return {
    spreads: Object.fromEntries(spreads) as Bootstrap['spreads'],
    fitted: fits,
    refused: replicates - fits,
    unidentified,
  }
}

/**
 * A column of rows as one of customers: those whom a weight stands for are repeated.
 *
 * @throws LIFETIME_WEIGHT_NOT_WHOLE.
 */
export function columnOfCustomers(column: Float64Array, weight: Float64Array | undefined): Float64Array {
  if (weight === undefined) return column
  const values = new Float64Array(customerCount({ weight }, column.length))
  let at = 0
  for (let row = 0; row < column.length; row++) {
    if (!Number.isSafeInteger(weight[row])) {
      const message = `Row ${row} stands for ${weight[row]} customers; a simulation draws whole ones.`
      throw lifetimeError('LIFETIME_WEIGHT_NOT_WHOLE', message, { row, weight: weight[row] })
    }
    values.fill(column[row], at, (at += weight[row]))
  }
  return values
}

function parameterReaders({ parameters }: Fitted<string, string>) {
  const read = (name: string) => (again: Fitted<string, string>) => again.parameters[name]
  return Object.fromEntries(Object.keys(parameters).map((name) => [name, read(name)]))
}

/** What a fit chose before it estimated, which the replicates share. */
function chosenBefore(fitted: AnyFittedPurchaseModel): { readonly regularity?: number } {
  return 'regularity' in fitted ? { regularity: fitted.regularity } : {}
}

function spreadOf(estimate: number, values: Float64Array, level: number): BootstrapSpread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const quantile = (share: number) => {
    const place = share * (values.length - 1)
    const [low, rest] = [values[Math.floor(place)], place % 1]
    return rest === 0 ? low : low + rest * (values[Math.ceil(place)] - low)
  }
  return {
    estimate,
    values,
    mean,
    standardError: Math.sqrt(squares / (values.length - 1)),
    lower: quantile((1 - level) / 2),
    upper: quantile((1 + level) / 2),
  }
}

function tooFew(replicates: number, how: string): Error {
  const message = `${replicates} replicates ${how}; a spread takes two.`
  return lifetimeError(
    'LIFETIME_OPTION_INVALID',
    message,
    { replicates },
    {
      hint: 'Ask for some hundreds of replicates, of a base with repeat purchases or contracts both renewed and ended.',
    },
  )
}

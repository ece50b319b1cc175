/** Fits with whatever of the covariates tells customers apart, as far as the purchases say how much. */
import { lifetimeError } from '../errors.ts'
import type { PurchaseHistories } from '../model.ts'
import { type Covariate, customerCovariates } from './covariates.ts'
import { independentColumns } from './design.ts'
import { type CovariateModelName, effectsOf } from './effects.ts'
import { fitWithCovariates, type FittedWithCovariates } from './fit.ts'

/** Customers, and what is known of them. */
export interface TellingCustomers {
  readonly histories: PurchaseHistories
  /** One entry for each customer; those that are constant or made of others are left out. */
  readonly known: readonly Covariate[]
}

/** How they are fitted. */
export interface TellingOptions {
  /** Parameters to start from; a coefficient that is not among them starts at 0. */
  readonly start: Readonly<Record<string, number>>
  /** Refuse a fit without covariance: it would cost the intervals that a plain fit has. */
  readonly mustBeIdentified: boolean
}

/**
 * Coefficients per standard deviation are held as by one look at a normal variable of this width: hardly at all, but a
 * coefficient that the likelihood would let run off without end stays finite.
 */
const widthOfCoefficients = 3

/**
 * The fit with the covariates that tell something of these customers, each on how often they buy and on the rate, or the
 * odds, at which they leave; where the purchases do not tell what they do to leaving, on how often they buy alone.
 *
 * @throws as `fitWithCovariates`; LIFETIME_COVARIATES_NOT_IDENTIFIED.
 */
export function fitTelling(
  model: CovariateModelName,
  { histories, known }: TellingCustomers,
  { start, mustBeIdentified }: TellingOptions,
): FittedWithCovariates {
  const { kept } = independentColumns(known, histories.weight)
  const telling = Object.fromEntries(kept.map((place) => [known[place].name, known[place].values]))
  const customers = histories.weight?.reduce((sum, weight) => sum + weight, 0) ?? histories.age.length
  const options = {
    dropoutLink: 'odds',
    coefficientPenalty: 1 / (2 * widthOfCoefficients ** 2 * customers),
  } as const
  const fitOn = (columns: Parameters<typeof customerCovariates>[0]) => {
    const covariates = customerCovariates(columns)
    const coefficients = effectsOf(model, covariates, options).map(({ coefficient }) => coefficient)
    const begin = { ...start, ...Object.fromEntries(coefficients.map((name) => [name, start[name] ?? 0])) }
    return fitWithCovariates(model, { histories, covariates }, { ...options, start: begin })
  }
  const both = fitOn({ purchase: telling, dropout: telling })
  if (both.covariance !== null) return both
  const purchasesOnly = fitOn({ purchase: telling })
  if (purchasesOnly.covariance !== null || !mustBeIdentified) return purchasesOnly
  throw lifetimeError(
    'LIFETIME_COVARIATES_NOT_IDENTIFIED',
    'With these covariates the parameters of the model are not identified.',
    { names: Object.keys(telling) },
  )
}

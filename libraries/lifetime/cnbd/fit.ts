/** Fits BG/CNBD-k and MBG/CNBD-k. */
import { isPerennialError } from '#kernel/errors.ts'
import type { BetaGeometricParameter } from '../beta-geometric/likelihood.ts'
import { collapse } from '../collapse.ts'
import { lifetimeError } from '../errors.ts'
import { fitPurchaseModel } from '../fit-purchases.ts'
import type { FitOptions, PurchaseHistories, PurchaseLikelihood } from '../model.ts'
import { type CnbdName, type CnbdVariant, type FittedCnbd, logGapTerms } from './likelihood.ts'
import { prepareObjective } from './objective.ts'

/** The order of every vector and matrix of these models. */
export const parameterNames: readonly BetaGeometricParameter[] = ['r', 'alpha', 'a', 'b']

/** Largest regularity that is searched: gaps of a twelfth of chance's variance. Larger ones may be asked for. */
const largestSearched = 12

/** Largest regularity that may be asked for. */
const largestRegularity = 100

/** What is searched at a given regularity, and from where. */
export function cnbdLikelihood<Name extends CnbdName>(
  variant: CnbdVariant<Name>,
  regularity: number,
): PurchaseLikelihood<Name, BetaGeometricParameter> {
  return {
    model: variant.model,
    parameterNames,
    timeParameters: ['alpha'],
    // A purchase takes k steps, so that the rate of steps is k times that of purchases.
    starts: (rate) => [
      { r: 0.4, alpha: 0.2 / (rate * regularity), a: 0.8, b: 2.4 },
      { r: 1, alpha: 0.5 / (rate * regularity), a: 0.2, b: 2 },
    ],
    prepare: (rows) => prepareObjective({ variant, regularity }, rows),
  }
}

/**
 * Fits either model by maximum likelihood; see `fitBgCnbd` and `fitMbgCnbd`.
 *
 * Without a regularity the likeliest one from 1 to 12 is searched, upwards until two in a row are less likely than the one
 * before them. A fit that chose 12 warns that still more regular ones may be likelier.
 *
 * @throws LIFETIME_INTERVALS_MISSING, LIFETIME_NO_REPEAT_PURCHASES, LIFETIME_FIT_NOT_CONVERGED, LIFETIME_OPTION_INVALID,
 *   LIFETIME_PARAMETER_NOT_POSITIVE.
 * @see Reutterer, Platzer & Schröder (2021), section 3.3, for the search.
 */
export function fitCnbd<Name extends CnbdName>(
  variant: CnbdVariant<Name>,
  histories: PurchaseHistories,
  options: FitOptions = {},
): FittedCnbd<Name> {
  const { rows } = collapse(histories)
  if (options.regularity !== undefined) return fitAt(variant, rows, options)
  // Refused before any work is done; who never bought again has no gaps, and is refused for that.
  if (rows.repeatPurchases.some((x) => x > 0)) logGapTerms(2, rows)
  const tried: FittedCnbd<Name>[] = []
  let failure: unknown
  let falls = 0
  let start = options.start
  for (let regularity = 1; regularity <= largestSearched && falls < 2; regularity++) {
    const before = tried.at(-1)
    const fitted = fitOrFail(variant, rows, { ...options, ...(start && { start }), regularity })
    if (!('regularity' in fitted)) {
      failure ??= fitted.failure
      falls++
      continue
    }
    falls = before !== undefined && fitted.logLikelihood < before.logLikelihood ? falls + 1 : 0
    tried.push(fitted)
    const { alpha } = fitted.parameters
    // What one regularity found is near what the next will; where the caller knows better, that holds for all.
    start = options.start ?? { ...fitted.parameters, alpha: (alpha * regularity) / (regularity + 1) }
  }
  if (tried.length === 0) throw failure
  const best = tried.reduce((top, other) => (other.logLikelihood > top.logLikelihood ? other : top))
  if (best.regularity < largestSearched) return best
  return Object.freeze({
    ...best,
    warnings: Object.freeze([...best.warnings, 'LIFETIME_REGULARITY_AT_LIMIT']),
  })
}

/** A fit, or why there is none: of some regularities the likelihood has no maximum while others do. */
function fitOrFail<Name extends CnbdName>(
  variant: CnbdVariant<Name>,
  histories: PurchaseHistories,
  options: FitOptions,
): FittedCnbd<Name> | { readonly failure: unknown } {
  try {
    return fitAt(variant, histories, options)
  } catch (failure) {
    if (isPerennialError(failure) && failure.code === 'LIFETIME_FIT_NOT_CONVERGED') return { failure }
    throw failure
  }
}

function fitAt<Name extends CnbdName>(
  variant: CnbdVariant<Name>,
  histories: PurchaseHistories,
  options: FitOptions,
): FittedCnbd<Name> {
  const regularity = checkedRegularity(options.regularity)
  return Object.freeze({
    ...fitPurchaseModel(cnbdLikelihood(variant, regularity), histories, options),
    regularity,
  })
}

/**
 * A regularity that may be used.
 *
 * @throws LIFETIME_OPTION_INVALID.
 */
export function checkedRegularity(regularity = 1): number {
  if (Number.isInteger(regularity) && regularity >= 1 && regularity <= largestRegularity) return regularity
  throw lifetimeError(
    'LIFETIME_OPTION_INVALID',
    `The regularity is ${regularity}.`,
    { regularity },
    { hint: `Choose a whole number from 1, purchases at random, to ${largestRegularity}.` },
  )
}

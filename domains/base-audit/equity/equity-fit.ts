/** A model of customers as they were known on a day. */
import { isPerennialError } from '#kernel/errors.ts'
import { daysPer, type TimeUnit } from '#kernel/time.ts'
import { covariateModelNames } from '#lifetime/covariates/effects.ts'
import type { FittedWithCovariates } from '#lifetime/covariates/fit.ts'
import { fitTelling } from '#lifetime/covariates/fit-telling.ts'
import { fitGammaGamma } from '#lifetime/gamma-gamma/fit.ts'
import { purchaseHistories, spendHistories } from '#lifetime/histories.ts'
import type { AnyFittedPurchaseModel, PurchaseHistories, PurchaseModelName } from '#lifetime/model.ts'
import { purchaseModel } from '#lifetime/models.ts'
import { hasMeanSpend } from '#lifetime/outlook/expected-spend.ts'
import type { SpendModel } from '#lifetime/outlook/outlook.ts'
import type { CustomerStates, EquityModel } from './equity-values.ts'

/** A model as it was fitted, or the wish for one. */
export type ModelOrWish = EquityModel | ModelWish

/** The first of the families that fits. */
export interface ModelWish {
  readonly families: readonly PurchaseModelName[]
  readonly unit: TimeUnit
  readonly margin: number
  /** With what else is known of the customers, where the model takes it. */
  readonly withCovariates?: boolean
}

/** The model, fitted on the customers where there is none yet. @throws as `fittedModel` */
export function modelFor(wish: ModelOrWish, customers: CustomerStates): EquityModel {
  return 'purchases' in wish ? wish : fittedModel(wish, customers)
}

/** A model of these customers. @throws LIFETIME_* of the last family where none fits */
export function fittedModel(wish: ModelWish, customers: CustomerStates): EquityModel {
  const purchases = fitFirst(wish, customers)
  const given = wish.withCovariates === true ? fitGiven(purchases, customers) : null
  return { purchases, given, spend: fitSpend(customers), margin: wish.margin }
}

/** The same model with covariates; null where it takes none, nothing is known, or that cannot be fitted. */
function fitGiven(
  { model, timeUnit, parameters }: AnyFittedPurchaseModel,
  customers: CustomerStates,
): FittedWithCovariates | null {
  const family = covariateModelNames.find((name) => name === model)
  const { covariates } = customers
  if (family === undefined || covariates === undefined) return null
  try {
    const known = covariates.purchase
    return fitTelling(
      family,
      { histories: historiesOf(timeUnit, customers), known },
      { start: { ...parameters }, mustBeIdentified: false },
    )
  } catch (error) {
    if (isPerennialError(error) && error.code.startsWith('LIFETIME_')) return null
    throw error
  }
}

function historiesOf(unit: TimeUnit, states: CustomerStates): PurchaseHistories {
  const length = daysPer(unit)
  return purchaseHistories({
    timeUnit: unit,
    repeatPurchases: new Float64Array(states.x),
    lastPurchaseAge: Float64Array.from(states.last, (age) => age / length),
    age: Float64Array.from(states.age, (age) => age / length),
  })
}

function fitFirst({ families, unit }: ModelWish, states: CustomerStates): AnyFittedPurchaseModel {
  const histories = historiesOf(unit, states)
  let refusal: unknown
  for (const family of families) {
    try {
      return purchaseModel(family).fit(histories)
    } catch (error) {
      if (!isPerennialError(error)) throw error
      refusal = error
    }
  }
  throw refusal
}

/** Gamma-Gamma where it fits and has a mean, else the mean of all observed spends. */
function fitSpend({ m, meanSpend }: CustomerStates): SpendModel {
  const spenders = m.map((_, place) => place).filter((place) => (m[place] ?? 0) > 0)
  const observations = Float64Array.from(spenders, (place) => m[place] ?? 0)
  const means = Float64Array.from(spenders, (place) => meanSpend[place] ?? 0)
  const spent = means.reduce((sum, mean, place) => sum + mean * (observations[place] ?? 0), 0)
  const count = observations.reduce((sum, one) => sum + one, 0)
  const common: SpendModel = { kind: 'mean-spend', meanSpend: count > 0 ? spent / count : 0 }
  if (count === 0) return common
  try {
    const fit = fitGammaGamma(spendHistories({ observations, meanSpend: means }))
    return hasMeanSpend(fit) ? { kind: 'gamma-gamma', fitted: fit } : common
  } catch (error) {
    if (isPerennialError(error) && error.code.startsWith('LIFETIME_')) return common
    throw error
  }
}

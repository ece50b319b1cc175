/** From the columns of a file of covariates to numbers that a fit can use, by rules that are told. */
import type { Saying } from '#kernel/saying.ts'

/** A covariate as the base's customers have it. */
export interface KnownCovariate {
  readonly name: string
  readonly kind: 'number' | 'category'
  /** Customers of the base of whom it is stated. */
  readonly stated: number
  /** Different values among them. */
  readonly distinct: number
  /** Of numbers. */
  readonly mean: number
  readonly deviation: number
  readonly least: number
  readonly most: number
  /** Of categories, the most frequent ones first. */
  readonly categories: readonly { readonly value: string; readonly customers: number }[]
}

/** One column of numbers, for all customers. */
export interface DesignColumn {
  /** How the fit calls it. */
  readonly name: string
  /** Name of the column of the file, and its place among the covariates. */
  readonly covariate: string
  readonly place: number
  /** The category that it indicates; null of a number. */
  readonly category: CategoryColumn | null
  /** What a customer counts as of whom it is not stated: the mean of the others. */
  readonly mean: number
  /** What is a telling difference between two customers: 1 of a category or of yes and no, else about a standard deviation. */
  readonly step: number
  /** Customers of the category; of a number, those of whom it is stated. */
  readonly customers: number
}

/** A category, or all rare ones together. */
export interface CategoryColumn {
  /** Null where the column stands for all others. */
  readonly value: string | null
  /** The most frequent category, against which it is held. */
  readonly against: string
  /** Categories that have columns of their own or are held against: `value: null` is whatever else is stated. */
  readonly named: readonly string[]
}

/** What of a file is used. */
export interface CovariateDesign {
  readonly columns: readonly DesignColumn[]
  readonly leftOut: readonly LeftOut[]
}

/** The covariates of a valuation. */
export interface Covariates extends CovariateDesign {
  readonly fileName: string
  /** Names of all columns of the file besides the customer, in order. */
  readonly names: readonly string[]
  /** Customers of the base of whom the file says something. */
  readonly described: number
  /** Which of `columns` tell something that others do not: the fit's. */
  readonly used: readonly number[]
}

/** A covariate that is not used, and why. */
export interface LeftOut {
  readonly covariate: string
  readonly because: Saying
}

/** Besides the one that others are held against; what is rarer is one category together. */
const mostCategories = 9
/** A text column with more different values than this may be one of names rather than of kinds. */
const manyValues = 20
/** So few customers tell nothing of a category. */
const fewestCustomers = 10
const leastShare = 0.01
/** Columns of a fit, categories counted one by one. */
const mostColumns = 32

/**
 * Numbers stay numbers; a category becomes one column of ones and noughts against the most frequent category. Left out is
 * what tells nothing: what is the same for all, what names customers one by one, and what comes after the 32nd column.
 */
export function covariateDesign(known: readonly KnownCovariate[]): CovariateDesign {
  const columns: DesignColumn[] = []
  const leftOut: LeftOut[] = []
  known.forEach((covariate, place) => {
    const made = columnsOf(covariate, place)
    if ('code' in made) leftOut.push({ covariate: covariate.name, because: made })
    else if (columns.length + made.length > mostColumns) {
      const because = { code: 'VALUE_COVARIATE_MANY', values: { count: mostColumns } }
      leftOut.push({ covariate: covariate.name, because })
    } else columns.push(...made)
  })
  return { columns, leftOut }
}

function columnsOf(covariate: KnownCovariate, place: number): readonly DesignColumn[] | Saying {
  const { kind, stated, distinct } = covariate
  if (stated === 0) return { code: 'VALUE_COVARIATE_EMPTY' }
  if (distinct < 2) return { code: 'VALUE_COVARIATE_CONSTANT' }
  if (kind === 'number') return [numberColumn(covariate, place)]
  if (distinct > manyValues && distinct > stated / 2) {
    return { code: 'VALUE_COVARIATE_NAMES', values: { count: distinct } }
  }
  const columns = categoryColumns(covariate, place)
  return columns.length > 0 ? columns : { code: 'VALUE_COVARIATE_RARE', values: { count: fewestCustomers } }
}

function numberColumn(covariate: KnownCovariate, place: number): DesignColumn {
  const { name, stated, mean, deviation, distinct, least, most } = covariate
  const step = distinct === 2 ? most - least : roundStep(deviation)
  return { name, covariate: name, place, category: null, mean, step, customers: stated }
}

/** The nearest of 1, 2 and 5 times a power of ten. */
function roundStep(deviation: number): number {
  const power = 10 ** Math.floor(Math.log10(deviation))
  const digit = [1, 2, 5, 10].toSorted(
    (a, b) => Math.abs(Math.log(deviation / (a * power))) - Math.abs(Math.log(deviation / (b * power))),
  )[0]
  return Number(((digit ?? 1) * power).toPrecision(1))
}

function categoryColumns({ name, stated, categories }: KnownCovariate, place: number): DesignColumn[] {
  const [first, ...others] = categories
  const against = first?.value ?? ''
  const fewest = Math.max(fewestCustomers, leastShare * stated)
  const kept = others.slice(0, mostCategories).filter(({ customers }) => customers >= fewest)
  const named = [against, ...kept.map(({ value }) => value)]
  const rest = stated - (first?.customers ?? 0) - kept.reduce((sum, { customers }) => sum + customers, 0)
  const column = (value: string | null, customers: number): DesignColumn => ({
    name: `${name}: ${value ?? 'others'}`,
    covariate: name,
    place,
    category: { value, against, named },
    mean: customers / stated,
    step: 1,
    customers,
  })
  const columns = kept.map(({ value, customers }) => column(value, customers))
  return rest >= fewest ? [...columns, column(null, rest)] : columns
}

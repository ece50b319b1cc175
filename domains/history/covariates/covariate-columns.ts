/** What the columns of a file of covariates are: the customer, numbers, and texts that name a category. */
import type { ColumnProfile } from '../reading/column-profile.ts'
import { nameFits } from '../reading/column-words.ts'
import type { NumberFormat } from '../reading/mapping.ts'

/** A column as its sample looks. */
export interface SampledColumn {
  readonly name: string
  readonly profile: ColumnProfile
  /** Different customers of the history that the sample's texts name. */
  readonly known: number
}

/** The most covariates that a file may have. */
export const mostCovariates = 32

/** A column is one of numbers where at least this share of what is stated reads as one. */
export const fewestNumbers = 0.95

/**
 * The column that names the customer: one whose header says so, if it names any customer of the history; else the one
 * that names most of them, since ages and codes name some by chance; else what the header says.
 */
export function customerPlace(columns: readonly SampledColumn[]): number | undefined {
  const ranked = columns
    .map(({ name, known }, place) => ({ place, known, fit: nameFits(name, 'customer') }))
    .filter(({ known, fit }) => known > 0 || fit > 0.5)
    .map((column) => ({ ...column, isNamed: column.known > 0 && column.fit >= 0.9 }))
    .toSorted((a, b) => Number(b.isNamed) - Number(a.isNamed) || b.known - a.known || b.fit - a.fit)
  return ranked[0]?.place
}

/** How a column's numbers are written; codes that begin with a zero are no numbers. */
export function numbersOf({ numbers, leadingZero }: ColumnProfile): NumberFormat | undefined {
  if (leadingZero > 0 || numbers === undefined || numbers.share < fewestNumbers) return undefined
  return numbers.format
}

/** How customers are written where all of them are whole numbers with `.0` behind. */
export function hasPointZero({ pointZero }: ColumnProfile): boolean {
  return pointZero === 1
}

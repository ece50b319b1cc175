/** Paths cut into segments in which nothing changes, as few as the data allow. */
import { distinctCombinations } from '../covariates/design.ts'
import { lifetimeError } from '../errors.ts'
import type { CustomersOnPaths } from './paths.ts'

/** Segments of each customer between two ages. */
export interface Segments {
  /** Those of customer i run from `first[i]` up to, but not including, `first[i + 1]`, in order of time. */
  readonly first: Int32Array
  readonly length: Float64Array
  /** The kind of each segment: segments of a kind share all covariates. */
  readonly kind: Int32Array
}

/** Kinds of periods, each with one period that shows its covariates. */
export interface PeriodKinds {
  readonly kindOf: Int32Array
  readonly examples: Int32Array
}

/** Tells periods with different covariates apart. */
export function periodKinds({ covariates, logMultiplier }: CustomersOnPaths): PeriodKinds {
  const columns = [...(covariates?.purchase ?? []), ...(covariates?.dropout ?? [])].map(
    ({ values }) => values,
  )
  const { places, firsts } = distinctCombinations([...new Set([logMultiplier, ...columns])])
  return { kindOf: places, examples: firsts }
}

/** The span of time that segments are wanted of, for each customer. */
export interface Spans {
  readonly from: Float64Array
  readonly to: Float64Array
}

/**
 * Cuts the spans into segments.
 *
 * @param joined - Whether segments of a kind may be joined out of order, where only their sums count.
 * @throws LIFETIME_PATH_TOO_SHORT where a span ends after the customer's last period.
 */
export function segmentsOf(
  customers: CustomersOnPaths,
  kindOf: Int32Array,
  { from, to, joined }: Spans & { readonly joined: boolean },
): Segments {
  const first = new Int32Array(from.length + 1)
  const lengths: number[] = []
  const kinds: number[] = []
  for (let i = 0; i < from.length; i++) {
    if (to[i] > customers.until[i]) throw tooShort(i, to[i], customers.until[i])
    const begin = lengths.length
    for (let period = customers.firstPeriod[i]; period < customers.firstPeriod[i + 1]; period++) {
      const last = period + 1 === customers.firstPeriod[i + 1]
      const end = Math.min(to[i], last ? customers.until[i] : customers.from[period + 1])
      const length = end - Math.max(from[i], customers.from[period])
      if (!(length > 0)) continue
      const known = joined ? kinds.indexOf(kindOf[period], begin) : lastWithin(kinds, begin, kindOf[period])
      if (known >= 0) lengths[known] += length
      else {
        lengths.push(length)
        kinds.push(kindOf[period])
      }
    }
    first[i + 1] = lengths.length
  }
  return { first, length: Float64Array.from(lengths), kind: Int32Array.from(kinds) }
}

/** The last place, if it is of this kind and not before `begin`; −1 else. */
function lastWithin(kinds: readonly number[], begin: number, kind: number): number {
  const last = kinds.length - 1
  return last >= begin && kinds[last] === kind ? last : -1
}

function tooShort(customer: number, to: number, until: number): Error {
  const message = `The covariates of customer ${customer} end at age ${until}; they are needed until ${to}.`
  return lifetimeError('LIFETIME_PATH_TOO_SHORT', message, { customer, until, neededUntil: to })
}

/** How many customers, counting weights, spend how long in each kind of period until the end of observation. */
export function timeByKind(segments: Segments, weight: Float64Array, kinds: number): Float64Array {
  const time = new Float64Array(kinds)
  for (let i = 0; i + 1 < segments.first.length; i++) {
    for (let k = segments.first[i]; k < segments.first[i + 1]; k++) {
      time[segments.kind[k]] += weight[i] * segments.length[k]
    }
  }
  return time
}

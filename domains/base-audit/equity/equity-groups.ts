/** Groups of customers: cohorts by when they came, and the values by which they were won. */
import { dayOfNumber, numberOfDay, type Day } from '#kernel/time.ts'
import type { CustomerStates } from './equity-values.ts'
import { firstDayOf, monthOf } from '../period.ts'

/** A group's name, and whether smaller ones stand together in it. */
export interface GroupName {
  readonly group: string | null
  readonly rest: boolean
}

/** Groups in order, and the place of each customer's. */
export interface NamedGroups {
  readonly names: readonly GroupName[]
  readonly group: Int32Array
}

export const cohortLengths = ['month', 'quarter', 'year'] as const
export type CohortLength = (typeof cohortLengths)[number]

const monthsOfLength: Readonly<Record<CohortLength, number>> = { month: 1, quarter: 3, year: 12 }

/** More groups than this no reader takes in. */
const mostCohorts = 24
const mostValues = 12

/** The shortest length with no more than 24 cohorts between two days. */
export function cohortLengthFor(firstDay: Day, lastDay: Day): CohortLength {
  const cohorts = (length: CohortLength) => {
    const months = monthsOfLength[length]
    return Math.floor(monthOf(lastDay) / months) - Math.floor(monthOf(firstDay) / months) + 1
  }
  return cohortLengths.find((length) => cohorts(length) <= mostCohorts) ?? 'year'
}

/** Cohorts from the first day to the given one, named by their first month. */
export function cohortGroups(
  { age }: Pick<CustomerStates, 'age'>,
  of: { readonly firstDay: Day; readonly day: Day; readonly length: CohortLength },
): NamedGroups {
  const months = monthsOfLength[of.length]
  const cohortOn = (day: Day) => Math.floor(monthOf(day) / months)
  const first = cohortOn(of.firstDay)
  const names = Array.from({ length: cohortOn(of.day) - first + 1 }, (_, place) => ({
    group: firstDayOf((first + place) * months).slice(0, 7),
    rest: false,
  }))
  const number = numberOfDay(of.day)
  // Days are far fewer than customers.
  const cohortOfAge = Int32Array.from(
    { length: number - numberOfDay(of.firstDay) + 1 },
    (_, days) => cohortOn(dayOfNumber(number - days)) - first,
  )
  const group = new Int32Array(age.length)
  for (let row = 0; row < age.length; row++) group[row] = cohortOfAge[age[row] ?? 0] ?? 0
  return { names, group }
}

/** Values by which customers were won, most customers first; those beyond twelve together, and those without one apart. */
export function valueGroups(
  customer: Int32Array,
  first: {
    readonly customer: Int32Array
    readonly code: Int32Array
    readonly nameOf: ReadonlyMap<number, string>
  },
): NamedGroups {
  const codes = codesOf(customer, first)
  const counts = countCodes(codes)
  const ranked = rankedCodes(counts).filter((code) => first.nameOf.has(code))
  const shown = ranked.slice(0, ranked.length <= mostValues ? mostValues : mostValues - 1)
  const names: GroupName[] = shown.map((code) => ({ group: first.nameOf.get(code) ?? null, rest: false }))
  const rest = ranked.length > shown.length ? names.push({ group: null, rest: true }) - 1 : -1
  const unknown = names.push({ group: null, rest: false }) - 1
  const places = Int32Array.from(counts, (_, code) => {
    const place = shown.indexOf(code)
    if (place >= 0) return place
    return first.nameOf.has(code) ? rest : unknown
  })
  const group = new Int32Array(codes.length)
  for (let row = 0; row < codes.length; row++) group[row] = places[codes[row] ?? 0] ?? unknown
  return { names, group }
}

/** How many customers have each code, from 0 on. */
export function countCodes(codes: Int32Array): Int32Array {
  let largest = 0
  for (let row = 0; row < codes.length; row++) largest = Math.max(largest, codes[row] ?? 0)
  const counts = new Int32Array(largest + 1)
  for (let row = 0; row < codes.length; row++) counts[codes[row] ?? 0] = (counts[codes[row] ?? 0] ?? 0) + 1
  return counts
}

/** Codes that anybody has, most customers first. */
export function rankedCodes(counts: Int32Array): readonly number[] {
  return Array.from(counts, (_, code) => code)
    .filter((code) => (counts[code] ?? 0) > 0)
    .toSorted((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b)
}

/** The code of each customer, 0 where there is none; both lists ascend. */
export function codesOf(
  customer: Int32Array,
  first: { readonly customer: Int32Array; readonly code: Int32Array },
): Int32Array {
  const codes = new Int32Array(customer.length)
  let place = 0
  for (let row = 0; row < customer.length; row++) {
    const number = customer[row] ?? 0
    while (place < first.customer.length && (first.customer[place] ?? 0) < number) place++
    if (first.customer[place] === number) codes[row] = first.code[place] ?? 0
  }
  return codes
}

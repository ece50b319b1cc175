import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isPerennialError } from '#kernel/errors.ts'
import { type Day, numberOfDay } from '#kernel/time.ts'
import { seededRandom } from '#numerics/random.ts'
import { purchaseCalendar, seasonCalendar } from './calendar/calendar.ts'
import { fitOnCalendar, fitSeasons } from './calendar/fit.ts'
import { expectedPurchasesOnCalendar } from './calendar/predict.ts'
import { readFittedOnCalendar } from './calendar/read.ts'
import { simulateOnCalendar } from './calendar/simulate.ts'
import { codeOf } from './conformance-measures.ts'
import { customerCovariates } from './covariates/covariates.ts'
import { fitWithCovariates } from './covariates/fit.ts'
import { expectedPurchasesGiven } from './covariates/predict.ts'
import { readFittedWithCovariates } from './covariates/read.ts'
import { mbgNbd } from './mbg-nbd/mbg-nbd.ts'
import { fitStages } from './multi-state/fit.ts'
import { stageLawOf } from './multi-state/fitted-law.ts'
import { readFittedStages } from './multi-state/read.ts'
import { countStages } from './multi-state/records.ts'
import { fitParetoNbdOnPaths } from './pareto-nbd-paths/fit.ts'
import { customersOnPaths } from './pareto-nbd-paths/paths.ts'
import { logLikelihoodOnPaths } from './pareto-nbd-paths/predict.ts'
import { readFittedOnPaths } from './pareto-nbd-paths/read.ts'
import { simulateOnPaths } from './pareto-nbd-paths/simulate.ts'
import { standardErrors } from './summary.ts'
import { weeks } from '#kernel/time.ts'

const half = Float64Array.from({ length: 400 }, (_, i) => i % 2)

/** Customers who buy as MBG/NBD, half of them with a covariate that says nothing. */
function covariateCase() {
  const typical = mbgNbd.withParameters({ r: 0.6, alpha: 7, a: 0.9, b: 2.4 }, 'week')
  const ages = half.map(() => 52)
  const { histories } = mbgNbd.simulate(typical, { ages, horizon: 0, random: seededRandom(4) })
  const covariates = customerCovariates({ purchase: { half }, dropout: { half } })
  const customers = { histories, covariates }
  const fitted = fitWithCovariates('mbg-nbd', customers, { dropoutLink: 'odds' })
  const use = (read: typeof fitted) => expectedPurchasesGiven(read, customers, { horizon: weeks(13) })
  return { fitted, read: readFittedWithCovariates, use, other: { model: 'mbg-nbd-calendar' } }
}

const until = '2024-01-01' as Day
const first = numberOfDay('2022-01-01' as Day)
const flat = purchaseCalendar({ from: ['2022-01-01' as Day], until, multiplier: [1] })

function calendarCase(fit: typeof fitSeasons) {
  const plain = mbgNbd.withParameters({ r: 0.6, alpha: 7, a: 0.9, b: 2.4 }, 'week')
  const truth = {
    ...plain,
    model: 'mbg-nbd-calendar',
    plainModel: 'mbg-nbd',
    calendar: flat,
    coefficients: [],
    seasons: null,
  } as const
  const firstPurchase = half.map((_, i) => first + (i % 100))
  const ages = half.map((_, i) => 80 - (i % 100) / 7)
  const { customers } = simulateOnCalendar(truth, {
    firstPurchase,
    ages,
    horizon: 0,
    random: seededRandom(6),
  })
  const seasonOf = (day: Day) => (day.slice(5, 7) > '06' ? 'second half' : 'first half')
  const calendar = seasonCalendar({ from: '2022-01-01' as Day, until, seasonOf })
  const fitted = fit('mbg-nbd', { customers, calendar })
  const use = (read: typeof fitted) => expectedPurchasesOnCalendar(read, customers, { horizon: weeks(13) })
  return { fitted, read: readFittedOnCalendar, use, other: { model: 'mbg-nbd-covariates' } }
}

function pathCase() {
  const columns = { half: [...half] }
  const paths = {
    timeUnit: 'week',
    age: half.map(() => 60),
    purchases: { customer: [], age: [] },
    periods: { customer: [...half.keys()], from: half.map(() => 0), purchase: columns, dropout: columns },
    until: half.map(() => 60),
  } as const
  const typical = {
    ...mbgNbd.withParameters({ r: 1, alpha: 8, a: 1, b: 1 }, 'week'),
    model: 'pareto-nbd-paths',
    parameters: { r: 1, alpha: 8, s: 0.8, beta: 20 },
    coefficients: [],
    effects: [],
  } as const
  const { customer, age } = simulateOnPaths(typical, customersOnPaths(paths), seededRandom(5))
  const customers = customersOnPaths({ ...paths, purchases: { customer, age } })
  const fitted = fitParetoNbdOnPaths(customers)
  const use = (read: typeof fitted) => Float64Array.of(logLikelihoodOnPaths(read, customers))
  return { fitted, read: readFittedOnPaths, use, other: { model: 'pareto-nbd' } }
}

function stageCase() {
  const records = Array.from({ length: 60 }, (_, i) =>
    Array.from({ length: 1 + (i % 4) }, (__, year) => ({
      customer: String(i).padStart(3, '0'),
      period: year,
      age: 20 + year,
      tenure: year,
      state: (i + year) % 3 === 0 ? 'loan' : 'account',
      margins: [10 + i, -year],
    })),
  ).flat()
  const fitted = fitStages(countStages(records, { products: ['fees', 'cost'], tenureStarts: [0, 2] }))
  const use = (read: typeof fitted) => stageLawOf(read).transitions
  return { fitted, read: readFittedStages, use, other: { model: 'markov' } }
}

/** A fit, its reader, a prediction from it, and another model's name. */
interface Case {
  readonly fitted: object
  readonly read: (document: unknown) => object
  readonly use: (fitted: never) => Float64Array
  readonly other: object
}

const cases: Readonly<Record<string, Case>> = {
  'a fit with covariates': covariateCase(),
  'a fit of seasons': calendarCase(fitSeasons),
  'a fit on a known calendar': calendarCase(fitOnCalendar),
  'a fit on paths': pathCase(),
  'a fit of stages': stageCase(),
}

/** Every place in a document, as the keys that lead to it. */
function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, part]) => placesIn(part, [...path, key]))]
}

/** The document with something else, or nothing, at a place. */
function changedAt(value: unknown, [key, ...rest]: readonly string[], change: unknown): unknown {
  if (key === undefined) return change
  if (Array.isArray(value))
    return value.map((part, i) => (String(i) === key ? changedAt(part, rest, change) : part))
  const parts = value as Readonly<Record<string, unknown>>
  return { ...parts, [key]: changedAt(parts[key], rest, change) }
}

describe.each(Object.entries(cases))('%s', (_, { fitted, read, use, other }) => {
  const document = JSON.parse(JSON.stringify(fitted)) as Readonly<Record<string, unknown>>

  test('comes back from its JSON to the last digit, frozen, and predicts the same', () => {
    for (const form of [JSON.stringify(fitted), document]) {
      const back = read(form)
      expect(back).toEqual(fitted)
      expect(Object.isFrozen(back)).toBe(true)
      expect(use(back as never)).toEqual(use(fitted as never))
    }
    expect(Object.isFrozen(document)).toBe(false)
  })

  test('of another version or model is refused, by its reader and by predictions', () => {
    for (const change of [{ version: 2 }, other]) {
      expect(codeOf(() => read({ ...document, ...change }))).toBe('LIFETIME_MODEL_UNKNOWN')
      expect(codeOf(() => use({ ...fitted, ...change } as never))).toBe('LIFETIME_MODEL_UNKNOWN')
    }
  })

  test('that lacks any part is refused', () => {
    for (const part of Object.keys(document)) {
      expect(
        codeOf(() => read({ ...document, [part]: undefined })),
        part,
      ).toMatch(/^LIFETIME_(DOCUMENT_INVALID|PARAMETER_NOT_POSITIVE)$/)
    }
  })

  test('with anything else in any place is read or refused, and breaks nothing', () => {
    const places = placesIn(document)
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), (place, change) => {
        try {
          read(changedAt(document, place, change))
        } catch (error) {
          expect(isPerennialError(error), `${place.join('.')}: ${String(error)}`).toBe(true)
        }
      }),
      { numRuns: 400 },
    )
  })
})

const covariate = cases['a fit with covariates'].fitted as ReturnType<typeof covariateCase>['fitted']
const seasons = cases['a fit of seasons'].fitted as ReturnType<typeof calendarCase>['fitted']
const stages = cases['a fit of stages'].fitted as ReturnType<typeof stageCase>['fitted']

test('a parameter that can be neither compared nor written is refused', () => {
  const parameters = { ...covariate.parameters, r: { toString: 0, valueOf: 0 } }
  expect(codeOf(() => readFittedWithCovariates({ ...covariate, parameters }))).toBe(
    'LIFETIME_PARAMETER_NOT_POSITIVE',
  )
})

test('parameters that a database has put in another order come back in the order of the covariance', () => {
  const moved = Object.fromEntries(Object.entries(covariate.parameters).toReversed())
  const back = readFittedWithCovariates({ ...covariate, parameters: moved })
  expect(Object.keys(back.parameters)).toEqual(Object.keys(covariate.parameters))
  expect(standardErrors(back)).toEqual(standardErrors(covariate))
})

test.each([
  ['plainModel', 'bg-nbd'],
  ['coefficients', ['purchase.other', 'dropout.half']],
  ['effects', [{ ...covariate.effects[0], process: 'else' }, covariate.effects[1]]],
  ['effects', [{ ...covariate.effects[0], direction: [0, 1] }, covariate.effects[1]]],
  ['parameters', { ...covariate.parameters, 'purchase.half': null }],
  ['timeUnit', 'year'],
])('a fit with covariates is refused for its %s', (part, value) => {
  expect(codeOf(() => readFittedWithCovariates({ ...covariate, [part]: value }))).toBe(
    'LIFETIME_DOCUMENT_INVALID',
  )
})

test.each([
  ['LIFETIME_DOCUMENT_INVALID', { coefficients: [] }],
  ['LIFETIME_DOCUMENT_INVALID', { seasons: seasons.seasons?.toReversed() }],
  [
    'LIFETIME_DOCUMENT_INVALID',
    { calendar: { ...seasons.calendar, season: seasons.calendar.season.map(() => 2) } },
  ],
  ['LIFETIME_DOCUMENT_INVALID', { calendar: { ...seasons.calendar, season: [0] } }],
  ['LIFETIME_CALENDAR_INVALID', { calendar: { ...seasons.calendar, multipliers: [1, 0] } }],
  ['LIFETIME_CALENDAR_INVALID', { calendar: { ...seasons.calendar, until: 0 } }],
])('a fit on a calendar is refused as %s where it says otherwise', (refusal, change) => {
  expect(codeOf(() => readFittedOnCalendar({ ...seasons, ...change }))).toBe(refusal)
})

test('a season without an error is read', () => {
  const unsure = {
    ...seasons,
    seasons: seasons.seasons?.map((season) => ({ ...season, standardError: null })),
  }
  expect(readFittedOnCalendar(unsure)).toEqual(unsure)
})

test.each([
  ['LIFETIME_DOCUMENT_INVALID', { space: { ...stages.space, afterLastAge: 'go on' } }],
  ['LIFETIME_STATES_INVALID', { space: { ...stages.space, states: ['loan', 'loan'] } }],
  ['LIFETIME_AGES_INVALID', { space: { ...stages.space, firstAge: 99 } }],
  ['LIFETIME_DOCUMENT_INVALID', { moves: { ...stages.moves, to: stages.moves.to.map(() => 3) } }],
  ['LIFETIME_DOCUMENT_INVALID', { moves: { ...stages.moves, from: stages.moves.from.map(() => -1) } }],
  ['LIFETIME_DOCUMENT_INVALID', { moves: { ...stages.moves, row: stages.moves.row.map(() => 0.5) } }],
  ['LIFETIME_DOCUMENT_INVALID', { margins: { ...stages.margins, sums: [] } }],
])('a fit of stages is refused as %s where it says otherwise', (refusal, change) => {
  expect(codeOf(() => readFittedStages({ ...stages, ...change }))).toBe(refusal)
})

import { expect, test } from 'vitest'
import type { Day } from '#kernel/time.ts'
import { minimiseBfgs } from '#numerics/optimise.ts'
import { codeOf } from '../conformance-measures.ts'
import { profileIntervals } from '../inference/profile.ts'
import { purchaseModel } from '../models.ts'
import { confidenceIntervals } from '../summary.ts'
import { purchaseCalendar, withMultipliers } from './calendar.ts'
import { begin, flat, quarters, seasons, simulated } from './customers.test-data.ts'
import { observedSpan, operationalHistories } from './customers.ts'
import { fitOnCalendar, fitSeasons } from './fit.ts'
import { profileIntervalsOnCalendar } from './inference.ts'
import { daysBySeason, purchasesBySeason } from './seasons.ts'

test.each(['bg-nbd', 'mbg-nbd', 'pareto-nbd'] as const)(
  '%s: profiles are near the standard intervals where the likelihood is nearly a parabola',
  (model) => {
    const { customers } = simulated(model, { customers: 400 })
    const fitted = fitSeasons(model, { customers, calendar: quarters })
    const names = ['r', 'alpha', 'season.q2', 'season.q4']
    const profile = profileIntervalsOnCalendar(fitted, customers, { level: 0.2, names })
    const square = confidenceIntervals(fitted, 0.2)
    expect(Object.keys(profile)).toEqual(names)
    for (const name of names) {
      const { lower, upper } = square?.[name] ?? { lower: NaN, upper: NaN }
      expect(Math.abs(profile[name].lower - lower) / (upper - lower), name).toBeLessThan(0.06)
      expect(Math.abs(profile[name].upper - upper) / (upper - lower), name).toBeLessThan(0.06)
    }
  },
)

test.each(['alpha', 'season.q4'] as const)(
  'with %s held at its end, the others reach no more than half the squared quantile below the summit',
  (held) => {
    const { customers } = simulated('mbg-nbd', { customers: 150 })
    const fitted = fitSeasons('mbg-nbd', { customers, calendar: quarters })
    const end = profileIntervalsOnCalendar(fitted, customers, { names: [held] })[held].upper
    const { first, last } = observedSpan(customers)
    const time = daysBySeason(quarters, first, last)
    const bought = purchasesBySeason(quarters, customers.repeatPurchases)
    const names = Object.keys(fitted.parameters)
    const free = names.filter((name) => name !== held)
    const isScaled = (name: string) => !fitted.coefficients.includes(name)
    const model = purchaseModel('mbg-nbd')
    // Independently: the plain likelihood in the operational time of a calendar whose mean is 1, and differences of it.
    const lossAt = (point: readonly number[]) => {
      const moved = free.map((name, i) => [name, isScaled(name) ? Math.exp(point[i]) : point[i]] as const)
      const all = { ...Object.fromEntries(moved), [held]: end } as Record<string, number>
      const ratios = quarters.names.map((name) => Math.exp(all[`season.${name}`] ?? 0))
      const mean =
        ratios.reduce((sum, ratio, k) => sum + ratio * time[k], 0) / time.reduce((a, b) => a + b, 0)
      const calendar = withMultipliers(
        quarters,
        Object.fromEntries(quarters.names.map((name, k) => [name, ratios[k] / mean])),
      )
      const { r, alpha, a, b } = all
      const plain = model.withParameters({ r, alpha, a, b }, 'week')
      const rows = model.logLikelihood(plain, operationalHistories(customers, calendar))
      const atPurchases = bought.reduce((sum, count, k) => sum + count * Math.log(ratios[k] / mean), 0)
      return -(rows.reduce((sum, value) => sum + value, 0) + atPurchases) / 150
    }
    const slopeAt = (point: readonly number[]) => ({
      value: lossAt(point),
      gradient: point.map((value, i) => {
        const at = (by: number) => lossAt(point.with(i, value + by))
        return (at(1e-4) - at(-1e-4)) / 2e-4
      }),
    })
    const start = free.map((name) =>
      isScaled(name) ? Math.log(fitted.parameters[name]) : fitted.parameters[name],
    )
    const { at } = minimiseBfgs(slopeAt, { start, gradientTolerance: 1e-5, maximumIterations: 80 })
    expect(fitted.logLikelihood + 150 * at.value).toBeCloseTo(1.959964 ** 2 / 2, 3)
  },
)

test('on a calendar without seasons they are those of the plain model', () => {
  const { customers } = simulated('bg-nbd', { customers: 500 })
  const onCalendar = profileIntervalsOnCalendar(
    fitOnCalendar('bg-nbd', { customers, calendar: flat }),
    customers,
  )
  const model = purchaseModel('bg-nbd')
  const plain = profileIntervals(model.fit(customers.histories), customers.histories)
  for (const name of model.parameterNames) {
    expect(onCalendar[name].lower / plain[name].lower, name).toBeCloseTo(1, 4)
    expect(onCalendar[name].upper / plain[name].upper, name).toBeCloseTo(1, 4)
  }
})

test('a level that is none, another unit and a calendar that is too short are refused', () => {
  const { customers } = simulated('bg-nbd', { customers: 100 })
  const fitted = fitOnCalendar('bg-nbd', { customers, calendar: seasons })
  const short = purchaseCalendar({ from: [begin], until: '2021-03-01' as Day, multiplier: [1] })
  const asked = (change: object, options?: object) =>
    codeOf(() => profileIntervalsOnCalendar({ ...fitted, ...change }, customers, options))
  expect(asked({}, { level: 0 })).toBe('LIFETIME_OPTION_INVALID')
  expect(asked({ timeUnit: 'day' })).toBe('LIFETIME_TIME_UNIT_MISMATCH')
  expect(asked({ calendar: short })).toBe('LIFETIME_CALENDAR_TOO_SHORT')
  expect(asked({ version: 2 })).toBe('LIFETIME_MODEL_UNKNOWN')
})

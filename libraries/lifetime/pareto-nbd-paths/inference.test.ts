import { expect, test } from 'vitest'
import { minimiseBfgs } from '#numerics/optimise.ts'
import { codeOf } from '../conformance-measures.ts'
import { profileIntervals } from '../inference/profile.ts'
import { fitParetoNbd } from '../pareto-nbd/fit.ts'
import { confidenceIntervals } from '../summary.ts'
import { pathColumns, simulated } from './customers.test-data.ts'
import { fitParetoNbdOnPaths } from './fit.ts'
import { profileIntervalsOnPaths } from './inference.ts'
import { customersOnPaths } from './paths.ts'
import { logLikelihoodOnPaths } from './predict.ts'

test('profiles are near the standard intervals where the likelihood is nearly a parabola', () => {
  const { customers } = simulated(300)
  const fitted = fitParetoNbdOnPaths(customers)
  const names = ['alpha', 'dropout.region']
  const profile = profileIntervalsOnPaths(fitted, customers, { level: 0.1, names })
  const square = confidenceIntervals(fitted, 0.1)
  expect(Object.keys(profile)).toEqual(names)
  for (const name of names) {
    const value = fitted.parameters[name]
    const { lower, upper } = square?.[name] ?? { lower: NaN, upper: NaN }
    const width = upper - lower
    expect(Math.abs(profile[name].lower - lower) / width, name).toBeLessThan(0.06)
    expect(Math.abs(profile[name].upper - upper) / width, name).toBeLessThan(0.06)
    expect(profile[name].lower).toBeLessThan(value)
    expect(profile[name].upper).toBeGreaterThan(value)
  }
})

const { customers: fewCustomers } = simulated(60)
const few = { customers: fewCustomers, fitted: fitParetoNbdOnPaths(fewCustomers) }

test.each(['beta', 'dropout.campaign'] as const)(
  'with %s held at its end, the others reach no more than half the squared quantile below the summit',
  (held) => {
    const { customers, fitted } = few
    const end = profileIntervalsOnPaths(fitted, customers, { names: [held] })[held].upper
    const free = Object.keys(fitted.parameters).filter((name) => name !== held)
    const scaled = (name: string) => !fitted.coefficients.includes(name)
    // Independently: by values of the likelihood at the parameters of documents, and differences of them.
    const lossAt = (point: readonly number[]) => {
      const moved = free.map((name, i) => [name, scaled(name) ? Math.exp(point[i]) : point[i]])
      const parameters = { ...Object.fromEntries(moved), [held]: end } as Record<string, number>
      return -logLikelihoodOnPaths({ ...fitted, parameters }, customers) / 60
    }
    const slopeAt = (point: readonly number[]) => ({
      value: lossAt(point),
      gradient: point.map((value, i) => {
        const at = (by: number) => lossAt(point.with(i, value + by))
        return (at(1e-4) - at(-1e-4)) / 2e-4
      }),
    })
    const start = free.map((name) =>
      scaled(name) ? Math.log(fitted.parameters[name]) : fitted.parameters[name],
    )
    const { at } = minimiseBfgs(slopeAt, { start, gradientTolerance: 1e-5, maximumIterations: 80 })
    expect(fitted.logLikelihood + 60 * at.value).toBeCloseTo(1.959964 ** 2 / 2, 3)
  },
)

test('without covariates they are those of the plain model', () => {
  const { columns, customers } = simulated(300)
  const { customer, from } = columns.periods
  const bare = customersOnPaths({ ...columns, periods: { customer, from } })
  const onPaths = profileIntervalsOnPaths(fitParetoNbdOnPaths(bare), bare)
  const plain = profileIntervals(fitParetoNbd(customers.histories), customers.histories)
  for (const name of ['r', 'alpha', 's', 'beta']) {
    expect(onPaths[name].lower / plain[name].lower).toBeCloseTo(1, 4)
    expect(onPaths[name].upper / plain[name].upper).toBeCloseTo(1, 4)
  }
})

test('another origin and unit of a covariate change its coefficient by the unit, and nothing else', () => {
  const { columns, customers } = simulated(60)
  const some = { names: ['r', 'alpha', 'dropout.region'] }
  const once = profileIntervalsOnPaths(fitParetoNbdOnPaths(customers), customers, some)
  const other = (name: 'region' | 'campaign') =>
    Array.from(columns.periods.purchase?.[name] ?? [], (value) => 10 * value + (name === 'region' ? 30 : 0))
  const measured = { region: other('region'), campaign: other('campaign') }
  const again = customersOnPaths({
    ...columns,
    periods: { ...columns.periods, purchase: measured, dropout: measured },
  })
  const twice = profileIntervalsOnPaths(fitParetoNbdOnPaths(again), again, some)
  expect(twice.r.upper / once.r.upper).toBeCloseTo(1, 5)
  expect((10 * twice['dropout.region'].lower) / once['dropout.region'].lower).toBeCloseTo(1, 4)
  // α where the region is 30 below what it was nought at: a parameter of another kind of customer.
  expect(Math.abs(Math.log(twice.alpha.upper / once.alpha.upper))).toBeGreaterThan(0.1)
})

test('a level that is none, another unit and missing covariates are refused', () => {
  const { columns, customers } = simulated(120)
  const fitted = fitParetoNbdOnPaths(customers)
  const { customer, from } = pathColumns(120).periods
  const bare = customersOnPaths({ ...columns, periods: { customer, from } })
  expect(codeOf(() => profileIntervalsOnPaths(fitted, customers, { level: 1 }))).toBe(
    'LIFETIME_OPTION_INVALID',
  )
  expect(codeOf(() => profileIntervalsOnPaths(fitted, customers, { names: ['a'] }))).toBe(
    'LIFETIME_OPTION_INVALID',
  )
  expect(codeOf(() => profileIntervalsOnPaths({ ...fitted, timeUnit: 'day' }, customers))).toBe(
    'LIFETIME_TIME_UNIT_MISMATCH',
  )
  expect(codeOf(() => profileIntervalsOnPaths(fitted, bare))).toBe('LIFETIME_COVARIATE_MISSING')
})

import { expect, test } from 'vitest'
import { isPerennialError } from '#kernel/errors.ts'
import { seededRandom } from '#numerics/random.ts'
import { bgNbd, fitBgNbd } from './bg-nbd/bg-nbd.ts'
import { fitByMaximumLikelihood, type FitProblem } from './fit.ts'
import { purchaseHistories } from './histories.ts'
import { fitMbgNbd } from './mbg-nbd/mbg-nbd.ts'
import { poissonVariate } from '#numerics/variates.ts'

/** −(x − 1)² − 2(y + 2)², of a hundred customers. */
const bowl: FitProblem<'x' | 'y'> = {
  parameterNames: ['x', 'y'],
  units: [1, 10],
  slopeAt: ([x, y]) => ({
    value: (x - 1) ** 2 + 2 * (y + 2) ** 2,
    gradient: [2 * (x - 1), 4 * (y + 2)],
  }),
  starts: [[0, 0]],
  customerCount: 100,
  distinctRows: 7,
  logLikelihoodOffset: 5,
}

function errorOf(run: () => unknown) {
  try {
    run()
  } catch (error) {
    if (isPerennialError(error)) return error
    throw error
  }
  return undefined
}

test('a summit known by its gradient alone is found, with its curvature', () => {
  const { parameters, covariance, logLikelihood, convergence } = fitByMaximumLikelihood(bowl)
  expect(parameters.x).toBeCloseTo(Math.E, 9)
  expect(parameters.y).toBeCloseTo(10 * Math.exp(-2), 9)
  expect(covariance?.[0][0]).toBeCloseTo(Math.E ** 2 / 200, 9)
  expect(covariance?.[1][1]).toBeCloseTo((100 * Math.exp(-4)) / 400, 9)
  expect(logLikelihood).toBeCloseTo(5, 9)
  expect(convergence).toMatchObject({ starts: 1, converged: true })
  expect(convergence.conditionNumber).toBeCloseTo(2, 6)
})

test('a penalty pulls the log-parameters towards zero, and is no part of the log-likelihood', () => {
  const { parameters, logLikelihood, covariance } = fitByMaximumLikelihood(bowl, { penalty: 1 })
  expect(Math.log(parameters.x)).toBeCloseTo(0.5, 9)
  expect(logLikelihood).toBeCloseTo(5 - 100 * (0.25 + 2 * (2 / 3) ** 2), 6)
  expect(covariance?.[0][0]).toBeCloseTo(Math.exp(0.5) ** 2 / 400, 9)
})

test('the second start is tried only where the first fails', () => {
  const broken = {
    ...bowl,
    slopeAt: (point: readonly number[]) => ({
      ...bowl.slopeAt(point),
      value: point[0] > 5 ? NaN : bowl.slopeAt(point).value,
    }),
  }
  const stuck = fitByMaximumLikelihood({
    ...broken,
    starts: [
      [6, 0],
      [0, 0],
      [1, 1],
    ],
  })
  expect(stuck.convergence).toMatchObject({ starts: 2, converged: true })
})

test('a search that finds no summit is refused with what was tried, or returned with a warning', () => {
  const slope: FitProblem<'x'> = {
    ...bowl,
    parameterNames: ['x'],
    units: [1],
    slopeAt: ([x]) => ({ value: -x, gradient: [-1] }),
    starts: [[0], [1]],
    advice: () => 'Turn round.',
  }
  const { advice: _, ...unadvised } = slope
  const error = errorOf(() => fitByMaximumLikelihood(slope))
  expect(error).toMatchObject({ code: 'LIFETIME_FIT_NOT_CONVERGED', hint: 'Turn round.' })
  expect(error?.details).toMatchObject({ gradientNorm: 1, startsTried: 2, customers: 100 })
  expect(errorOf(() => fitByMaximumLikelihood(unadvised))?.hint).toMatch(/allowUnconverged/)
  const fitted = fitByMaximumLikelihood(slope, { allowUnconverged: true })
  expect(fitted.convergence.converged).toBe(false)
  expect(fitted.covariance).toBeNull()
  expect(fitted.warnings).toContain('LIFETIME_FIT_NOT_CONVERGED')
})

test('options that make no sense are refused', () => {
  expect(errorOf(() => fitByMaximumLikelihood(bowl, { penalty: -1 }))?.code).toBe('LIFETIME_OPTION_INVALID')
  expect(errorOf(() => fitByMaximumLikelihood(bowl, { penalty: NaN }))?.code).toBe('LIFETIME_OPTION_INVALID')
  for (const gradientTolerance of [0, 1e-5, NaN]) {
    const refused = errorOf(() => fitByMaximumLikelihood(bowl, { gradientTolerance }))
    expect(refused).toMatchObject({
      code: 'LIFETIME_OPTION_INVALID',
      details: { tolerance: gradientTolerance },
    })
  }
  const start = { x: 1 }
  expect(errorOf(() => fitByMaximumLikelihood(bowl, { start }))?.code).toBe('LIFETIME_PARAMETER_NOT_POSITIVE')
  const signed = { ...bowl, coefficients: ['y'] }
  expect(errorOf(() => fitByMaximumLikelihood(signed, { start: { x: 1, y: NaN } }))?.code).toBe(
    'LIFETIME_VALUE_NOT_FINITE',
  )
})

test('a looser tolerance saves steps, and moves no parameter by more than a sliver of its error', () => {
  const random = seededRandom(6)
  const ages = Float64Array.from({ length: 800 }, () => 20 + 19 * random())
  const truth = bgNbd.withParameters({ r: 0.5, alpha: 5, a: 0.8, b: 2.4 }, 'week')
  const { histories } = bgNbd.simulate(truth, { ages, horizon: 0, random })
  const [exact, quick] = [fitBgNbd(histories), fitBgNbd(histories, { gradientTolerance: 1e-6 })]
  expect(quick.convergence.iterations).toBeLessThan(exact.convergence.iterations)
  expect(quick.convergence.converged).toBe(true)
  for (const [place, name] of (['r', 'alpha', 'a', 'b'] as const).entries()) {
    const error = Math.sqrt(exact.covariance?.[place][place] ?? NaN)
    expect(Math.abs(quick.parameters[name] - exact.parameters[name])).toBeLessThan(1e-3 * error)
  }
})

test('customers who never drop out put the dropout at its boundary, and no error is pretended', () => {
  const random = seededRandom(4)
  const repeatPurchases = Float64Array.from({ length: 500 }, () => poissonVariate(random, 20))
  const age = repeatPurchases.map(() => 40)
  const lastPurchaseAge = repeatPurchases.map((x) => (x === 0 ? 0 : 40 * random() ** (1 / x)))
  const histories = purchaseHistories({ timeUnit: 'week', repeatPurchases, lastPurchaseAge, age })
  for (const fitted of [fitBgNbd(histories), fitMbgNbd(histories)]) {
    expect(fitted.covariance).toBeNull()
    expect(fitted.warnings.some((code) => code.startsWith('LIFETIME_PARAMETER'))).toBe(true)
    expect(JSON.parse(JSON.stringify(fitted))).toEqual(fitted)
    const { r, alpha } = fitted.parameters
    expect(r / alpha).toBeCloseTo(0.5, 1)
  }
})

test('one customer alone is fitted with a warning or refused with advice', () => {
  const alone = purchaseHistories({
    timeUnit: 'week',
    repeatPurchases: [3],
    lastPurchaseAge: [20],
    age: [30],
  })
  const error = errorOf(() => fitBgNbd(alone))
  const fitted = fitBgNbd(alone, { allowUnconverged: true })
  expect(error === undefined || error.hint.includes('Only 1 customers')).toBe(true)
  expect(fitted.covariance).toBeNull()
  expect(fitted.warnings.length).toBeGreaterThan(0)
})

test('the advice on a failed fit names its likeliest cause', () => {
  /** Customers whose repeat purchases all fell on the first day: no rate is high enough. */
  const hintOf = (customers: number, age: number, others: readonly number[] = []) => {
    const column = (value: number) => Array.from({ length: customers }, () => value)
    const histories = purchaseHistories({
      timeUnit: 'week',
      repeatPurchases: [...column(2), ...others],
      lastPurchaseAge: [...column(0), ...others.map(() => age)],
      age: [...column(age), ...others.map(() => age)],
    })
    return errorOf(() => fitBgNbd(histories))?.hint
  }
  expect(hintOf(5, 0)).toMatch(/Only 5 customers bought again/)
  expect(hintOf(50, 30)).toMatch(/same unit/)
  expect(hintOf(50, 0)).toMatch(/runs off without end/)
})

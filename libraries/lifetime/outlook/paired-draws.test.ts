import { seededRandom } from '#numerics/random.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exampleFits, exampleSpend, withRelativeErrors } from './example-fits.ts'
import { pairedDraws, parameterDraws, type DrawnParameters } from './paired-draws.ts'

const [paretoNbd] = exampleFits
const names = ['r', 'alpha', 's', 'beta']
const logs = (draws: DrawnParameters, name: string) => draws.map((draw) => Math.log(draw[name]))
const error = fc.double({ min: 0.001, max: 2, noNaN: true })
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const covariance = (left: readonly number[], right: readonly number[]) => {
  const [leftMean, rightMean] = [mean(left), mean(right)]
  return mean(left.map((value, k) => (value - leftMean) * (right[k] - rightMean)))
}

describe('laws', () => {
  test('draws have the mean of the fit exactly and its covariance nearly', () => {
    const fit = withRelativeErrors(paretoNbd, 0.2)
    const draws = parameterDraws(fit, names, { draws: 20_000, random: seededRandom(1) })
    expect(draws).toHaveLength(20_000)
    for (const name of names) {
      const parameters: Readonly<Record<string, number>> = fit.parameters
      expect(mean(logs(draws, name))).toBeCloseTo(Math.log(parameters[name]), 12)
      expect(covariance(logs(draws, name), logs(draws, name))).toBeGreaterThan(0.038)
      expect(covariance(logs(draws, name), logs(draws, name))).toBeLessThan(0.042)
    }
    expect(Math.abs(covariance(logs(draws, 'r'), logs(draws, 's')))).toBeLessThan(0.001)
  })

  test('of two nested fits the later moves with the earlier, and their difference by what the earlier did not know', () => {
    const earlier = withRelativeErrors(paretoNbd, 0.3)
    const later = withRelativeErrors(paretoNbd, 0.1)
    const pair = pairedDraws(
      { earlier, later, names: { earlier: names, later: names }, nested: true },
      { draws: 20_000, random: seededRandom(2) },
    )
    const [before, after] = [logs(pair.earlier, 'r'), logs(pair.later, 'r')]
    expect(covariance(before, after)).toBeCloseTo(0.01, 3)
    expect(covariance(before, before)).toBeCloseTo(0.09, 2)
    const apart = before.map((value, k) => value - after[k])
    expect(covariance(apart, apart)).toBeCloseTo(0.08, 2)
  })

  test('fits that are not nested are independent', () => {
    const fit = withRelativeErrors(paretoNbd, 0.2)
    const pair = pairedDraws(
      { earlier: fit, later: fit, names: { earlier: names, later: names }, nested: false },
      { draws: 20_000, random: seededRandom(3) },
    )
    expect(Math.abs(covariance(logs(pair.earlier, 'r'), logs(pair.later, 'r')))).toBeLessThan(0.002)
  })

  test('a later fit that knows less than the earlier is no reason for draws that are not numbers', () => {
    fc.assert(
      fc.property(error, error, (a, b) => {
        const pair = pairedDraws(
          {
            earlier: withRelativeErrors(exampleSpend, a),
            later: withRelativeErrors(exampleSpend, b),
            names: { earlier: ['p', 'q', 'gamma'], later: ['p', 'q', 'gamma'] },
            nested: true,
          },
          { draws: 10, random: seededRandom(4) },
        )
        for (const draw of [...pair.earlier, ...pair.later]) {
          for (const value of Object.values(draw)) expect(value).toBeGreaterThan(0)
        }
      }),
    )
  })

  test('a fit without covariance stays as it is, and the same seed gives the same draws', () => {
    const options = () => ({ draws: 4, random: seededRandom(5) })
    expect(parameterDraws(paretoNbd, names, options())).toEqual(Array(4).fill(paretoNbd.parameters))
    const fit = withRelativeErrors(paretoNbd, 0.2)
    expect(parameterDraws(fit, names, options())).toEqual(parameterDraws(fit, names, options()))
  })
})

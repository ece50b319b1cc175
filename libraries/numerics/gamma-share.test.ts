import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { goldenTable } from '../../tests/golden-table.ts'
import { integrateLogShare, type GammaPair, type ShareCurvature } from './gamma-share-integral.ts'
import { gammaShare, logGammaShare } from './gamma-share.ts'

const shape = fc.double({ min: -3, max: 3.5, noNaN: true }).map((power) => 10 ** power)
const ratio = fc.double({ min: -7, max: 7, noNaN: true }).map((power) => 10 ** power)

/** Every figure of a curvature, derivatives by shapes times those shapes, so that each is of the order of 1. */
function figuresOf(
  { own, rival }: GammaPair,
  curvature: ShareCurvature,
): Record<keyof ShareCurvature, number> {
  return {
    value: curvature.value,
    byOwn: own * curvature.byOwn,
    byRival: rival * curvature.byRival,
    byRatio: curvature.byRatio,
    ownOwn: own * own * curvature.ownOwn,
    ownRival: own * rival * curvature.ownRival,
    rivalRival: rival * rival * curvature.rivalRival,
    ownRatio: own * curvature.ownRatio,
    rivalRatio: rival * curvature.rivalRatio,
    ratioRatio: curvature.ratioRatio,
  }
}

function largestDifference(pair: GammaPair, actual: ShareCurvature, expected: ShareCurvature): number {
  const [left, right] = [figuresOf(pair, actual), figuresOf(pair, expected)]
  const names = Object.keys(left) as (keyof ShareCurvature)[]
  return Math.max(
    ...names.map((name) => Math.abs(left[name] - right[name]) / Math.max(1, Math.abs(right[name]))),
  )
}

for (const row of goldenTable('gamma-share')) {
  const pair = { own: Number(row.own), rival: Number(row.rival) }
  const { own: _own, rival: _rival, ratio: at, ...figures } = row
  const expected = Object.fromEntries(Object.entries(figures).map(([name, text]) => [name, Number(text)]))
  test(`the share of ${row.own} against ${row.rival} at a ratio of ${at} and its derivatives are right to ten digits`, () => {
    expect(Math.abs(gammaShare(pair, Number(at)) / Math.exp(Number(row.value)) - 1)).toBeLessThan(1e-12)
    const curvature = logGammaShare(pair, Number(at))
    expect(largestDifference(pair, curvature, expected as unknown as ShareCurvature)).toBeLessThan(1e-10)
  })
}

test('the shares of the two rivals sum to one', () => {
  fc.assert(
    fc.property(shape, shape, ratio, (own, rival, at) => {
      const other = gammaShare({ own: rival, rival: own }, 1 / at)
      expect(Math.abs(gammaShare({ own, rival }, at) + other - 1)).toBeLessThan(1e-12)
    }),
  )
})

test('at a ratio of one the share is that of the shapes', () => {
  fc.assert(
    fc.property(shape, shape, (own, rival) => {
      expect(gammaShare({ own, rival }, 1) / (own / (own + rival))).toBeCloseTo(1, 14)
    }),
  )
})

test('with both shapes one it has a closed form', () => {
  fc.assert(
    fc.property(ratio, (at) => {
      fc.pre(Math.abs(at - 1) > 0.1)
      // E[Y/(Y + cX)] for two exponentials is (c ln c − c + 1) / (c − 1)².
      const expected = (at * Math.log(at) - at + 1) / (at - 1) ** 2
      expect(gammaShare({ own: 1, rival: 1 }, at) / expected).toBeCloseTo(1, 10)
    }),
  )
})

test('the share falls as the ratio grows, and stays within [0, 1]', () => {
  fc.assert(
    fc.property(shape, shape, ratio, (own, rival, at) => {
      const share = gammaShare({ own, rival }, at)
      expect(share).toBeGreaterThanOrEqual(0)
      expect(share).toBeLessThanOrEqual(1)
      expect(gammaShare({ own, rival }, at * 1.01)).toBeLessThanOrEqual(share * (1 + 1e-12))
      expect(logGammaShare({ own, rival }, at).byRatio).toBeLessThanOrEqual(1e-12)
    }),
  )
})

test('the continued fraction and the integral agree wherever both can be used', () => {
  const moderate = fc.double({ min: -1.5, max: 1.5, noNaN: true }).map((power) => 10 ** power)
  fc.assert(
    fc.property(shape, shape, moderate, (own, rival, at) => {
      const pair = { own, rival }
      expect(largestDifference(pair, logGammaShare(pair, at), integrateLogShare(pair, at))).toBeLessThan(
        1e-10,
      )
    }),
  )
})

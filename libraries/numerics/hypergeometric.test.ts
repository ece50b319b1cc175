import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { goldenTable } from '../../tests/golden-table.ts'
import { gammaShare, gammaShareSlopes, type GammaPair, type ShareSlopes } from './hypergeometric.ts'

const shape = fc.double({ min: -3, max: 3.5, noNaN: true }).map((power) => 10 ** power)
const ratio = fc.double({ min: -7, max: 7, noNaN: true }).map((power) => 10 ** power)

function slopesOf(pair: GammaPair, at: number): ShareSlopes {
  const slopes = { share: 0, byOwn: 0, byRival: 0, byRatio: 0 }
  gammaShareSlopes(pair, at, slopes)
  return slopes
}

for (const row of goldenTable('gamma-share')) {
  const pair = { own: Number(row.own), rival: Number(row.rival) }
  const at = Number(row.ratio)
  test(`the share of ${row.own} against ${row.rival} at a ratio of ${row.ratio} is ${row.share}`, () => {
    expect(Math.abs(gammaShare(pair, at) / Number(row.share) - 1)).toBeLessThan(1e-12)
    const slopes = slopesOf(pair, at)
    expect(Math.abs(slopes.share / Number(row.share) - 1)).toBeLessThan(1e-12)
    // Slopes in the logarithms of the arguments, whose natural scale is 1.
    expect(Math.abs(pair.own * (slopes.byOwn - Number(row.byOwn)))).toBeLessThan(1e-12)
    expect(Math.abs(pair.rival * (slopes.byRival - Number(row.byRival)))).toBeLessThan(1e-11)
    expect(Math.abs(at * (slopes.byRatio - Number(row.byRatio)))).toBeLessThan(1e-12)
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
      expect(slopesOf({ own, rival }, at).byRatio).toBeLessThanOrEqual(1e-12 / at)
    }),
  )
})

test('fraction and integral agree where the one gives way to the other', () => {
  for (const own of [0.01, 0.6, 20]) {
    for (const rival of [0.01, 0.55, 300]) {
      // The fraction is given up somewhere on this path; a seam would show as a jump in the slope.
      for (let at = 50; at < 1e5; at *= 1.1) {
        const change = Math.log(
          gammaShare({ own, rival }, at * 1.001) / gammaShare({ own, rival }, at * 0.999),
        )
        const width = Math.log(1.001 / 0.999)
        expect(Math.abs(change / width - at * slopesOf({ own, rival }, at).byRatio)).toBeLessThan(1e-6)
      }
    }
  }
})

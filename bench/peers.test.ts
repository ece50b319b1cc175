import { expect, test } from 'vitest'
import { maximaBeside } from './peer.ts'
import { lifetimes } from './peers.ts'

// PyMC-Marketing takes a minute to fit as much: `bench/pymc-marketing.ts` holds its maxima against ours.
test(
  'lifetimes, where it is installed, finds the maxima that we find on CDNOW',
  { timeout: 60_000 },
  async (context) => {
    const found = await maximaBeside(lifetimes, 'CDNOW sample', [
      'bg-nbd',
      'mbg-nbd',
      'pareto-nbd',
      'gamma-gamma',
    ])
    if (typeof found === 'string') return context.skip(found)
    expect(found.map(({ model, agree }) => [model, agree])).toEqual([
      ['bg-nbd', true],
      ['mbg-nbd', true],
      ['pareto-nbd', true],
      ['gamma-gamma', true],
    ])
  },
)

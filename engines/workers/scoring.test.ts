import { expect, test } from 'vitest'
import { days } from '#kernel/time.ts'
import { exampleFits, exampleSpend } from '#lifetime/outlook/example-fits.ts'
import { joinScores, type scorePart, scoreParts } from '#lifetime/outlook/score-parts.ts'
import { scoreRows } from '#lifetime/outlook/score-rows.ts'
import { simulateBase } from '#lifetime/outlook/simulated-base.ts'
import { seededRandom } from '#numerics/random.ts'
import { WorkerPool } from './worker-pool.ts'

test('a base scored in several threads has every digit of one core', async () => {
  const [fitted] = exampleFits
  if (fitted === undefined) throw new Error('There are example fits')
  const ages = Float64Array.from({ length: 2000 }, (_, i) => 20 + (i % 300) / 7)
  const { parameters } = exampleSpend
  const base = simulateBase({ fitted, spend: parameters, ages, horizon: 0, random: seededRandom(9) })
  const asked = {
    fitted,
    spend: { kind: 'gamma-gamma', fitted: exampleSpend } as const,
    rows: { histories: base.histories, spendObservations: base.spendObservations },
    horizon: days(365),
    discountRatePerYear: 0.1,
  }
  const module = new URL('./scoring.test-data.ts', import.meta.url)
  const pool = new WorkerPool<{ scorePart: typeof scorePart }>({ module, threads: 3 })
  const parts = scoreParts(asked, 3)
  const scores = await Promise.all(parts.map((part) => pool.run('scorePart', part)))
  await pool.close()
  expect(joinScores(parts, scores)).toEqual(scoreRows(asked))
})

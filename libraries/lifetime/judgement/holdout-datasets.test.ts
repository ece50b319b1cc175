import { days } from '#kernel/time.ts'
import { expect } from 'vitest'
import { readCdnow } from '#tests/cdnow.ts'
import { testWithDataset } from '#tests/datasets.ts'
import { readOnlineRetail } from '#tests/online-retail.ts'
import type { PurchaseModelName } from '../model.ts'
import { purchaseModel } from '../models.ts'
import { purchasesAfter, summariseLog } from '../purchase-log.ts'
import { judgeHoldout, type HoldoutJudgement, type HoldoutRows } from './holdout.ts'

function judged(
  models: readonly PurchaseModelName[],
  rows: Omit<HoldoutRows, 'recentPurchases'>,
  horizonDays: number,
): HoldoutJudgement[] {
  const { histories } = rows
  return models.map((name) =>
    judgeHoldout({
      fitted: purchaseModel(name).fit(histories),
      rows: { ...rows, recentPurchases: histories.repeatPurchases },
      horizon: days(horizonDays),
      recentWindow: days(273),
    }),
  )
}

/** Mean of the transform u; above a half where more came than was expected. */
function tilt({ pit }: HoldoutJudgement): number {
  return pit.reduce((sum, share, part) => sum + share * (part + 0.5), 0) / pit.length
}

testWithDataset(
  'CDNOW master holds a little less than is stated, since its silent customers came back',
  'cdnow/CDNOW_master.txt.gz',
  (path) => {
    const { histories, holdoutPurchases } = readCdnow(path)
    const rows = { histories, futurePurchases: holdoutPurchases }
    for (const judgement of judged(['pareto-nbd', 'mbg-nbd', 'bg-nbd'], rows, 273)) {
      expect(judgement.customers).toBe(23_570)
      expect(judgement.actualPurchases).toBe(19_684)
      expect(judgement.statedCoverage - judgement.coverage).toBeGreaterThan(0.02)
      expect(judgement.statedCoverage - judgement.coverage).toBeLessThan(0.04)
      expect(judgement.pitInside80).toBeGreaterThan(0.76)
      expect(judgement.pitInside80).toBeLessThan(0.8)
      expect(tilt(judgement)).toBeGreaterThan(0.5)
      const [, once] = judgement.byPastPurchases
      expect(once.actual / once.expected).toBeGreaterThan(1.2)
    }
  },
)

testWithDataset(
  'online retail has an autumn that no model of nine months can know, and nobody who is seen to leave',
  'online-retail/online_retail.csv.gz',
  (path) => {
    const log = readOnlineRetail(path)
    expect(log.customers).toHaveLength(4338)
    const { histories } = summariseLog(log, { until: '2011-08-31' })
    const futurePurchases = purchasesAfter(log, { after: '2011-08-31', to: '2011-12-09' })
    const judgements = judged(['nbd', 'mbg-nbd', 'bg-nbd'], { histories, futurePurchases }, 100)
    for (const judgement of judgements) {
      expect(judgement.customers).toBe(3317)
      expect(judgement.actualPurchases).toBe(4806)
      // The others end at the NBD, in which nobody leaves.
      expect(judgement.expectedPurchases).toBeCloseTo(judgements[0].expectedPurchases, 3)
      expect(judgement.expectedPurchases / judgement.actualPurchases).toBeLessThan(0.8)
      expect(tilt(judgement)).toBeGreaterThan(0.55)
    }
  },
  60_000,
)

import { expect } from 'vitest'
import { goldenTable } from '#tests/golden-table.ts'
import { testWithDataset } from '#tests/datasets.ts'
import { auditOfFile } from './an-audit.test-data.ts'
import { lensDocument } from './lenses/lenses.query.ts'

const master = 'cdnow/CDNOW_master.txt.gz'

testWithDataset('the audit of CDNOW has every figure that was counted by hand', master, async (path) => {
  const golden = new Map(goldenTable('cdnow-audit').map((row) => [row['figure'], Number(row['value'])]))
  const audit = await auditOfFile(path)
  const found: Record<string, number> = {}
  const rounded = (value: number | null | undefined, digits: number) =>
    Number((value ?? Number.NaN).toFixed(digits))
  try {
    const all = (await lensDocument(audit, 'differ', { fiscalStart: 1, length: 'all' })).shown.tables
    const spend = all.distributions.find(({ measure }) => measure === 'spend')
    found['customers'] = all.summary[0]?.customers ?? 0
    found['spend'] = all.summary[0]?.spend ?? 0
    found['customer-days'] = all.summary[0]?.purchases ?? 0
    found['mean-spend'] = rounded(spend?.mean, 2)
    // The reference takes the upper of the two customers in the middle: 43.41 of 43.38 and 43.41.
    found['median-spend'] = all.deciles.find(({ decile }) => decile === 5)?.lowestProfit ?? 0
    for (const { decile, profitShare } of all.deciles)
      found[`decile-${decile}`] = rounded(100 * (profitShare ?? 0), 2)
    const [top, , fifth] = all.topShares
    found['top-1-customers'] = top?.customers ?? 0
    found['top-1-share'] = rounded(100 * (top?.profitShare ?? 0), 3)
    found['top-20-share'] = rounded(100 * (fifth?.profitShare ?? 0), 3)
    const most = all.customersFor.find(({ profitShare }) => profitShare === 0.8)
    found['customers-for-80'] = most?.customers ?? 0
    found['customers-share-for-80'] = rounded(100 * (most?.customersShare ?? 0), 2)
    found['gini'] = rounded(all.concentration[0]?.gini, 6)
    const [once] = all.histogram
    found['one-day-customers'] = once?.customers ?? 0
    found['one-day-share'] = rounded((100 * (once?.customers ?? 0)) / 23570, 2)
    const [lines] = await audit.db.rows(
      `SELECT count(*) AS n FROM (SELECT sum(lines) AS lines FROM snapshot.audit_period WHERE length = 12 GROUP BY customer) WHERE lines = 1`,
    )
    found['one-line-customers'] = Number(lines?.['n'])
    const cohorts = await lensDocument(audit, 'cohorts', { fiscalStart: 1, length: 'month' })
    for (const { cohort, acquired } of cohorts.shown.tables.cohorts) found[`cohort-${cohort}`] = acquired
    const halves = await lensDocument(audit, 'whole', { fiscalStart: 1, length: 'half' })
    const half = halves.shown.tables.periods.find(({ period }) => period === '1998-H1')
    found['half-customers'] = half?.customers ?? 0
    found['half-lines'] = half?.lines ?? 0
    found['half-spend'] = half?.spend ?? 0
    const quarters = await lensDocument(audit, 'whole', { fiscalStart: 1 })
    for (const period of quarters.shown.tables.periods) {
      found[`lines-${period.period}`] = period.lines
      found[`spend-${period.period}`] = period.spend
      found[`active-${period.period}`] = period.customers
    }
    expect(found).toEqual(Object.fromEntries(golden))
  } finally {
    await audit.close()
  }
})

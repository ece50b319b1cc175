/** Whether fits find again the law that the shop's customers live by, within their own standard errors. */
import { expect, test } from 'vitest'
import { fitGammaGamma } from '#lifetime/gamma-gamma/fit.ts'
import { purchaseHistories, spendHistories } from '#lifetime/histories.ts'
import type { Fitted, PurchaseHistories } from '#lifetime/model.ts'
import { fitParetoNbd } from '#lifetime/pareto-nbd/fit.ts'
import { dot, solvePositiveDefinite } from '#numerics/linear-algebra.ts'
import { electronicsLaw, electronicsShop, type TrueOrder } from './electronics.ts'

const seeds = [1, 2, 3]
const shops = seeds.map((seed) => electronicsShop({ customers: 20_000, seed }))

/** (estimate − truth)' covariance⁻¹ (estimate − truth): chi-squared with as many degrees as there are parameters. */
function distance(fitted: Fitted<string, string>, truth: Readonly<Record<string, number>>): number {
  if (fitted.covariance === null) throw new Error('The fit is not identified')
  const off = Object.entries(truth).map(([name, value]) => (fitted.parameters[name] ?? Number.NaN) - value)
  const weighted = solvePositiveDefinite(fitted.covariance, off)
  return weighted === undefined ? Number.NaN : dot(off, weighted)
}

/** Histories of a shop's customers: times as they are, or whole days as a log of days would have them. */
function historiesOf(shop: (typeof shops)[number], wholeDays: boolean): PurchaseHistories {
  const rows = [...shop.customers()].map(({ orders }) => {
    const times = orders.map(({ at }) => (wholeDays ? Math.floor(at) : at))
    const days = [...new Set(times)]
    const [first = 0, last = first] = [days[0], days.at(-1)]
    const end = wholeDays ? shop.lengthInDays - 1 : shop.lengthInDays
    return { x: days.length - 1, last: (last - first) / 7, age: (end - first) / 7 }
  })
  return purchaseHistories({
    timeUnit: 'week',
    repeatPurchases: rows.map(({ x }) => x),
    lastPurchaseAge: rows.map(({ last }) => last),
    age: rows.map(({ age }) => age),
  })
}

test('Pareto/NBD finds rates and lifetimes again within its own covariance', () => {
  const distances = shops.map((shop) =>
    distance(fitParetoNbd(historiesOf(shop, false)), electronicsLaw.purchases),
  )
  const sum = distances.reduce((total, one) => total + one, 0)
  // Chi-squared with 12 degrees of freedom lies in [1.9, 39.2] but once in five thousand times.
  expect(sum).toBeGreaterThan(1.9)
  expect(sum).toBeLessThan(39.2)
})

test('whole days and merged orders, as a log has them, move the fit by no more than its own uncertainty', () => {
  for (const shop of shops) {
    // Chi-squared with 4 degrees of freedom exceeds 23.5 once in ten thousand times.
    expect(distance(fitParetoNbd(historiesOf(shop, true)), electronicsLaw.purchases)).toBeLessThan(23.5)
  }
})

test('Gamma-Gamma finds spends again from what the orders cost at catalogue prices', () => {
  for (const shop of shops) {
    const rows = [...shop.customers()].map(({ orders }) => orders.map(costOf))
    const spends = spendHistories({
      observations: rows.map((costs) => costs.length),
      meanSpend: rows.map((costs) => costs.reduce((sum, cost) => sum + cost, 0) / costs.length),
    })
    // Chi-squared with 3 degrees of freedom exceeds 21.1 once in ten thousand times.
    expect(distance(fitGammaGamma(spends), electronicsLaw.spend)).toBeLessThan(21.1)
  }
})

/** Euros that an order brought in the end. */
function costOf({ lines }: TrueOrder): number {
  return lines.reduce((sum, { product, quantity }) => sum + quantity * product.priceCents, 0) / 100
}

/** Invented customers on paths, for the tests of this room. */
import { seededRandom } from '#numerics/random.ts'
import { effectsOf } from '../covariates/effects.ts'
import type { FittedOnPaths } from './fit.ts'
import { customersOnPaths, type CustomersOnPaths, type PathColumns } from './paths.ts'
import { simulateOnPaths } from './simulate.ts'

/** A path fit with chosen parameters. */
export function chosen(
  customers: CustomersOnPaths,
  parameters: Readonly<Record<string, number>>,
): FittedOnPaths {
  const effects = customers.covariates === null ? [] : effectsOf('pareto-nbd', customers.covariates, {})
  return {
    model: 'pareto-nbd-paths',
    version: 1,
    timeUnit: customers.histories.timeUnit,
    parameters,
    effects,
    coefficients: effects.map(({ coefficient }) => coefficient),
    covariance: null,
    logLikelihood: 0,
    customerCount: 0,
    distinctRows: 0,
    convergence: { iterations: 0, gradientNorm: 0, starts: 0, conditionNumber: 1, converged: true },
    warnings: [],
  }
}

/** Parameters of invented customers. */
export const truth = {
  r: 1,
  alpha: 8,
  s: 0.8,
  beta: 20,
  'purchase.campaign': 0.7,
  'purchase.region': -0.4,
  'dropout.campaign': -0.6,
  'dropout.region': 0.5,
}

/** Customers of two regions, each with campaigns of three weeks that return at times of their own. */
export function pathColumns(customers: number, { cut = 1, spread = 20 } = {}): PathColumns {
  const [customer, from, campaign, region]: [number[], number[], number[], number[]] = [[], [], [], []]
  for (let i = 0; i < customers; i++) {
    for (let week = -(i % 5); week < 120; week += 3 / cut) {
      customer.push(i)
      from.push(week)
      campaign.push(Number(Math.floor((week + (i % 5) + 1e-9) / 3 + (i % 4)) % 4 === 0))
      region.push(i % 2)
    }
  }
  const columns = { campaign, region }
  return {
    timeUnit: 'week',
    age: Float64Array.from({ length: customers }, (_, i) => 60 + (i % spread)),
    purchases: { customer: [], age: [] },
    periods: { customer, from, purchase: columns, dropout: columns },
    until: new Float64Array(customers).fill(120),
  }
}

/** Invented customers who behave by {@link truth}. */
export function simulated(customers: number, { seed = 5, spread = 20 } = {}) {
  const columns = pathColumns(customers, { spread })
  const empty = customersOnPaths(columns)
  const made = simulateOnPaths(chosen(empty, truth), empty, seededRandom(seed))
  const purchases = { customer: made.customer, age: made.age }
  return { made, columns: { ...columns, purchases }, customers: customersOnPaths({ ...columns, purchases }) }
}

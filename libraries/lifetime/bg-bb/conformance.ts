/** What every model of opportunities must hold to, besides the laws of `fit-conformance.ts`. */
import { seededRandom } from '#numerics/random.ts'
import type { Law } from '../conformance.ts'
import {
  biasInErrors,
  codeOf,
  distributionDeparture,
  largest,
  relativeDistance,
} from '../conformance-measures.ts'
import type { AnyFit, FitTrial } from '../fit-conformance.ts'
import { paretoNbd } from '../pareto-nbd/pareto-nbd.ts'
import { purchaseHistories } from '../histories.ts'
import {
  afterOpportunity,
  collapseOpportunities,
  newCustomers,
  opportunityHistories,
  type OpportunityColumns,
  type OpportunityHistories,
} from './histories.ts'
import { type FittedBgBb, historyAt } from './likelihood.ts'
import type { OpportunityModel } from './opportunity-model.ts'

/** Parameters such as real customers have. */
const typicalParameters = { alpha: 1.2, beta: 0.75, gamma: 0.66, delta: 2.8 }

/** Everyday customers, and such as break formulas that raise to large powers or divide by small numbers. */
const edgeHistories = opportunityHistories({
  opportunities: [0, 6, 6, 6, 6, 12, 1, 1, 1000, 1000, 1000, 10_000, 10_000, 10_000],
  repeatPurchases: [0, 0, 1, 3, 6, 7, 0, 1, 0, 1000, 10, 10_000, 1, 5000],
  lastOpportunity: [0, 0, 2, 4, 6, 11, 0, 1, 0, 1000, 10, 10_000, 1, 9999],
})

/** Customers acquired at seven opportunities. */
function simulated(model: OpportunityModel, seed = 20_260, customers = 4000) {
  const opportunities = Float64Array.from({ length: customers }, (_, i) => 6 + (i % 7))
  return model.simulate(typicalFit(model), { opportunities, horizon: 5, random: seededRandom(seed) })
}

function typicalFit(model: OpportunityModel): FittedBgBb {
  return model.withParameters(typicalParameters)
}

/** The histories at some rows, one customer each. */
function rowsOf(histories: OpportunityHistories, rows: readonly number[]): OpportunityHistories {
  const pick = (column: Float64Array) => Float64Array.from(rows, (row) => column[row])
  return opportunityHistories({
    opportunities: pick(histories.opportunities),
    repeatPurchases: pick(histories.repeatPurchases),
    lastOpportunity: pick(histories.lastOpportunity),
  })
}

/** The model as the laws of fitting see it. */
export function opportunityTrial(model: OpportunityModel): FitTrial {
  return {
    name: model.name,
    truth: typicalParameters,
    sample: (seed, customers) => {
      const { histories } = simulated(model, seed, customers)
      const distinct = collapseOpportunities(histories)
      return {
        customers: histories.opportunities.length,
        fitRows: (rows, weight, options) => {
          const picked = rowsOf(histories, rows)
          return model.fit({ ...picked, weight: picked.opportunities.map(() => weight) }, options)
        },
        logLikelihoodAt: (parameters) =>
          model
            .logLikelihood(model.withParameters(parameters as FittedBgBb['parameters']), distinct)
            .reduce((sum, value, row) => sum + value * distinct.weight[row], 0),
        predict: (fitted: AnyFit) => model.expectedPurchases(fitted as FittedBgBb, histories, { to: 5 }),
      }
    },
  }
}

const oneRow: OpportunityColumns = { opportunities: [6], repeatPurchases: [2], lastOpportunity: [4] }

/** Data that no model may accept, with the code of each refusal. */
const refusedFits: readonly (readonly [string, OpportunityColumns])[] = [
  ['LIFETIME_NO_CUSTOMERS', { opportunities: [], repeatPurchases: [], lastOpportunity: [] }],
  ['LIFETIME_LENGTHS_DIFFER', { ...oneRow, opportunities: [6, 6] }],
  ['LIFETIME_LENGTHS_DIFFER', { ...oneRow, weight: [1, 1] }],
  ['LIFETIME_VALUE_NOT_FINITE', { ...oneRow, opportunities: [NaN] }],
  ['LIFETIME_VALUE_NOT_FINITE', { ...oneRow, opportunities: [Infinity] }],
  ['LIFETIME_COUNT_NOT_WHOLE', { ...oneRow, repeatPurchases: [1.5] }],
  ['LIFETIME_COUNT_NOT_WHOLE', { ...oneRow, opportunities: [-1] }],
  ['LIFETIME_COUNT_NOT_WHOLE', { ...oneRow, lastOpportunity: [-1] }],
  ['LIFETIME_LAST_PURCHASE_AFTER_END', { ...oneRow, lastOpportunity: [7] }],
  ['LIFETIME_LAST_PURCHASE_WITHOUT_REPEAT', { ...oneRow, repeatPurchases: [0] }],
  ['LIFETIME_PURCHASES_EXCEED_OPPORTUNITIES', { ...oneRow, repeatPurchases: [5] }],
  ['LIFETIME_PURCHASES_EXCEED_OPPORTUNITIES', { ...oneRow, lastOpportunity: [0] }],
  ['LIFETIME_WEIGHT_NOT_POSITIVE', { ...oneRow, weight: [0] }],
  ['LIFETIME_WEIGHT_NOT_POSITIVE', { ...oneRow, weight: [NaN] }],
  ['LIFETIME_NO_REPEAT_PURCHASES', { ...oneRow, repeatPurchases: [0], lastOpportunity: [0] }],
]

/** Questions that no model may answer. */
const refusedQuestions: readonly (readonly [string, (model: OpportunityModel) => unknown])[] = [
  [
    'LIFETIME_HORIZON_INVALID',
    (model) => model.expectedPurchases(typicalFit(model), newCustomers(), { to: Infinity }),
  ],
  [
    'LIFETIME_HORIZON_INVALID',
    (model) => model.expectedPurchases(typicalFit(model), newCustomers(), { to: 2.5 }),
  ],
  [
    'LIFETIME_HORIZON_INVALID',
    (model) => model.expectedPurchases(typicalFit(model), newCustomers(), { from: 3, to: 2 }),
  ],
  ['LIFETIME_HORIZON_INVALID', (model) => model.probabilityActive(typicalFit(model), newCustomers(), -1)],
  [
    'LIFETIME_HORIZON_INVALID',
    (model) =>
      model.discountedExpectedPurchases(typicalFit(model), newCustomers(), { to: Infinity, discountRate: 0 }),
  ],
  [
    'LIFETIME_OPTION_INVALID',
    (model) =>
      model.discountedExpectedPurchases(typicalFit(model), newCustomers(), { to: 5, discountRate: -0.1 }),
  ],
  [
    'LIFETIME_NO_CUSTOMERS',
    (model) => model.purchaseProbabilities(typicalFit(model), newCustomers(), { row: 1, to: 5 }),
  ],
  ['LIFETIME_PARAMETER_NOT_POSITIVE', (model) => model.withParameters({ ...typicalParameters, delta: 0 })],
]

/** The laws; the first are the easiest to meet. */
export const opportunityModelLaws: readonly Law<OpportunityModel>[] = [
  {
    name: 'probabilities of being active lie between 0 and 1, and fall from one opportunity to the next',
    departure: (model) => {
      const columns = [0, 1, 2, 12, 1000].map((ahead) =>
        model.probabilityActive(typicalFit(model), edgeHistories, ahead),
      )
      const outside = columns.map((column) => largest(column, (value) => Math.max(-value, value - 1, 0)))
      const rises = columns
        .slice(1)
        .map((column, i) => largest(column, (value, row) => value - columns[i][row]))
      return Math.max(...outside, ...rises)
    },
    allowed: 1e-15,
  },
  {
    name: 'who took the last opportunity was active at it',
    departure: (model) => {
      const active = model.probabilityActive(typicalFit(model), edgeHistories, 0)
      const { opportunities, lastOpportunity } = edgeHistories
      return largest(
        active,
        (value, row) => Number(opportunities[row] === lastOpportunity[row]) * (1 - value),
      )
    },
    allowed: 1e-15,
  },
  {
    name: 'every answer is a finite number, also at the edges of histories and of parameters',
    departure: (model) => {
      const extremes = [1e-6, 1, 1e6].flatMap((gamma) =>
        [1e-6, 1e6].map((beta) => model.withParameters({ alpha: 1.2, beta, gamma, delta: 2.8 })),
      )
      const answers = [typicalFit(model), ...extremes].flatMap((fitted) => [
        model.logLikelihood(fitted, edgeHistories),
        model.probabilityActive(fitted, edgeHistories),
        model.expectedPurchases(fitted, edgeHistories, { to: 10_000 }),
        model.discountedExpectedPurchases(fitted, edgeHistories, { to: Infinity, discountRate: 1e-6 }),
        model.purchaseProbabilities(fitted, edgeHistories, { row: 3, from: 2, to: 40 }),
      ])
      return largest(answers, (column) => largest(column, (value) => Number(!Number.isFinite(value))))
    },
    allowed: 0,
  },
  {
    name: 'more is expected of a longer window, nothing of none, and two windows make one',
    departure: (model) => {
      const fitted = typicalFit(model)
      const columns = [0, 1, 5, 52, 3000].map((to) => model.expectedPurchases(fitted, edgeHistories, { to }))
      const falls = columns
        .slice(1)
        .map((column, i) => largest(column, (value, row) => columns[i][row] - value))
      const later = model.expectedPurchases(fitted, edgeHistories, { from: 52, to: 3000 })
      const joined = later.map((value, row) => value + columns[3][row])
      return Math.max(largest(columns[0], Math.abs), ...falls, relativeDistance(joined, columns[4]))
    },
    allowed: 1e-12,
  },
  {
    name: 'a discount of nothing takes nothing, and a higher one takes more',
    departure: (model) => {
      const fitted = typicalFit(model)
      const plain = model.expectedPurchases(fitted, edgeHistories, { to: 52 })
      const columns = [0, 1e-4, 0.01, 0.1].map((discountRate) =>
        model.discountedExpectedPurchases(fitted, edgeHistories, { to: 52, discountRate }),
      )
      const rises = columns
        .slice(1)
        .map((column, i) => largest(column, (value, row) => value - columns[i][row]))
      return Math.max(relativeDistance(columns[0], plain), ...rises)
    },
    allowed: 1e-12,
  },
  {
    name: 'the worth of the next opportunity is its chance, later by the time until it comes',
    departure: (model) => {
      const fitted = typicalFit(model)
      const one = model.expectedPurchases(fitted, edgeHistories, { from: 2, to: 3 })
      const worth = model.discountedExpectedPurchases(fitted, edgeHistories, {
        from: 2,
        to: 3,
        discountRate: 0.1,
        timeToNext: 0.5,
      })
      return relativeDistance(
        worth,
        one.map((value) => value / 1.1 ** 2.5),
      )
    },
    allowed: 1e-12,
  },
  {
    name: 'probabilities of numbers of purchases sum to one, and their mean is the expectation',
    departure: (model) => {
      const fitted = typicalFit(model)
      return largest([...edgeHistories.opportunities.keys()], (row) => {
        const windows = [
          { from: 0, to: 5 },
          { from: 3, to: 60 },
          { from: 0, to: 400 },
        ]
        return largest(windows, (window) => {
          const table = model.purchaseProbabilities(fitted, edgeHistories, { ...window, row })
          const expected = model.expectedPurchases(fitted, rowsOf(edgeHistories, [row]), window)[0]
          const sum = table.reduce((total, value) => total + value, 0)
          const mean = table.reduce((total, value, n) => total + n * value, 0)
          return Math.max(Math.abs(sum - 1), Math.abs(mean - expected) / (1 + expected))
        })
      })
    },
    allowed: 1e-11,
  },
  {
    name: 'what is expected before an opportunity is what is expected after it, over both its outcomes',
    departure: (model) => {
      const fitted = typicalFit(model)
      const rows = [0, 1, 2, 3, 5]
      const before = model.expectedPurchases(fitted, rowsOf(edgeHistories, rows), { from: 1, to: 6 })
      const chance = model.expectedPurchases(fitted, rowsOf(edgeHistories, rows), { to: 1 })
      const after = [true, false].map((taken) => {
        const histories = rows.map((row) => afterOpportunity(historyAt(edgeHistories, row), taken))
        return model.expectedPurchases(
          fitted,
          opportunityHistories({
            opportunities: histories.map((history) => history.opportunities),
            repeatPurchases: histories.map((history) => history.repeatPurchases),
            lastOpportunity: histories.map((history) => history.lastOpportunity),
          }),
          { to: 5 },
        )
      })
      return relativeDistance(
        before,
        chance.map((p, i) => p * after[0][i] + (1 - p) * after[1][i]),
      )
    },
    allowed: 1e-12,
  },
  {
    name: 'a customer is told the same alone as in a crowd',
    departure: (model) => {
      const fitted = typicalFit(model)
      const crowd = model.expectedPurchases(fitted, edgeHistories, { to: 39 })
      const alone = crowd.map(
        (_, row) => model.expectedPurchases(fitted, rowsOf(edgeHistories, [row]), { to: 39 })[0],
      )
      return relativeDistance(crowd, alone)
    },
    allowed: 0,
  },
  {
    name: 'where nobody is ever lost it is the beta-binomial',
    departure: (model) => {
      const { alpha, beta, delta } = typicalParameters
      const fitted = model.withParameters({ alpha, beta, gamma: 1e-13, delta })
      const common = rowsOf(edgeHistories, [0, 1, 2, 3, 4, 5])
      const expected = common.opportunities.map(
        (n, row) => (39 * (alpha + common.repeatPurchases[row])) / (alpha + beta + n),
      )
      const table = model.purchaseProbabilities(fitted, newCustomers(), { to: 2 })
      const both = (alpha * (alpha + 1)) / ((alpha + beta) * (alpha + beta + 1))
      return Math.max(
        relativeDistance(model.expectedPurchases(fitted, common, { to: 39 }), expected),
        Math.abs(table[2] - both),
      )
    },
    allowed: 1e-10,
  },
  {
    name: 'with opportunities ever closer together it is Pareto/NBD',
    departure: (model) => {
      const rates = { r: 0.6, alpha: 10, s: 0.6, beta: 12 }
      const x = [0, 2, 7]
      const weeks = purchaseHistories({
        timeUnit: 'week',
        repeatPurchases: x,
        lastPurchaseAge: [0, 30, 20],
        age: [38, 38, 40],
      })
      const limit = paretoNbd.expectedPurchases(paretoNbd.withParameters(rates, 'week'), weeks, 26)
      const distanceWith = (perWeek: number) => {
        const fitted = model.withParameters({
          alpha: rates.r,
          beta: rates.alpha * perWeek,
          gamma: rates.s,
          delta: rates.beta * perWeek,
        })
        const histories = opportunityHistories({
          opportunities: weeks.age.map((age) => age * perWeek),
          repeatPurchases: x,
          lastOpportunity: weeks.lastPurchaseAge.map((age) => age * perWeek),
        })
        return relativeDistance(model.expectedPurchases(fitted, histories, { to: 26 * perWeek }), limit)
      }
      // Ten times the opportunities, a tenth of the distance.
      return Math.max(distanceWith(1000), distanceWith(1000) / distanceWith(100) - 0.1)
    },
    allowed: 2e-3,
  },
  {
    name: 'simulated customers are active, and buy, as often as the model expects',
    departure: (model) => {
      const { histories, active, futurePurchases } = simulated(model)
      const fitted = typicalFit(model)
      return Math.max(
        biasInErrors(active, model.probabilityActive(fitted, histories)),
        biasInErrors(futurePurchases, model.expectedPurchases(fitted, histories, { to: 5 })),
      )
    },
    allowed: 4,
  },
  {
    name: 'new customers are told by the same tables',
    departure: (model) => {
      const fitted = typicalFit(model)
      const table = model.purchaseProbabilities(fitted, newCustomers(), { to: 12 })
      return distributionDeparture(table, model.expectedPurchases(fitted, newCustomers(), { to: 12 })[0])
    },
    allowed: 1e-12,
  },
  {
    name: 'what cannot be fitted or answered is refused with its code',
    departure: (model) =>
      Math.max(
        largest(refusedFits, ([code, columns]) =>
          Number(codeOf(() => model.fit(opportunityHistories(columns))) !== code),
        ),
        largest(refusedQuestions, ([code, ask]) => Number(codeOf(() => ask(model)) !== code)),
      ),
    allowed: 0,
  },
]

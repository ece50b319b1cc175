/** What every contract model must hold to, besides the laws of `fit-conformance.ts`. */
import { seededRandom } from '#numerics/random.ts'
import { distinctRows } from '../collapse.ts'
import type { Law } from '../conformance.ts'
import { biasInErrors, codeOf, largest, relativeDistance } from '../conformance-measures.ts'
import type { AnyFit, FitTrial } from '../fit-conformance.ts'
import type { AnyFittedContractModel, ContractModel } from './contract-model.ts'
import {
  afterRenewal,
  contractHistories,
  contractHistoriesOfCohorts,
  newContracts,
  type ContractColumns,
  type ContractHistories,
} from './histories.ts'
import {
  contractLogLikelihood,
  discountedExpectedRenewals,
  discountedLifetimeOfNewContract,
  expectedRenewals,
  probabilityRunning,
  renewalProbabilities,
  renewalRates,
  survivalCurve,
} from './predict.ts'
import { simulateContracts } from './simulate.ts'

/** Parameters such as real contracts have. */
const typicalParameters = {
  sbg: { alpha: 0.67, beta: 3.8 },
  bdw: { alpha: 0.6, beta: 2.4, c: 1.3 },
} as const

/** Everyday contracts, and very old ones. */
const edgeHistories = contractHistories({
  renewals: [0, 0, 1, 7, 7, 100, 10_000, 100_000],
  ended: [0, 1, 0, 0, 1, 0, 0, 1],
})

function typicalFit(model: ContractModel): AnyFittedContractModel {
  return model.withParameters(typicalParameters[model.name])
}

/** Contracts of six cohorts. */
function simulated(model: ContractModel, seed = 20_260, contracts = 4000) {
  const due = Float64Array.from({ length: contracts }, (_, i) => 5 + (i % 6))
  return simulateContracts(typicalFit(model), { due, horizon: 4, random: seededRandom(seed) })
}

/** The histories at some rows, one contract each. */
function rowsOf(histories: ContractHistories, rows: readonly number[], weight = 1): ContractHistories {
  const pick = (column: Float64Array) => Float64Array.from(rows, (row) => column[row])
  return contractHistories({
    renewals: pick(histories.renewals),
    ended: pick(histories.ended),
    ...(histories.renewalsAtEntry && { renewalsAtEntry: pick(histories.renewalsAtEntry) }),
    weight: rows.map(() => weight),
  })
}

/** Some contracts are heard of only when they have been renewed twice; those that ended before are never heard of. */
function heardOfLate({ renewals, ended }: ContractHistories): ContractHistories {
  const rows = [...renewals.keys()].filter((row) => row % 3 > 0 || renewals[row] >= 2)
  return contractHistories({
    renewals: rows.map((row) => renewals[row]),
    ended: rows.map((row) => ended[row]),
    renewalsAtEntry: rows.map((row) => (row % 3 > 0 ? 0 : 2)),
  })
}

/** Equal rows as one, with their number. */
function counted(histories: ContractHistories): { distinct: ContractHistories; count: Float64Array } {
  const { renewals, ended, renewalsAtEntry = renewals.map(() => 0) } = histories
  const { places, firsts } = distinctRows([renewals, ended, renewalsAtEntry])
  const count = new Float64Array(firsts.length)
  for (const place of places) count[place]++
  return { distinct: rowsOf(histories, [...firsts]), count }
}

/** The model as the laws of fitting see it. */
export function contractTrial(model: ContractModel): FitTrial {
  return {
    name: model.name,
    truth: typicalParameters[model.name],
    sample: (seed, contracts) => {
      const histories = heardOfLate(simulated(model, seed, contracts).histories)
      const { distinct, count } = counted(histories)
      return {
        customers: histories.renewals.length,
        fitRows: (rows, weight, options) => model.fit(rowsOf(histories, rows, weight), options),
        logLikelihoodAt: (parameters) => {
          const fitted = model.withParameters(parameters)
          return contractLogLikelihood(fitted, distinct).reduce(
            (sum, value, row) => sum + value * count[row],
            0,
          )
        },
        predict: (fitted: AnyFit) => expectedRenewals(fitted as AnyFittedContractModel, histories, { to: 5 }),
      }
    },
  }
}

const oneRow: ContractColumns = { renewals: [3], ended: [0] }

/** Data that no model may accept, with the code of each refusal. */
const refusedFits: readonly (readonly [string, ContractColumns])[] = [
  ['LIFETIME_NO_CUSTOMERS', { renewals: [], ended: [] }],
  ['LIFETIME_LENGTHS_DIFFER', { ...oneRow, ended: [0, 0] }],
  ['LIFETIME_LENGTHS_DIFFER', { ...oneRow, renewalsAtEntry: [0, 0] }],
  ['LIFETIME_VALUE_NOT_FINITE', { ...oneRow, renewals: [NaN] }],
  ['LIFETIME_VALUE_NOT_FINITE', { ...oneRow, ended: [NaN] }],
  ['LIFETIME_COUNT_NOT_WHOLE', { ...oneRow, renewals: [1.5] }],
  ['LIFETIME_COUNT_NOT_WHOLE', { ...oneRow, renewals: [-1] }],
  ['LIFETIME_COUNT_NOT_WHOLE', { ...oneRow, renewalsAtEntry: [-1] }],
  ['LIFETIME_ENDED_NOT_FLAG', { ...oneRow, ended: [2] }],
  ['LIFETIME_ENTRY_AFTER_RENEWALS', { ...oneRow, renewalsAtEntry: [4] }],
  ['LIFETIME_WEIGHT_NOT_POSITIVE', { ...oneRow, weight: [0] }],
  ['LIFETIME_NO_CONTRACT_ENDED', oneRow],
  ['LIFETIME_NO_RENEWALS', { renewals: [0, 0], ended: [1, 0] }],
  ['LIFETIME_NO_RENEWALS', { renewals: [3], ended: [1], renewalsAtEntry: [3] }],
]

/** Questions that no model may answer. */
const refusedQuestions: readonly (readonly [string, (model: ContractModel) => unknown])[] = [
  [
    'LIFETIME_HORIZON_INVALID',
    (model) => expectedRenewals(typicalFit(model), newContracts(), { to: Infinity }),
  ],
  ['LIFETIME_HORIZON_INVALID', (model) => survivalCurve(typicalFit(model), 2.5)],
  ['LIFETIME_HORIZON_INVALID', (model) => renewalRates(typicalFit(model), -1)],
  [
    'LIFETIME_HORIZON_INVALID',
    (model) =>
      discountedExpectedRenewals(typicalFit(model), newContracts(), { to: Infinity, discountRate: 0 }),
  ],
  [
    'LIFETIME_OPTION_INVALID',
    (model) => discountedExpectedRenewals(typicalFit(model), newContracts(), { to: 5, discountRate: NaN }),
  ],
  [
    'LIFETIME_NO_CUSTOMERS',
    (model) => renewalProbabilities(typicalFit(model), newContracts(), { row: 1, to: 5 }),
  ],
  ['LIFETIME_OPTION_INVALID', () => afterRenewal({ renewals: 3, ended: 1 }, true)],
  ['LIFETIME_SURVIVORS_RISE', () => contractHistoriesOfCohorts([{ survivors: [10, 11] }])],
  ['LIFETIME_SURVIVORS_RISE', () => contractHistoriesOfCohorts([{ survivors: [-1] }])],
  [
    'LIFETIME_PARAMETER_NOT_POSITIVE',
    (model) => model.withParameters({ ...typicalParameters.bdw, ...typicalParameters.sbg, alpha: -1 }),
  ],
]

/** The laws; the first are the easiest to meet. */
export const contractModelLaws: readonly Law<ContractModel>[] = [
  {
    name: 'survival falls from one to nothing, and is the product of the renewal rates',
    departure: (model) => {
      const fitted = typicalFit(model)
      const survival = survivalCurve(fitted, 400)
      const rates = renewalRates(fitted, 400)
      const products = survival.map((_, k) =>
        rates.subarray(0, k).reduce((product, rate) => product * rate, 1),
      )
      const rises = largest(survival, (value, k) => (k === 0 ? Math.abs(value - 1) : value - survival[k - 1]))
      return Math.max(relativeDistance(survival, products), rises, -survival[400])
    },
    allowed: 1e-12,
  },
  {
    name: 'a contract that has ended is never renewed, one that runs runs now',
    departure: (model) => {
      const fitted = typicalFit(model)
      const now = probabilityRunning(fitted, edgeHistories, 0)
      const expected = expectedRenewals(fitted, edgeHistories, { to: 10 })
      return largest(
        now,
        (value, row) =>
          Math.abs(value - 1 + edgeHistories.ended[row]) + edgeHistories.ended[row] * expected[row],
      )
    },
    allowed: 0,
  },
  {
    name: 'every answer is a finite number, also at the edges of histories and of parameters',
    departure: (model) => {
      const extremes = [1e-6, 1, 1e6].flatMap((alpha) =>
        [1e-6, 1, 1e6].flatMap((beta) => [0.05, 1, 4].map((c) => ({ alpha, beta, c }))),
      )
      const fits = extremes.map((parameters) => model.withParameters(parameters))
      const answers = [typicalFit(model), ...fits].flatMap((fitted) => [
        contractLogLikelihood(fitted, edgeHistories),
        probabilityRunning(fitted, edgeHistories, 12),
        expectedRenewals(fitted, edgeHistories, { to: 10_000 }),
        discountedExpectedRenewals(fitted, edgeHistories, { to: Infinity, discountRate: 1e-4 }),
        renewalProbabilities(fitted, edgeHistories, { row: 3, from: 2, to: 40 }),
        Float64Array.of(discountedLifetimeOfNewContract(fitted, { to: Infinity, discountRate: 0.1 })),
      ])
      return largest(answers, (column) => largest(column, (value) => Number(!Number.isFinite(value))))
    },
    allowed: 0,
  },
  {
    name: 'more is expected of a longer window, nothing of none, and two windows make one',
    departure: (model) => {
      const fitted = typicalFit(model)
      const columns = [0, 1, 5, 52, 3000].map((to) => expectedRenewals(fitted, edgeHistories, { to }))
      const falls = columns
        .slice(1)
        .map((column, i) => largest(column, (value, row) => columns[i][row] - value))
      const later = expectedRenewals(fitted, edgeHistories, { from: 52, to: 3000 })
      const joined = later.map((value, row) => value + columns[3][row])
      return Math.max(largest(columns[0], Math.abs), ...falls, relativeDistance(joined, columns[4]))
    },
    allowed: 1e-12,
  },
  {
    name: 'a discount of nothing takes nothing, and a renewal a period later is worth a period less',
    departure: (model) => {
      const fitted = typicalFit(model)
      const plain = expectedRenewals(fitted, edgeHistories, { to: 52 })
      const free = discountedExpectedRenewals(fitted, edgeHistories, { to: 52, discountRate: 0 })
      const [now, later] = [0, 1].map((timeToNext) =>
        discountedExpectedRenewals(fitted, edgeHistories, { to: Infinity, discountRate: 0.1, timeToNext }),
      )
      return Math.max(
        relativeDistance(free, plain),
        relativeDistance(
          later,
          now.map((value) => value / 1.1),
        ),
      )
    },
    allowed: 1e-12,
  },
  {
    name: 'an endless sum is the limit of long ones',
    departure: (model) => {
      const fitted = typicalFit(model)
      const discount = { discountRate: 0.005 }
      const endless = discountedExpectedRenewals(fitted, edgeHistories, { ...discount, to: Infinity })
      const long = discountedExpectedRenewals(fitted, edgeHistories, { ...discount, to: 10_000 })
      const one = Array.from(
        { length: 10_000 },
        (_, ahead) => probabilityRunning(fitted, newContracts(), ahead + 1)[0] / 1.005 ** ahead,
      ).reduceRight((sum, value) => sum + value, 0)
      return Math.max(relativeDistance(long, endless), Math.abs(one / endless[0] - 1))
    },
    allowed: 1e-12,
  },
  {
    name: 'probabilities of numbers of renewals sum to one, and their mean is the expectation',
    departure: (model) => {
      const fitted = typicalFit(model)
      const windows = [{ to: 5 }, { from: 3, to: 60 }, { to: 400 }, { from: 2, to: 2 }]
      return largest([...edgeHistories.renewals.keys()], (row) =>
        largest(windows, (window) => {
          const table = renewalProbabilities(fitted, edgeHistories, { ...window, row })
          const [expected] = expectedRenewals(fitted, rowsOf(edgeHistories, [row]), window)
          const sum = table.reduce((total, value) => total + value, 0)
          const mean = table.reduce((total, value, n) => total + n * value, 0)
          return Math.max(Math.abs(sum - 1), Math.abs(mean - expected) / (1 + expected))
        }),
      )
    },
    allowed: 1e-12,
  },
  {
    name: 'what is expected before a renewal is what is expected after it, over both its outcomes',
    departure: (model) => {
      const fitted = typicalFit(model)
      return largest([0, 1, 7, 100], (renewals) => {
        const [before] = expectedRenewals(fitted, contractHistories({ renewals: [renewals], ended: [0] }), {
          to: 6,
        })
        const [chance] = expectedRenewals(fitted, contractHistories({ renewals: [renewals], ended: [0] }), {
          to: 1,
        })
        const after = afterRenewal({ renewals, ended: 0 }, true)
        const [renewed] = expectedRenewals(
          fitted,
          contractHistories({ renewals: [after.renewals], ended: [after.ended] }),
          { to: 5 },
        )
        return Math.abs((chance * (1 + renewed)) / before - 1)
      })
    },
    allowed: 1e-12,
  },
  {
    name: 'cohorts of different ages are pooled: as rows, as tables, and with a late entry that tells nothing new',
    departure: (model) => {
      const young = [1000, 860, 750]
      const old = [500, 430, 380, 330, 300, 280, 260]
      const pooled = model.fit(contractHistoriesOfCohorts([{ survivors: young }, { survivors: old }]))
      const lost = (survivors: readonly number[]) =>
        survivors.map((left, k) => (k + 1 < survivors.length ? left - survivors[k + 1] : left))
      const rows = model.fit(
        contractHistories({
          renewals: [...young.keys(), ...old.keys()],
          ended: [young, old].flatMap((cohort) => cohort.map((_, k) => Number(k + 1 < cohort.length))),
          weight: [...lost(young), ...lost(old)],
        }),
      )
      const idle = { survivors: [77], renewalsAtEntry: 4 }
      const withIdle = model.fit(contractHistoriesOfCohorts([{ survivors: young }, idle, { survivors: old }]))
      const curve = (fitted: AnyFittedContractModel) => survivalCurve(fitted, 12)
      return Math.max(
        relativeDistance(curve(rows), curve(pooled)),
        relativeDistance(curve(withIdle), curve(pooled)),
        Math.abs(withIdle.logLikelihood - pooled.logLikelihood),
      )
    },
    allowed: 1e-8,
  },
  {
    name: 'contracts that do not differ are geometric: α and β without end at one ratio',
    departure: (model) => {
      const fitted = model.withParameters({ alpha: 0.167e14, beta: 0.833e14, c: 1 })
      const rates = renewalRates(fitted, 30)
      const worth = discountedExpectedRenewals(fitted, newContracts(), { to: Infinity, discountRate: 0.1 })[0]
      return Math.max(
        largest(rates, (rate) => Math.abs(rate / 0.833 - 1)),
        Math.abs(worth / 3.431835205992509 - 1),
      )
    },
    allowed: 1e-12,
  },
  {
    name: 'simulated contracts are renewed as often as the model expects',
    departure: (model) => {
      const { histories, futureRenewals } = simulated(model)
      const expected = expectedRenewals(typicalFit(model), histories, { to: 4 })
      const seen = [...histories.ended.keys()].filter((row) => histories.ended[row] === 0)
      return Math.max(
        biasInErrors(
          seen.map((row) => futureRenewals[row]),
          Float64Array.from(seen, (row) => expected[row]),
        ),
        largest(histories.ended, (ended, row) => ended * futureRenewals[row]) * 5,
      )
    },
    allowed: 4,
  },
  {
    name: 'what cannot be fitted or answered is refused with its code',
    departure: (model) =>
      Math.max(
        largest(refusedFits, ([code, columns]) =>
          Number(codeOf(() => model.fit(contractHistories(columns))) !== code),
        ),
        largest(refusedQuestions, ([code, ask]) => Number(codeOf(() => ask(model)) !== code)),
      ),
    allowed: 0,
  },
]

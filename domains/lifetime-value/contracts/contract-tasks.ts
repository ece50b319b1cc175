/** What threads compute of contracts: everything of their models, from columns of distinct rows to figures. */
import { contractHistories } from '#lifetime/contractual/histories.ts'
import type { AnyFittedContractModel, ContractModelName } from '#lifetime/contractual/contract-model.ts'
import { contractModels } from '#lifetime/contractual/contract-models.ts'
import { contractOutlook, type ContractOutlook } from '#lifetime/contractual/contract-outlook.ts'
import { contractTotals, type ContractTotals } from '#lifetime/contractual/contract-totals.ts'
import {
  aggregateRenewalRate,
  chooseContractModel,
  expectedOf,
  judgeRenewals,
  type JudgedRenewals,
} from '#lifetime/contractual/judgement.ts'
import { probabilityRunning, survivalCurve } from '#lifetime/contractual/predict.ts'
import type { RenewalRows } from '#lifetime/contractual/renewal-windows.ts'
import type { ModelChoice } from '#lifetime/judgement/choice.ts'
import type { HoldoutJudgement } from '#lifetime/judgement/holdout.ts'
import { judgedMeans } from '#lifetime/judgement/judged-means.ts'
import { assert } from '#kernel/assert.ts'
import type {
  ContractRows,
  JudgedContractRows,
  RunningRows,
  SeveralContracts,
} from './contract-rows.query.ts'
import type { CandidateJudgement } from '../value-document.ts'

/** A fit that is asked for. */
export interface FitContractsTask {
  readonly model: ContractModelName
  readonly rows: ContractRows
}

/** Models that compete. */
export interface ChooseContractsTask {
  readonly candidates: readonly AnyFittedContractModel[]
  readonly rows: JudgedContractRows
}

/** A fit held against what came. */
export interface JudgeContractsTask {
  readonly fitted: AnyFittedContractModel
  /** What the fit was made on. */
  readonly known: ContractRows
  readonly rows: JudgedContractRows
}

/** The future of every distinct row, of customers who hold several contracts, and of all together. */
export interface ScoreContractsTask {
  readonly fitted: AnyFittedContractModel
  readonly rows: RunningRows
  readonly several: SeveralContracts
  /** Effective a period. */
  readonly discountRate: number
}

/** What came of it. */
export interface ScoredContracts {
  /** Of each distinct row, for a worth of 1; null where no contract runs. */
  readonly single: ContractOutlook | null
  /** P(makes the next renewal) of each distinct row, where it runs. */
  readonly next: Float64Array
  /** Customers of whom several run, and the outlook of each. */
  readonly identities: Int32Array
  readonly several: ContractOutlook | null
  readonly totals: ContractTotals
}

/** What threads are asked to do of contracts. */
export const contractTasks = {
  fitContracts({ model, rows }: FitContractsTask): AnyFittedContractModel {
    const found = contractModels.find(({ name }) => name === model)
    assert(found !== undefined, `${model} is a model of contracts`)
    return found.fit(historiesOf(rows))
  },

  chooseContracts({ candidates, rows }: ChooseContractsTask): ModelChoice<ContractModelName> {
    return chooseContractModel(candidates, judgedOf(rows))
  },

  /** In the order of the candidates. */
  compareContracts({ candidates, rows }: ChooseContractsTask): readonly CandidateJudgement[] {
    const judged = judgedOf(rows)
    return candidates.map((fitted) => {
      const expected = expectedOf(fitted, judged.rows)
      const { deciles, ...means } = judgedMeans({ actual: judged.made, expected, weight: rows.weight })
      return { ...means, topDecileLift: deciles[0]?.lift ?? 0 }
    })
  },

  judgeContracts({ fitted, known, rows }: JudgeContractsTask): HoldoutJudgement {
    return judgeRenewals(fitted, judgedOf(rows), aggregateRenewalRate(historiesOf(known)))
  },

  expectContracts({ fitted, rows }: Omit<JudgeContractsTask, 'known'>): number {
    const expected = expectedOf(fitted, judgedOf(rows).rows)
    return expected.reduce((sum, mean, row) => sum + mean * (rows.weight[row] ?? 0), 0)
  },

  /** S(0), S(1), … */
  survival(task: { readonly fitted: AnyFittedContractModel; readonly renewals: number }): Float64Array {
    return survivalCurve(task.fitted, task.renewals)
  },

  scoreContracts({ fitted, rows, several, discountRate }: ScoreContractsTask): ScoredContracts {
    const { identities, firsts } = holdersOf(several.identity)
    if (rows.made.length === 0) {
      return { single: null, next: new Float64Array(), identities, several: null, totals: noContract }
    }
    const distinct = renewalRows(rows, { weight: rows.weight })
    const ones = new Float64Array(rows.made.length).fill(1)
    const eachOne = Int32Array.from({ length: rows.made.length + 1 }, (_, row) => row)
    const held = (some: RenewalRows, worth: Float64Array, of: Int32Array) =>
      contractOutlook(fitted, { rows: some, worth, firsts: of }, { discountRate })
    return {
      single: held(distinct, ones, eachOne),
      next: nextRenewals(fitted, rows),
      identities,
      several: identities.length === 0 ? null : held(renewalRows(several), several.worth, firsts),
      totals: contractTotals(fitted, { ...rows, rows: distinct }, discountRate),
    }
  },
}

const nothing = { mean: 0, low: 0, high: 0, logSpread: 0 }

const noContract: ContractTotals = {
  contracts: 0,
  expectedRenewals: nothing,
  value: nothing,
  valueInfinite: 0,
}

function historiesOf({ renewals, ended, weight }: ContractRows) {
  return contractHistories({ renewals: new Float64Array(renewals), ended: new Float64Array(ended), weight })
}

function judgedOf({ renewals, due, madeLater, weight }: JudgedContractRows): JudgedRenewals {
  const count = renewals.length
  return {
    rows: {
      histories: contractHistories({
        renewals: new Float64Array(renewals),
        ended: new Float64Array(count),
        weight,
      }),
      from: new Float64Array(count),
      to: new Float64Array(due),
    },
    made: new Float64Array(madeLater),
  }
}

function renewalRows(
  { made, unknown, ahead }: Pick<RunningRows, 'made' | 'unknown' | 'ahead'>,
  more: { readonly weight?: Float64Array } = {},
): RenewalRows {
  const histories = contractHistories({
    renewals: new Float64Array(made),
    ended: new Float64Array(made.length),
    ...more,
  })
  return { histories, from: new Float64Array(unknown), to: new Float64Array(ahead) }
}

function nextRenewals(fitted: AnyFittedContractModel, { made, unknown }: RunningRows): Float64Array {
  const probabilities = new Float64Array(made.length)
  for (const passed of new Set(unknown)) {
    const renewals = new Float64Array(made)
    const histories = contractHistories({ renewals, ended: new Float64Array(made.length) })
    const running = probabilityRunning(fitted, histories, passed)
    const renewed = probabilityRunning(fitted, histories, passed + 1)
    for (const row of probabilities.keys())
      if (unknown[row] === passed) probabilities[row] = (renewed[row] ?? 0) / (running[row] ?? 1)
  }
  return probabilities
}

/** Where the contracts of each customer begin, in a column of customers in order. */
function holdersOf(identity: Int32Array): { readonly identities: Int32Array; readonly firsts: Int32Array } {
  const firsts = [...identity.keys()].filter((place) => identity[place] !== identity[place - 1])
  return {
    identities: Int32Array.from(firsts, (place) => identity[place] ?? 0),
    firsts: Int32Array.from([...firsts, identity.length]),
  }
}

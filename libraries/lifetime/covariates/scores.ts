/** The future of customers with covariates, row by row and all together. */
import { picked } from '../collapse.ts'
import { selectRows } from '../history-rows.ts'
import { purchaseModel } from '../models.ts'
import type { Scores } from '../outlook/outlook.ts'
import { relativeVariance } from '../outlook/parameter-spread.ts'
import { scoreRowsBy } from '../outlook/score-rows.ts'
import { sharedSpendTables } from '../outlook/spend-table.ts'
import { type BaseTotals, doubtBy, type TotalsOptions, totalsUnder } from '../outlook/totals.ts'
import { checkSameCustomers } from './covariates.ts'
import { jointPoints, pointReach } from './joint-points.ts'
import { areAllDifferent } from './future-cells.ts'
import { type CovariateScoreOptions, scoreByCells } from './cell-scores.ts'
import { customerKinds, type KindOptions } from './kinds.ts'
import { selectCovariates } from './select.ts'
import { byCell } from './predict.ts'

/** What is scored, and how finely it is told apart. */
export type ScoreOptionsGiven = CovariateScoreOptions & Pick<KindOptions, 'most'>

/** The options of the scores, the scores themselves, and the sums of spend. */
export type TotalsOptionsGiven = ScoreOptionsGiven & Pick<TotalsOptions, 'scores' | 'spendSums'>

/**
 * Scores distinct rows, each by the plain model of its kind: see `scoreRows`, whose columns these are. With more than
 * `most` different covariates, rows share the futures of cells: see `scoreByCells`.
 *
 * @throws as `scoreRows`, and LIFETIME_LENGTHS_DIFFER, LIFETIME_COVARIATE_MISSING.
 */
export function scoreRowsGiven(options: ScoreOptionsGiven): Scores {
  const { fitted, covariates, rows, most, ...asked } = options
  const { histories, spendObservations } = rows
  checkSameCustomers(covariates, histories.age.length)
  if (areAllDifferent(fitted, covariates, most)) return scoreByCells(options)
  const tables = sharedSpendTables()
  const kinds = customerKinds(fitted, covariates, { weight: histories.weight, most: Infinity })
  return joinedScores(
    kinds.map(({ plain, rows: members }) => ({
      members,
      scores: scoreRowsBy(
        {
          ...asked,
          fitted: plain,
          rows: {
            histories: selectRows(histories, members),
            spendObservations: picked(spendObservations, members),
          },
        },
        tables,
      ),
    })),
    histories.age.length,
  )
}

/**
 * Totals with 80 % intervals. Given the parameters customers are independent, so that their variances add up. The
 * parameters and coefficients are common to all kinds of customers, so that their doubt does not even out between kinds:
 * the total of all is computed anew at points all around the joint fit.
 *
 * @throws as `scoreRowsGiven`
 */
export function totalsGiven(options: TotalsOptionsGiven): BaseTotals {
  const { fitted, covariates, rows } = options
  checkSameCustomers(covariates, rows.histories.age.length)
  const points = jointPoints(fitted, covariates, rows.histories.weight)
  const model = purchaseModel(fitted.plainModel)
  const doubt = doubtBy(options, (parts, predict) =>
    relativeVariance({
      histories: rows.histories,
      parts,
      points: [fitted, ...points],
      share: 1 / (2 * pointReach ** 2),
      predict: (point, some) => {
        const histories = selectRows(rows.histories, some)
        return byCell(point, selectCovariates(covariates, some), (own, members) =>
          predict(model, own, selectRows(histories, members)),
        )
      },
    }),
  )
  return totalsUnder({ ...options, plainModel: fitted.plainModel }, doubt)
}

interface PartOfScores {
  readonly members: Int32Array
  readonly scores: Scores
}

/** Every column put back in the order of all rows. */
export function joinedScores(parts: readonly PartOfScores[], length: number): Scores {
  const [first] = parts
  const columns = Object.entries(first.scores).map(([name, value]: [string, unknown]) => [
    name,
    value instanceof Float64Array ? new Float64Array(length) : value,
  ])
  // Every column of the first part has a whole one in its place, so that these are scores again.
  const all = Object.fromEntries(columns) as Scores
  const whole: Readonly<Record<string, unknown>> = { ...all }
  for (const { members, scores } of parts) {
    for (const [name, column] of Object.entries(scores) as [string, unknown][]) {
      const target = whole[name]
      if (!(column instanceof Float64Array) || !(target instanceof Float64Array)) continue
      for (let i = 0; i < members.length; i++) target[members[i]] = column[i]
    }
  }
  return { ...all, ...uncertaintyOf(parts) }
}

/** Of the kind whose intervals its doubt widens most. */
function uncertaintyOf(
  parts: readonly PartOfScores[],
): Pick<Scores, 'parameterUncertainty' | 'parameterEffect'> {
  const found = new Set(parts.map(({ scores }) => scores.parameterUncertainty))
  if (found.has('unknown')) return { parameterUncertainty: 'unknown', parameterEffect: null }
  return {
    parameterUncertainty: found.has('integrated') ? 'integrated' : 'negligible',
    parameterEffect: Math.max(...parts.map(({ scores }) => Number(scores.parameterEffect))),
  }
}

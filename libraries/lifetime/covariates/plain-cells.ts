/** Cells of many customers each: the plain model's own objective, prepared once for every cell. */
import { assert } from '#kernel/assert.ts'
import type { Cells } from './cells.ts'
import { selectRows } from '../history-rows.ts'
import type { PurchaseObjective, WeightedHistories } from '../model.ts'
import { groupRows, picked, type DistinctRows } from '../collapse.ts'

/**
 * Cells of a plain model.
 *
 * @param prepare - Minus the mean log-likelihood per customer of some rows.
 * @param rows - Distinct rows with weights.
 * @param cellOf - Which cell each row is in.
 */
export function plainCells(
  prepare: (rows: WeightedHistories) => PurchaseObjective,
  rows: WeightedHistories,
  cellOf: DistinctRows,
): Cells {
  const { starts, order } = groupRows(cellOf)
  const objectives = Array.from(cellOf.firsts, (_, cell) => {
    const members = pickedRows(rows, order.subarray(starts[cell], starts[cell + 1]))
    const { curvatureAt } = prepare(members)
    assert(curvatureAt !== undefined, 'a model with covariates knows its Hessian')
    return { curvatureAt, customers: members.weight.reduce((sum, weight) => sum + weight, 0) }
  })
  return {
    count: objectives.length,
    begin: () => {},
    curvatureOf: (cell, parameters, out) => {
      const { curvatureAt, customers } = objectives[cell]
      const { value, gradient, hessian } = curvatureAt(Array.from(parameters, Math.log))
      out[0] = -customers * value
      let at = 1
      for (const slope of gradient) out[at++] = -customers * slope
      for (let i = 0; i < hessian.length; i++) {
        for (let j = 0; j <= i; j++) out[at++] = -customers * hessian[i][j]
      }
    },
  }
}

/** Some rows of weighted histories. */
export function pickedRows(rows: WeightedHistories, at: Int32Array): WeightedHistories {
  return { ...selectRows(rows, at), weight: picked(rows.weight, at) }
}

/** Goes through rows whom covariates tell apart one by one, with the predictive distribution of their cell. */
import { customerOf } from '../history-rows.ts'
import type { PredictedRow, PredictedRows } from '../judgement/predicted-rows.ts'
import { tabulateFuture } from '../outlook/future-table.ts'
import type { PlainMixture } from '../outlook/predictive.ts'
import { activeInCell, decisionOfCells, type FutureCells, mixtureOfCell } from './future-cells.ts'

/** Visits every row with the future of its cell and its own P(active), cell after cell. */
export function eachRowOfCells(
  cells: FutureCells,
  { histories, futurePurchases, horizon }: Omit<PredictedRows, 'fitted'>,
  visit: (predicted: PredictedRow) => void,
): void {
  const prediction = { horizon }
  const decision = decisionOfCells(cells, histories, prediction)
  for (const cell of cells.cells) {
    const mixture = weighing(mixtureOfCell(cells, cell, { histories, prediction, decision }))
    const active = activeInCell({ cell, mixture }, cells, histories)
    const most = cell.rows.reduce((largest, row) => Math.max(largest, futurePurchases[row]), 0)
    const customer = customerOf(histories, cell.middle)
    const future = tabulateFuture(mixture.model, mixture.fits, { customer, horizon, atLeast: most + 1 })
    const shares = new Float64Array(active.length)
    cell.rows.forEach((row, i) => {
      for (let line = 0; line < shares.length; line++) shares[line] = mixture.weights[line] * active[line][i]
      visit({ row, future, shares })
    })
  }
}

/** Without the fit itself where it has no weight: nothing is read of it here. */
function weighing(mixture: PlainMixture): PlainMixture {
  const { fits, weights } = mixture
  if (weights[fits.length - 1] > 0) return mixture
  return { ...mixture, fits: fits.slice(0, -1), weights: weights.slice(0, -1) }
}

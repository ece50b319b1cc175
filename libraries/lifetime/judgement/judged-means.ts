/** Everything that a prediction is judged by from its means alone. */
import { meanErrors, type MeanErrors } from './mean-errors.ts'
import { rankingOf, type RankedColumns, type Ranking } from './ranking.ts'

/** How expected purchases did against what came. */
export interface JudgedMeans extends MeanErrors, Ranking {
  readonly actualPurchases: number
}

/** Judges the expected purchases of rows, each of which stands for `weight` customers. */
export function judgedMeans(columns: RankedColumns): JudgedMeans {
  const { actual, weight } = columns
  return {
    actualPurchases: actual.reduce((sum, count, row) => sum + count * weight[row], 0),
    ...meanErrors(columns),
    ...rankingOf(columns),
  }
}

/**
 * Scoring on several cores: rows are cut into parts that share nothing but what was decided about the parameters, each
 * part is scored by itself, in a thread of its own for instance, and the parts are joined. The digits are those of one
 * core: what a row's future is interpolated from are the rows of the same x, which stay together.
 */
import { picked } from '../collapse.ts'
import { selectRows } from '../history-rows.ts'
import { checkScoreOptions } from './check-options.ts'
import type { ParameterDecision, ScoreOptions, Scores } from './outlook.ts'
import { predictiveAs, predictiveOf } from './predictive.ts'
import { runsOf } from './row-order.ts'
import { predictionOf, scoresOf, scoringOrder } from './score-rows.ts'

/** Some of the rows, as plain data that a thread can be sent. */
export interface ScorePart {
  /** With the rows of this part alone. */
  readonly options: ScoreOptions
  readonly decision: ParameterDecision
  /** Where each of them stands among all rows. */
  readonly places: Uint32Array
}

/**
 * Cuts the rows into parts of about the same work.
 *
 * @param count - How many parts at most; there are fewer where there are fewer numbers of repeat purchases.
 * @throws as `scoreRows`
 */
export function scoreParts(options: ScoreOptions, count: number): readonly ScorePart[] {
  checkScoreOptions(options)
  const order = scoringOrder(options)
  const { uncertainty, effect } = predictiveOf(predictionOf(options, order))
  const { histories, spendObservations } = options.rows
  const runs = runsOf(order, histories.repeatPurchases)
  return sharesOf(runs, count).map((share) => {
    const places = joined(share)
    const rows = {
      histories: selectRows(histories, places),
      spendObservations: picked(spendObservations, places),
    }
    return { options: { ...options, rows }, decision: { uncertainty, effect }, places }
  })
}

/** Scores one part, in the order of its places. */
export function scorePart({ options, decision, places }: ScorePart): Scores {
  // The places are in the order of scoring.
  const order = Uint32Array.from(places.keys())
  return scoresOf(options, order, predictiveAs(predictionOf(options, order), decision))
}

/**
 * The scores of all rows, as `scoreRows` gives them.
 *
 * @param scores - Of each part, in the order of `parts`.
 */
export function joinScores(parts: readonly ScorePart[], scores: readonly Scores[]): Scores {
  const rows = parts.reduce((sum, { places }) => sum + places.length, 0)
  const [first] = scores
  const columns = Object.entries(first).map(([name, value]) => {
    if (!(value instanceof Float64Array)) return [name, value]
    const column = new Float64Array(rows)
    parts.forEach(({ places }, part) => {
      const own = scores[part][name as 'expectedPurchases']
      for (let i = 0; i < places.length; i++) column[places[i]] = own[i]
    })
    return [name, column]
  })
  return Object.fromEntries(columns) as Scores
}

/** Hands out the runs, the longest first, each to whom has least to do so far; those who get none are left out. */
function sharesOf(runs: readonly Uint32Array[], count: number): readonly Uint32Array[][] {
  const shares = Array.from({ length: count }, () => ({ rows: 0, runs: Array<Uint32Array>() }))
  for (const run of runs.toSorted((one, other) => other.length - one.length)) {
    const least = shares.reduce((idle, share) => (share.rows < idle.rows ? share : idle))
    least.rows += run.length
    least.runs.push(run)
  }
  return shares.map((share) => share.runs).filter((own) => own.length > 0)
}

function joined(runs: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(runs.reduce((sum, run) => sum + run.length, 0))
  let at = 0
  for (const run of runs) {
    all.set(run, at)
    at += run.length
  }
  return all
}

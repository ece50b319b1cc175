/**
 * BG/NBD and MBG/NBD with seasons: the log-likelihood in operational time, with gradient and Hessian in the model's
 * parameters and in ln of the seasons' multipliers together.
 *
 * A multiplier moves a history only through ln u and ln v, with u = α + T′ and v = α + t′ₓ in operational time:
 * ∂L/∂ln u = −(r+x)(1−σ) and ∂L/∂ln v = −(r+x)σ, where σ is the probability of having dropped out. Besides, each
 * purchase brings ln of its season's multiplier.
 */
import type { Curvature } from '#numerics/optimise.ts'
import { betaGeometricRows } from '../beta-geometric/row-curvature.ts'
import type { BetaGeometricVariant } from '../beta-geometric/likelihood.ts'
import type { WeightedHistories } from '../model.ts'

/** Distinct histories by seasons. */
export interface SeasonRows {
  readonly rows: WeightedHistories
  /** Time until the last purchase, and from there to the end, in each season: rows × seasons. */
  readonly before: Float64Array
  readonly after: Float64Array
  /** Repeat purchases of all customers in each season. */
  readonly purchases: Float64Array
}

/**
 * Prepares minus the mean log-likelihood per customer.
 *
 * @returns A function of (ln r, ln α, ln a, ln b, ln of each multiplier but the first over the first).
 */
export function operationalCurvature(
  variant: BetaGeometricVariant,
  { rows, before, after, purchases }: SeasonRows,
): (point: readonly number[]) => Curvature {
  const seasons = purchases.length
  const current = { ...rows, lastPurchaseAge: rows.age.slice(), age: rows.age.slice() }
  const cells = betaGeometricRows(variant, current)
  const customers = rows.weight.reduce((sum, weight) => sum + weight, 0)
  const size = 3 + seasons
  const out = new Float64Array(15)
  const moves: SeasonMoves = {
    u: new Float64Array(seasons - 1),
    v: new Float64Array(seasons - 1),
    endShare: 0,
    lastShare: 0,
  }
  return (point) => {
    const parameters = Float64Array.from(point.slice(0, 4), Math.exp)
    const multipliers = [1, ...point.slice(4).map(Math.exp)]
    setOperationalTimes(current, { before, after, multipliers })
    cells.begin(parameters)
    const sums = { value: 0, gradient: new Float64Array(size), hessian: new Float64Array(size * size) }
    for (let row = 0; row < cells.count; row++) {
      out.fill(0)
      cells.curvatureOf(row, parameters, out)
      addPlain(sums, out, size)
      setMoves(moves, { row, before, after, multipliers, alpha: parameters[1], current })
      addSeasons(sums, moves, { size, row, parameters, current, earlyDropouts: variant.earlyDropouts })
    }
    for (let k = 1; k < seasons; k++) {
      sums.value += purchases[k] * point[3 + k]
      sums.gradient[3 + k] += purchases[k]
    }
    return {
      value: -sums.value / customers,
      gradient: Array.from(sums.gradient, (slope) => -slope / customers),
      hessian: point.map((_, i) =>
        point.map((__, j) => -sums.hessian[Math.max(i, j) * size + Math.min(i, j)] / customers),
      ),
    }
  }
}

/** Sums of the log-likelihood and its derivatives; the Hessian's lower triangle within a full matrix. */
interface Sums {
  value: number
  readonly gradient: Float64Array
  readonly hessian: Float64Array
}

/** By how much ln u and ln v of a row move with ln of each multiplier but the first, and with ln α. */
interface SeasonMoves {
  readonly u: Float64Array
  readonly v: Float64Array
  endShare: number
  lastShare: number
}

function setOperationalTimes(
  current: WeightedHistories,
  {
    before,
    after,
    multipliers,
  }: Pick<SeasonRows, 'before' | 'after'> & { readonly multipliers: readonly number[] },
): void {
  const seasons = multipliers.length
  for (let row = 0; row < current.age.length; row++) {
    let [last, rest] = [0, 0]
    for (let k = 0; k < seasons; k++) {
      last += multipliers[k] * before[row * seasons + k]
      rest += multipliers[k] * after[row * seasons + k]
    }
    current.lastPurchaseAge[row] = last
    current.age[row] = last + rest
  }
}

function addPlain(sums: Sums, out: Float64Array, size: number): void {
  sums.value += out[0]
  let at = 5
  for (let i = 0; i < 4; i++) {
    sums.gradient[i] += out[1 + i]
    for (let j = 0; j <= i; j++) sums.hessian[i * size + j] += out[at++]
  }
}

function setMoves(
  moves: SeasonMoves,
  at: Pick<SeasonRows, 'before' | 'after'> & {
    readonly row: number
    readonly multipliers: readonly number[]
    readonly alpha: number
    readonly current: WeightedHistories
  },
): void {
  const { row, before, after, multipliers, alpha, current } = at
  const [u, v] = [alpha + current.age[row], alpha + current.lastPurchaseAge[row]]
  for (let k = 1; k < multipliers.length; k++) {
    const place = row * multipliers.length + k
    moves.u[k - 1] = (multipliers[k] * (before[place] + after[place])) / u
    moves.v[k - 1] = (multipliers[k] * before[place]) / v
  }
  moves.endShare = alpha / u
  moves.lastShare = alpha / v
}

function addSeasons(
  { gradient, hessian }: Sums,
  moves: SeasonMoves,
  at: {
    readonly size: number
    readonly row: number
    readonly parameters: Float64Array
    readonly current: WeightedHistories
    readonly earlyDropouts: number
  },
): void {
  const { size, row, parameters, current, earlyDropouts } = at
  const [r, alpha, a, b] = parameters
  const chances = current.repeatPurchases[row] + earlyDropouts
  const last = current.lastPurchaseAge[row]
  const shape = r + current.repeatPurchases[row]
  const silence = Math.log1p((current.age[row] - last) / (alpha + last))
  const odds = chances === 0 ? 0 : Math.exp(Math.log(a / (b + chances - 1)) + shape * silence)
  const dropped = odds === Infinity ? 1 : odds / (1 + odds)
  const w = current.weight[row]
  const spread = w * shape * dropped * (1 - dropped)
  const [byU, byV] = [-w * shape * (1 - dropped), -w * shape * dropped]
  const byShape = spread * silence
  for (let i = 0; i < size - 4; i++) {
    const [u, v] = [moves.u[i], moves.v[i]]
    const gap = u - v
    const at = (4 + i) * size
    gradient[4 + i] += byU * u + byV * v
    hessian[at] += r * ((byU / shape + byShape) * u + (byV / shape - byShape) * v)
    hessian[at + 1] +=
      spread * shape * (moves.endShare - moves.lastShare) * gap -
      byU * moves.endShare * u -
      byV * moves.lastShare * v
    hessian[at + 2] += spread * gap
    hessian[at + 3] -= chances === 0 ? 0 : (spread * gap * b) / (b + chances - 1)
    for (let j = 0; j <= i; j++) {
      hessian[at + 4 + j] +=
        spread * shape * gap * (moves.u[j] - moves.v[j]) - byU * u * moves.u[j] - byV * v * moves.v[j]
    }
    hessian[at + 4 + i] += byU * u + byV * v
  }
}

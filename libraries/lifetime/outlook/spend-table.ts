/**
 * The spread of the sum of n spends of a customer with m observed ones, tabulated once for all rows that share m.
 *
 * In units of the customer's scale γ + m·z̄ the sum of n spends is beta-prime(p·n, p·m + q), so its logarithm t has the
 * density e^(p·n·t) / (1 + e^t)^(p·n + p·m + q) / B(p·n, p·m + q). Densities of the logarithm, mixed over n and then
 * integrated once, cost one exponential a point, where the incomplete beta function would cost a continued fraction.
 *
 * @see Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value", section 2.
 */
import { logBeta } from '#numerics/beta.ts'
import type { SpendParameters } from './expected-spend.ts'

/** Points of the grid in the width of the narrowest density: the integral's error is then below 1e-4. */
const pointsPerWidth = 2

/** A density is followed down to e^−18 = 1.5e-8 of its peak. */
const deepestDrop = 18

/** Densities of ln(sum of n spends) for several n, under several spend parameters, on one grid of t = (first + i)·step. */
export interface SpendTable {
  readonly step: number
  readonly first: number
  readonly length: number
  /** Numbers of spends that are tabulated: ascending, 1 and every n at first, then with widening gaps. */
  readonly nodes: Float64Array
  /** One for each of the spend parameters. */
  readonly layers: readonly SpendLayer[]
}

/** The densities under one set of spend parameters. */
interface SpendLayer {
  readonly p: number
  /** p·m + q. */
  readonly c: number
  /** σ(t) = e^t / (1 + e^t) at each point of the grid, t in this layer's own units. */
  readonly logistic: Float64Array
  /** The density of one node, made when first asked for: of a long table only some nodes have any mass. */
  readonly densityAt: (node: number) => Density
}

/** One density where it is not negligible. */
interface Density {
  readonly start: number
  readonly values: Float64Array
}

/** The table for m observations that reaches at least `largest` spends. */
export type SpendTables = (observations: number, largest: number) => SpendTable

/** Numbers that the tables may hold before they are dropped: 32 MB. */
const usualRoom = 4_000_000

/**
 * Tables made when first asked for and kept while there is room; one serves every length up to the next power of two.
 *
 * @param spends - As in {@link tabulateSpends}.
 * @param room - Numbers to hold before all tables are dropped.
 */
export function spendTables(spends: readonly SpendParameters[], room = usualRoom): SpendTables {
  const kept = new Map<string, SpendTable>()
  let numbers = 0
  return (observations, largest) => {
    const rounded = 2 ** Math.ceil(Math.log2(Math.max(1, largest)))
    const key = `${observations}/${rounded}`
    const known = kept.get(key)
    if (known !== undefined) return known
    if (numbers > room) {
      kept.clear()
      numbers = 0
    }
    const made = (count: number) => {
      numbers += count
    }
    const table = tabulateSpends({ spends, observations, largest: rounded, made })
    kept.set(key, table)
    return table
  }
}

/** Makes the tables of spend parameters. */
export type MakeSpendTables = (spends: readonly SpendParameters[]) => SpendTables

/** Tables that are shared by all who ask with the same spend parameters. */
export function sharedSpendTables(): MakeSpendTables {
  const made = new Map<string, SpendTables>()
  return (spends) => {
    const key = JSON.stringify(spends)
    const known = made.get(key) ?? spendTables(spends)
    made.set(key, known)
    return known
  }
}

/** Tables that are kept until others are asked for: where the fit alone is left, those of all points are let go. */
export function latestSpendTables(): MakeSpendTables {
  let latest = { key: '', tables: spendTables([]) }
  return (spends) => {
    const key = JSON.stringify(spends)
    if (latest.key !== key) latest = { key, tables: spendTables(spends) }
    return latest.tables
  }
}

/** What a table is made for. */
interface SpendTableOptions {
  /** Spend parameters; the last one is the fit, whose scale γ + m·z̄ is the unit. */
  readonly spends: readonly SpendParameters[]
  /** m. */
  readonly observations: number
  /** Largest number of spends in the sum. */
  readonly largest: number
  /** Told how many numbers the table came to hold, each time it grows. */
  readonly made: (numbers: number) => void
}

/**
 * Tabulates the sums of 1 … `largest` spends.
 *
 * Other spend parameters than the fit have another scale. Its ratio to the unit, (γ′ + m·z̄) / (γ + m·z̄), is taken at
 * the mean spend of the base p·γ/(q − 1) instead of each customer's own z̄: exact for m = 0, and next to 1 for large m.
 */
function tabulateSpends({ spends, observations, largest, made }: SpendTableOptions): SpendTable {
  const fit = spends[spends.length - 1]
  const shapes = spends.map(({ p, q, gamma }) => {
    const observed = (observations * fit.p * fit.gamma) / (fit.q - 1)
    return { p, c: p * observations + q, shift: Math.log((gamma + observed) / (fit.gamma + observed)) }
  })
  const narrowest = Math.min(...shapes.map(({ p, c }) => deviation(p * largest, c)))
  // A shape below 1 has one long and one short tail, and the short one is about 1 wide.
  const step = Math.min(1, narrowest) / pointsPerWidth
  const first = Math.floor(Math.min(...shapes.map((shape) => edge(shape, { n: 1, step: -step }))) / step)
  const last = Math.ceil(Math.max(...shapes.map((shape) => edge(shape, { n: largest, step }))) / step)
  const nodes = spendNodes(largest, shapes[shapes.length - 1])
  const grid = { step, first, length: last - first + 1 }
  made(2 * grid.length * shapes.length)
  return { ...grid, nodes, layers: shapes.map((shape) => prepareLayer(shape, nodes, { ...grid, made })) }
}

/** Standard deviation of a normal curve as sharp as the density's peak. */
function deviation(k: number, c: number): number {
  return Math.sqrt(1 / k + 1 / c)
}

interface Shape {
  readonly p: number
  readonly c: number
  readonly shift: number
}

/** t at which the density of the sum of n spends has dropped out of sight, going by `step` from its peak. */
function edge({ p, c, shift }: Shape, { n, step }: { n: number; step: number }): number {
  const k = p * n
  const peak = Math.log(k / c)
  const height = k * peak - (k + c) * softplus(peak)
  let t = peak
  while (height - (k * t - (k + c) * softplus(t)) < deepestDrop) t += step
  return t + shift
}

/** ln(1 + e^t) */
function softplus(t: number): number {
  return t > 0 ? t + Math.log1p(Math.exp(-t)) : Math.log1p(Math.exp(t))
}

/**
 * Which n are tabulated. Between two nodes the mass of each n is split so that the mean stays; that adds at most a
 * sixth of the squared gap to the variance, and gaps are such that a central 80 % quantile moves by less than 1e-3.
 */
function spendNodes(largest: number, { p, c }: Shape): Float64Array {
  const nodes: number[] = []
  let n = 1
  while (n < largest) {
    nodes.push(n)
    const spread = deviation(p * n, c)
    n += Math.max(1, Math.floor(n * Math.min(0.06 * Math.sqrt(spread), 0.2 * spread)))
  }
  return Float64Array.from([...nodes, largest])
}

interface Grid extends Pick<SpendTable, 'step' | 'first' | 'length'>, Pick<SpendTableOptions, 'made'> {}

/** Plain loops and typed arrays: with several spend parameters this is most of the work on a small base. */
function prepareLayer({ p, c, shift }: Shape, nodes: Float64Array, grid: Grid): SpendLayer {
  const { step, first, length, made } = grid
  const soft = new Float64Array(length)
  const logistic = new Float64Array(length)
  for (let i = 0; i < length; i++) {
    const t = (first + i) * step - shift
    soft[i] = softplus(t)
    logistic[i] = Math.exp(t - soft[i])
  }
  const logDensities = new Float64Array(length)
  const densities: (Density | undefined)[] = Array.from(nodes, () => undefined)
  const densityAt = (node: number): Density => {
    const known = densities[node]
    if (known !== undefined) return known
    const k = p * nodes[node]
    // ln density at t_i is base + slope·i − (k + c)·softplus(t_i).
    const slope = k * step
    const base = k * (first * step - shift) - logBeta(k, c)
    const nearest = Math.round((Math.log(k / c) + shift) / step) - first
    const peak = Math.max(0, Math.min(length - 1, nearest))
    const threshold = base + slope * peak - (k + c) * soft[peak] - deepestDrop
    let start = peak
    for (let log = Infinity; start > 0 && log > threshold;) {
      start--
      log = base + slope * start - (k + c) * soft[start]
      logDensities[start] = log
    }
    let end = peak
    for (let log = Infinity; end < length && log > threshold; end++) {
      log = base + slope * end - (k + c) * soft[end]
      logDensities[end] = log
    }
    const values = logDensities.slice(start, end)
    for (let i = 0; i < values.length; i++) values[i] = Math.exp(values[i])
    made(values.length)
    const density = { start, values }
    densities[node] = density
    return density
  }
  return { p, c, logistic, densityAt }
}

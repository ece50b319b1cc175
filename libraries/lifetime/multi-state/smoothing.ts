/** Averages over neighbouring ages, drawn towards what holds whatever the tenure and whatever the age. */

/**
 * What was observed in one state: for A ages and B bands of tenure K sums, and how many observations they are sums of.
 */
export interface StateSums {
  readonly ages: number
  readonly bands: number
  readonly columns: number
  /** [age][band][column]. */
  readonly sums: Float64Array
  /** [age][band]. */
  readonly observations: Float64Array
}

/** How far an estimate looks to other ages, and how much it is drawn towards the coarser ones. */
export interface Smoothing {
  /** h, in periods: an age u away weighs exp(−u²/2h²), nothing beyond 3h; 0 for no other age. */
  readonly bandwidth: number
  /** κ > 0: observations that the coarser average counts for. */
  readonly strength: number
}

/** Sums of one state over neighbouring ages. */
export interface KernelSums {
  /** As in {@link StateSums}. */
  readonly sums: Float64Array
  readonly observations: Float64Array
}

/** Smoothings that are tried; the one that foretells left-out observations best is taken. */
export const triedBandwidths: readonly number[] = [0, 0.75, 1.5, 3, 5, 8, 13]
/** See {@link triedBandwidths}. */
export const triedStrengths: readonly number[] = [1, 4, 16, 64, 256, 1024]

/**
 * Smoothed means m, K for each age a and band b: with sums S and observations n,
 *
 * g = ΣS/Σn over the whole state, q_a = (S̃_a + κ·g)/(ñ_a + κ) over all bands, m_ab = (S̃_ab + κ·q_a)/(ñ_ab + κ),
 *
 * where S̃ and ñ are sums over ages, weighted by the kernel. With one band, m = q. Where sums are counts of outcomes,
 * the means are probabilities, which sum to 1 as the counts do to n.
 *
 * @returns [age][band][column]; zeros where there is no observation at all.
 * @see Simonoff (1996), "Smoothing Methods in Statistics", 6.4, on kernels for ordered categories; Fienberg & Holland
 *   (1973), "Simultaneous Estimation of Multinomial Cell Probabilities", on pseudo-counts.
 */
export function smoothedMeans(state: StateSums, { bandwidth, strength }: Smoothing): Float64Array {
  const { ages, bands, columns } = state
  const near = kernelSums(state, bandwidth)
  const { grand, total } = grandMeans(state)
  const means = new Float64Array(ages * bands * columns)
  if (total === 0) return means
  const overBands = new Float64Array(columns)
  for (let age = 0; age < ages; age++) {
    let observed = 0
    overBands.fill(0)
    for (let cell = age * bands; cell < (age + 1) * bands; cell++) {
      observed += near.observations[cell]
      for (let k = 0; k < columns; k++) overBands[k] += near.sums[cell * columns + k]
    }
    for (let k = 0; k < columns; k++) {
      overBands[k] = (overBands[k] + strength * grand[k]) / (observed + strength)
    }
    for (let cell = age * bands; cell < (age + 1) * bands; cell++) {
      if (bands === 1) means.set(overBands, cell * columns)
      else drawTowards(means, near, { cell, columns, overBands, strength })
    }
  }
  return means
}

/** The weight that the observations of each age and band have in one smoothed mean; [age][band], they times n sum to 1. */
export function smoothingWeights(
  state: Pick<StateSums, 'ages' | 'bands' | 'observations'>,
  { bandwidth, strength }: Smoothing,
  at: { readonly age: number; readonly band: number },
): Float64Array {
  const { ages, bands, observations } = state
  const kernel = (age: number) => kernelWeight(age - at.age, bandwidth)
  let [near, nearInBand, total] = [0, 0, 0]
  observations.forEach((count, cell) => {
    const weighted = kernel(Math.floor(cell / bands)) * count
    total += count
    near += weighted
    if (cell % bands === at.band) nearInBand += weighted
  })
  return Float64Array.from({ length: ages * bands }, (_, cell) => {
    if (total === 0) return 0
    const weight = kernel(Math.floor(cell / bands))
    const coarse = (weight + strength / total) / (near + strength)
    if (bands === 1) return coarse
    const own = cell % bands === at.band ? weight : 0
    return (own + strength * coarse) / (nearInBand + strength)
  })
}

/** Sums over neighbouring ages, band by band. */
export function kernelSums({ ages, bands, columns, sums, observations }: StateSums, bandwidth: number): KernelSums {
  if (bandwidth === 0) return { sums, observations }
  const near = { sums: new Float64Array(sums.length), observations: new Float64Array(observations.length) }
  const reach = Math.floor(3 * bandwidth)
  const weights = Float64Array.from({ length: reach + 1 }, (_, distance) => kernelWeight(distance, bandwidth))
  for (let cell = 0; cell < ages * bands; cell++) {
    if (observations[cell] === 0) continue
    const age = Math.floor(cell / bands)
    const last = Math.min(ages - 1, age + reach)
    for (let other = Math.max(0, age - reach); other <= last; other++) {
      const weight = weights[Math.abs(other - age)]
      const target = other * bands + (cell % bands)
      near.observations[target] += weight * observations[cell]
      for (let k = 0; k < columns; k++) near.sums[target * columns + k] += weight * sums[cell * columns + k]
    }
  }
  return near
}

/** The state's means whatever age and tenure, and how many observations they are made of. */
export function grandMeans({ columns, sums, observations }: StateSums): { grand: Float64Array; total: number } {
  const grand = new Float64Array(columns)
  const total = observations.reduce((sum, count) => sum + count, 0)
  if (total > 0) sums.forEach((sum, i) => (grand[i % columns] += sum / total))
  return { grand, total }
}

function drawTowards(
  means: Float64Array,
  near: KernelSums,
  at: { readonly cell: number; readonly columns: number; readonly overBands: Float64Array; readonly strength: number },
): void {
  const { cell, columns, overBands, strength } = at
  for (let k = 0; k < columns; k++) {
    const place = cell * columns + k
    means[place] = (near.sums[place] + strength * overBands[k]) / (near.observations[cell] + strength)
  }
}

function kernelWeight(distance: number, bandwidth: number): number {
  if (distance === 0) return 1
  if (Math.abs(distance) > 3 * bandwidth) return 0
  return Math.exp((-distance * distance) / (2 * bandwidth * bandwidth))
}

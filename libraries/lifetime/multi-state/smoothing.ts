/** Averages over neighbouring ages, drawn towards what holds whatever the tenure. */

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
  /** h for each age, in periods: an age u away weighs exp(−u²/2h²), nothing beyond 3h; 0 for no other age. */
  readonly bandwidths: readonly number[]
  /** κ > 0: observations that the average over all bands of tenure counts for in each band. */
  readonly strength: number
}

/** Observations that the average over all ages counts for: enough to fill ages where nothing was observed. */
export const fillStrength = 1

/** Smoothings that are tried; those that foretell left-out observations best are taken. */
export const triedBandwidths: readonly number[] = [0, 0.75, 1.5, 2.5, 4, 7, 12]
/** See {@link triedBandwidths}. */
export const triedStrengths: readonly number[] = [1, 4, 16, 64, 256, 1024]

/**
 * Smoothed means m, K for each age a and band b: with sums S and observations n,
 *
 * g = ΣS/Σn over the whole state, q_a = (S̃_a + g)/(ñ_a + 1) over all bands, m_ab = (S̃_ab + κ·q_a)/(ñ_ab + κ),
 *
 * where S̃ and ñ are sums over ages, weighted by the kernel. With one band, m = q and κ is without
 * effect. Where sums are counts of outcomes, the means are probabilities, which sum to 1 as the counts do to n.
 *
 * @returns From sums like those of `state` to [age][band][column]; zeros where there is no observation at all.
 * @see Simonoff (1996), "Smoothing Methods in Statistics", 6.4, on kernels for ordered categories; Fienberg & Holland
 *   (1973), "Simultaneous Estimation of Multinomial Cell Probabilities", on pseudo-counts.
 */
export function smoother(
  state: Pick<StateSums, 'ages' | 'bands' | 'columns' | 'observations'>,
  { bandwidths, strength }: Smoothing,
): (sums: Float64Array) => Float64Array {
  const { ages, bands, columns, observations } = state
  const near = kernelSums(observations, { ages, bands, columns: 1, observations }, bandwidths)
  const total = observations.reduce((sum, count) => sum + count, 0)
  return (sums) => {
    const means = kernelSums(sums, state, bandwidths)
    if (total === 0) return means
    const grand = grandMeans(sums, columns, total)
    for (let age = 0; age < ages; age++) {
      const overBands = grand.map((mean) => fillStrength * mean)
      let observed = fillStrength
      for (let cell = age * bands; cell < (age + 1) * bands; cell++) {
        observed += near[cell]
        for (let k = 0; k < columns; k++) overBands[k] += means[cell * columns + k]
      }
      for (let k = 0; k < columns; k++) overBands[k] /= observed
      for (let cell = age * bands; cell < (age + 1) * bands; cell++) {
        if (bands === 1) means.set(overBands, cell * columns)
        else drawTowards(means, { cell, observed: near[cell], overBands, strength })
      }
    }
    return means
  }
}

/** Smoothed means of one state; see {@link smoother}. */
export function smoothedMeans(state: StateSums, smoothing: Smoothing): Float64Array {
  return smoother(state, smoothing)(state.sums)
}

/** The weight that the observations of each age and band have in one smoothed mean; [age][band], they times n sum to 1. */
export function smoothingWeights(
  state: Pick<StateSums, 'ages' | 'bands' | 'observations'>,
  { bandwidths, strength }: Smoothing,
  at: { readonly age: number; readonly band: number },
): Float64Array {
  const { ages, bands, observations } = state
  const kernel = (age: number) => kernelWeight(age - at.age, bandwidths[at.age])
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
    const coarse = (weight + fillStrength / total) / (near + fillStrength)
    if (bands === 1) return coarse
    const own = cell % bands === at.band ? weight : 0
    return (own + strength * coarse) / (nearInBand + strength)
  })
}

/** Sums over neighbouring ages, band by band; a bandwidth for each age. */
export function kernelSums(
  sums: Float64Array,
  { ages, bands, columns, observations }: Pick<StateSums, 'ages' | 'bands' | 'columns' | 'observations'>,
  bandwidths: readonly number[],
): Float64Array {
  const near = new Float64Array(sums.length)
  const weights = new Float64Array(ages)
  for (let age = 0; age < ages; age++) {
    const reach = Math.floor(3 * bandwidths[age])
    for (let distance = 0; distance <= Math.min(reach, ages - 1); distance++)
      weights[distance] = kernelWeight(distance, bandwidths[age])
    const last = Math.min(ages - 1, age + reach)
    for (let other = Math.max(0, age - reach); other <= last; other++) {
      const weight = weights[Math.abs(other - age)]
      for (let band = 0; band < bands; band++) {
        const source = other * bands + band
        if (observations[source] === 0) continue
        const target = (age * bands + band) * columns
        for (let k = 0; k < columns; k++) near[target + k] += weight * sums[source * columns + k]
      }
    }
  }
  return near
}

/** The state's means whatever age and tenure, of `total` observations. */
export function grandMeans(sums: Float64Array, columns: number, total: number): Float64Array {
  const grand = new Float64Array(columns)
  for (let i = 0; i < sums.length; i++) grand[i % columns] += sums[i] / total
  return grand
}

/** A band's sums become its means. */
function drawTowards(
  means: Float64Array,
  at: {
    readonly cell: number
    readonly observed: number
    readonly overBands: Float64Array
    readonly strength: number
  },
): void {
  const { cell, observed, overBands, strength } = at
  for (let k = 0, place = cell * overBands.length; k < overBands.length; k++, place++) {
    means[place] = (means[place] + strength * overBands[k]) / (observed + strength)
  }
}

function kernelWeight(distance: number, bandwidth: number): number {
  if (distance === 0) return 1
  if (Math.abs(distance) > 3 * bandwidth) return 0
  return Math.exp((-distance * distance) / (2 * bandwidth * bandwidth))
}

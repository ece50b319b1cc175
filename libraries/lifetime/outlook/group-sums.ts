/** The distributions of a small group's purchases and value, by the product of its customers' Fourier transforms. */
import {
  complexOnes,
  type ComplexVector,
  fourierTransform,
  inverseFourierTransform,
  multiplyByPower,
  unitRoots,
} from '#numerics/fourier.ts'
import type { FutureTable } from './future-table.ts'
import type { SpendModel } from './outlook.ts'
import { chosenMixture, type Mixture, type ProspectiveOptions } from './predictive.ts'
import { type SpendTables, spendTables } from './spend-table.ts'
import { activeSurvival, valueCurve } from './value-curve.ts'

/** Customers up to here are summed exactly; among more, chance evens out and two moments say enough. */
export const largestSummedGroup = 256

/** A group to be summed. */
export interface GroupSumOptions<Fit> extends Omit<ProspectiveOptions<Fit>, 'spend' | 'makeSpendTables'> {
  readonly spend: SpendModel
  /** m of each row. */
  readonly spendObservations: Float64Array
  /** What one unit of a row's value is worth to each of its customers, discounted, in currency. */
  readonly scalesOf: (row: number) => readonly number[]
  /** Sums up to these are told apart; what exceeds them must be as good as impossible. */
  readonly farthest: { readonly purchases: number; readonly value: number }
}

/** Probabilities of the sums 0, 1·step, 2·step, … */
export interface SumDistribution {
  readonly step: number
  readonly probability: Float64Array
}

/** Cells in which values are counted. */
const cells = 2048

/**
 * What a group's customers bring together. Given the parameters they are independent; the lines of parameters, which
 * are common to all, are mixed only after summing.
 */
export function groupSums<Fit>(options: GroupSumOptions<Fit>): {
  readonly purchases: SumDistribution
  readonly value: SumDistribution
} {
  const { prospects, order, spend, spendObservations } = options
  const { mixture } = chosenMixture({
    prospects,
    order,
    spend: { model: spend, observations: spendObservations },
  })
  const lines = linesOf(mixture)
  const countCells = 2 ** Math.ceil(Math.log2(options.farthest.purchases + 1))
  const step = options.farthest.value / cells
  const roots = { purchases: unitRoots(countCells), value: unitRoots(cells) }
  const purchases = lines.map(() => complexOnes(countCells))
  const value = lines.map(() => complexOnes(cells))
  const look = prospects.lookAhead(mixture.fits, Uint32Array.from(spendObservations.keys()))
  const spendsFor = spendTables(mixture.spends)
  for (let row = 0; row < spendObservations.length; row++) {
    const { active: actives, future } = look(row)
    const masses = massesOf({ mixture, future, spendsFor, observations: spendObservations[row], step })
    const scales = options.scalesOf(row)
    lines.forEach((line, i) => {
      const active = actives[line.fit]
      const counts = transformed(countMass(future, line.fit, countCells), active, roots.purchases)
      multiplyByPower(purchases[i], counts, scales.length)
      for (const scale of scales)
        multiplyByPower(value[i], transformed(masses(line, scale), active, roots.value), 1)
    })
  }
  return {
    purchases: { step: 1, probability: mixed(lines, purchases, roots.purchases) },
    value: { step, probability: mixed(lines, value, roots.value) },
  }
}

/** One set of parameters of purchases and of spend, and its weight. */
interface Line {
  readonly fit: number
  /** Which of the fit's spend parameters. */
  readonly spend: number
  readonly weight: number
}

function linesOf({ fits, weights, spendsOfLine }: Mixture<unknown>): readonly Line[] {
  return fits.flatMap((_, fit) => {
    const spends = spendsOfLine[fit] ?? [0]
    return weights[fit] === 0
      ? []
      : spends.map((__, spend) => ({ fit, spend, weight: weights[fit] / spends.length }))
  })
}

/** P(N = n) of an active customer; what lies beyond the last cell is left out. */
function countMass({ width, probability }: FutureTable, fit: number, length: number): Float64Array {
  const mass = new Float64Array(length)
  mass.set(probability.subarray(fit * width, fit * width + Math.min(width, length)))
  return mass
}

/** Probabilities of an active customer's values in cells of `step`, by line and by what a unit is worth to them. */
function massesOf({
  mixture,
  future,
  spendsFor,
  observations,
  step,
}: {
  readonly mixture: Mixture<unknown>
  readonly future: FutureTable
  readonly spendsFor: SpendTables
  readonly observations: number
  readonly step: number
}): (line: Line, scale: number) => Float64Array {
  if (mixture.spends.length === 0) {
    return ({ fit }, scale) => {
      const mass = new Float64Array(cells)
      for (let n = 0; n < future.width; n++) {
        const cell = Math.round((n * scale) / step)
        if (cell < cells) mass[cell] += future.probability[fit * future.width + n]
      }
      return mass
    }
  }
  const spends = spendsFor(observations, future.width - 1)
  const choices = Math.max(...mixture.spendsOfLine.map((layers) => layers.length))
  const curves = Array.from({ length: choices }, (_, choice) =>
    valueCurve(
      future,
      spends,
      mixture.spendsOfLine.map((layers) => [layers[choice] ?? layers[0]]),
    ),
  )
  return ({ fit, spend }, scale) => {
    const mass = new Float64Array(cells)
    let above = future.survival[fit * future.width]
    mass[0] = 1 - above
    for (let cell = 0; cell < cells; cell++) {
      const beyond = activeSurvival(curves[spend], fit, Math.log(((cell + 0.5) * step) / scale))
      mass[cell] += above - beyond
      above = beyond
    }
    return mass
  }
}

/** The transform of a customer who is active with this probability, and brings nothing otherwise. */
function transformed(mass: Float64Array, active: number, roots: ComplexVector): ComplexVector {
  const real = mass.map((probability, n) => active * probability + (n === 0 ? 1 - active : 0))
  const vector = { real, imaginary: new Float64Array(mass.length) }
  fourierTransform(vector, roots)
  return vector
}

/** The lines' sums, back from their transforms, mixed. */
function mixed(lines: readonly Line[], sums: readonly ComplexVector[], roots: ComplexVector): Float64Array {
  const probability = new Float64Array(sums[0].real.length)
  sums.forEach((sum, i) => {
    inverseFourierTransform(sum, roots)
    // Rounding leaves a hair of either sign where there is no probability.
    for (let n = 0; n < probability.length; n++) probability[n] += lines[i].weight * Math.max(0, sum.real[n])
  })
  return probability
}

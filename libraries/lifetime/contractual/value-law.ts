/** What several contracts together may be worth: a distribution of amounts, kept short by joining neighbours. */

/** Amounts in rising order with their probabilities. */
export interface ValueLaw {
  readonly amounts: Float64Array
  readonly probabilities: Float64Array
}

/** Longer ones are joined: a two-hundredth part of the probability each is as fine as an 80 % interval needs. */
const longest = 512

/** A certain nothing. */
export const nothing: ValueLaw = { amounts: Float64Array.of(0), probabilities: Float64Array.of(1) }

/** The sum of two independent ones. */
export function sumOfLaws(left: ValueLaw, right: ValueLaw): ValueLaw {
  const amounts: number[] = []
  const probabilities: number[] = []
  left.amounts.forEach((amount, i) => {
    right.amounts.forEach((other, j) => {
      amounts.push(amount + other)
      probabilities.push(left.probabilities[i] * right.probabilities[j])
    })
  })
  return shortened(inOrder(amounts, probabilities))
}

/** The equal mixture. */
export function mixtureOfLaws(laws: readonly ValueLaw[]): ValueLaw {
  return inOrder(
    laws.flatMap(({ amounts }) => [...amounts]),
    laws.flatMap(({ probabilities }) => Array.from(probabilities, (share) => share / laws.length)),
  )
}

/** The smallest amount that is not exceeded with at least that probability. */
export function quantileOfLaw({ amounts, probabilities }: ValueLaw, probability: number): number {
  let covered = 0
  const place = probabilities.findIndex((share) => {
    covered += share
    // A quantile that sits on a step is not moved by the last digit of the sum.
    return covered >= probability - 1e-12
  })
  return amounts.at(place) ?? 0
}

/** P(lower ≤ amount ≤ upper). */
export function lawBetween({ amounts, probabilities }: ValueLaw, lower: number, upper: number): number {
  const within = probabilities.filter((_, place) => lower <= amounts[place] && amounts[place] <= upper)
  return Math.min(
    1,
    within.reduce((sum, share) => sum + share, 0),
  )
}

function inOrder(amounts: readonly number[], probabilities: readonly number[]): ValueLaw {
  const order = amounts.map((_, place) => place).toSorted((a, b) => amounts[a] - amounts[b])
  return {
    amounts: Float64Array.from(order, (place) => amounts[place]),
    probabilities: Float64Array.from(order, (place) => probabilities[place]),
  }
}

/** Neighbours become one at their mean, so that the mean of all stays what it is. */
function shortened(law: ValueLaw): ValueLaw {
  if (law.amounts.length <= longest) return law
  const sums = new Float64Array(longest)
  const shares = new Float64Array(longest)
  let covered = 0
  law.probabilities.forEach((share, place) => {
    const bin = Math.min(longest - 1, Math.floor((covered + share / 2) * longest))
    sums[bin] += share * law.amounts[place]
    shares[bin] += share
    covered += share
  })
  const filled = [...shares.keys()].filter((bin) => shares[bin] > 0)
  return {
    amounts: Float64Array.from(filled, (bin) => sums[bin] / shares[bin]),
    probabilities: Float64Array.from(filled, (bin) => shares[bin]),
  }
}

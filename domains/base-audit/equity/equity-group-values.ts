/** What groups of customers are worth, with what the doubt about the model leaves open. */
import { drawn, modelDraws, sampleBySize, valuesUnder, type Drawn } from './equity-draws.ts'
import { statesAt, valuesOf, type EquityModel, type ValueWindow } from './equity-values.ts'
import type { PayingCustomers } from './equity-union.ts'

/** Who is valued, and how they are grouped. */
export interface GroupValuesInput extends ValueWindow {
  readonly model: EquityModel
  readonly customers: PayingCustomers
  readonly groupings: readonly { readonly group: Int32Array; readonly groups: number }[]
  /** Half of the 80 % interval of ln(actual / expected) at earlier origins; null where there is no back-test. */
  readonly backtestReach: number | null
  /** An even number of draws; 400 where left out. */
  readonly draws?: number
}

/** One group. */
export interface GroupValue {
  readonly customers: number
  readonly collected: number
  readonly value: Drawn
}

/** The groups of every grouping, in order. */
export function groupValues(input: GroupValuesInput): readonly (readonly GroupValue[])[] {
  const { model, customers, groupings } = input
  const values = valuesOf(model, customers, input)
  const models = modelDraws({ ...input, opening: model, closing: model })
  const { places, weights } = sampleBySize(values)
  const few = statesAt(customers, places)
  const atFit = Float64Array.from(places, (place) => values[place] ?? 0)
  const away =
    models &&
    valuesUnder(models.closing, few, input).map((column) =>
      column.map((value, row) => value - (atFit[row] ?? 0)),
    )
  return groupings.map(({ group, groups }) => {
    const ofSampled = Int32Array.from(places, (place) => group[place] ?? 0)
    const sums = summed(values, { group, groups })
    const paid = summed(customers.paid, { group, groups })
    const counts = summed(new Float64Array(values.length).fill(1), { group, groups })
    const deviations = away?.map((column) =>
      summed(
        column.map((value, row) => value * (weights[row] ?? 1)),
        { group: ofSampled, groups },
      ),
    )
    return Array.from({ length: groups }, (_, place) => ({
      customers: counts[place] ?? 0,
      collected: paid[place] ?? 0,
      value: drawn({
        modelled: sums[place] ?? 0,
        known: 0,
        deviations: deviations?.map((column) => column[place] ?? 0) ?? null,
        factors: models?.factors ?? null,
      }),
    }))
  })
}

function summed(
  values: Float64Array,
  { group, groups }: { readonly group: Int32Array; readonly groups: number },
): Float64Array {
  const sums = new Float64Array(groups)
  for (let row = 0; row < values.length; row++) {
    const place = group[row] ?? 0
    sums[place] = (sums[place] ?? 0) + (values[row] ?? 0)
  }
  return sums
}

/** Whether stated probabilities come true: gathered row by row while predictions are visited. */
import { countQuantile } from '../outlook/future-table.ts'
import { pitShare } from './pit.ts'
import { cumulativeOf, probabilityOf } from './predicted-rows.ts'
import type { PredictedRow } from './predicted-rows.ts'

/** Nominal levels of the intervals in the reliability plot. */
const levels = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95]

/** Equal parts of [0, 1] into which the transform and the probability to buy are sorted. */
const parts = 10

/** What was stated, and how often it came true. */
export interface StatedAndObserved {
  readonly stated: number
  readonly observed: number
}

/** The figures of `HoldoutJudgement` that need the whole distribution. */
export interface Reliability {
  readonly meanLogProbability: number
  readonly coverage: number
  readonly statedCoverage: number
  readonly pitInside80: number
  readonly pit: readonly number[]
  readonly reliability: readonly ({ readonly level: number } & StatedAndObserved)[]
  readonly buysAgain: readonly ({ readonly customers: number } & StatedAndObserved)[]
}

/** Gathers predictions and what came of them. */
export interface ReliabilityTally {
  /** Adds `weight` customers of one row who bought `actual` times. */
  readonly add: (predicted: PredictedRow, outcome: { actual: number; weight: number }) => void
  readonly result: () => Reliability
}

/** An empty tally of intervals of the given nominal `level`. */
export function reliabilityTally(level: number): ReliabilityTally {
  const sums = { customers: 0, logProbability: 0, inside80: 0 }
  const pit = new Float64Array(parts)
  const buys = Array.from({ length: parts }, blank)
  const intervals = [level, ...levels].map((nominal) => ({ level: nominal, ...blank() }))
  return {
    add(predicted, { actual, weight }) {
      const at = { below: cumulativeOf(predicted, actual - 1), upTo: cumulativeOf(predicted, actual) }
      sums.customers += weight
      sums.logProbability += weight * Math.log(probabilityOf(predicted, actual))
      sums.inside80 += weight * pitShare(at, { from: 0.1, to: 0.9 })
      for (let part = 0; part < parts; part++) {
        pit[part] += weight * pitShare(at, { from: part / parts, to: (part + 1) / parts })
      }
      for (const interval of intervals) addInterval(interval, predicted, { actual, weight })
      const buying = 1 - cumulativeOf(predicted, 0)
      const bin = buys[Math.min(parts - 1, Math.floor(buying * parts))]
      bin.customers += weight
      bin.stated += weight * buying
      bin.observed += actual > 0 ? weight : 0
    },
    result: () => {
      const [asked, ...plotted] = intervals.map((interval) => ({ level: interval.level, ...means(interval) }))
      return {
        meanLogProbability: sums.logProbability / sums.customers,
        coverage: asked.observed,
        statedCoverage: asked.stated,
        pitInside80: sums.inside80 / sums.customers,
        pit: Array.from(pit, (share) => share / sums.customers),
        reliability: plotted,
        buysAgain: buys
          .filter(({ customers }) => customers > 0)
          .map((bin) => ({ customers: bin.customers, ...means(bin) })),
      }
    },
  }
}

interface Sums {
  customers: number
  stated: number
  observed: number
}

function blank(): Sums {
  return { customers: 0, stated: 0, observed: 0 }
}

function means({ customers, stated, observed }: Sums): StatedAndObserved {
  return { stated: stated / customers, observed: observed / customers }
}

/** One customer's central interval: the probability it states, and whether it held the count. */
function addInterval(
  interval: Sums & { readonly level: number },
  predicted: PredictedRow,
  { actual, weight }: { actual: number; weight: number },
): void {
  const tail = (1 - interval.level) / 2
  const lower = countQuantile(predicted.future, predicted.shares, 1 - tail)
  const upper = countQuantile(predicted.future, predicted.shares, tail)
  interval.customers += weight
  interval.stated += weight * (cumulativeOf(predicted, upper) - cumulativeOf(predicted, lower - 1))
  if (lower <= actual && actual <= upper) interval.observed += weight
}

/** What every fit must hold to, whatever it is fitted to: purchases, opportunities, contracts or spends. */
import type { Law } from './conformance.ts'
import { codeOf, fitDistance, largest, relativeDistance, summitDepartureOf } from './conformance-measures.ts'
import type { Fitted, FitOptions } from './model.ts'
import { confidenceIntervals, standardErrors } from './summary.ts'

/** Any fit. */
export type AnyFit = Fitted<string, string>

/** Data simulated from known parameters, and what the laws ask of them. */
export interface FitSample {
  readonly customers: number
  /** Fits the customers at some rows, in that order, each counted `weight` times. */
  readonly fitRows: (rows: readonly number[], weight: number, options?: FitOptions) => AnyFit
  /** Log-likelihood of all customers. */
  readonly logLikelihoodAt: (parameters: Readonly<Record<string, number>>) => number
  /** What a fit predicts of all customers. */
  readonly predict: (fitted: AnyFit) => Float64Array
}

/** A model as the laws of fitting see it. */
export interface FitTrial {
  readonly name: string
  readonly truth: Readonly<Record<string, number>>
  /** The same seed gives the same sample, best of all the same object; of four thousand customers where left out. */
  readonly sample: (seed: number, customers?: number) => FitSample
}

const seed = 20_260

/** Fits of whole samples: many laws look at the same one. */
const known = new WeakMap<FitSample, AnyFit>()

function fitAll(sample: FitSample, options?: FitOptions): AnyFit {
  if (options !== undefined) return sample.fitRows(allRows(sample), 1, options)
  const fitted = known.get(sample) ?? sample.fitRows(allRows(sample), 1)
  known.set(sample, fitted)
  return fitted
}

function allRows({ customers }: FitSample): number[] {
  return [...Array(customers).keys()]
}

/** The laws of fitting. */
export const fitLaws: readonly Law<FitTrial>[] = [
  {
    name: 'the parameters that made simulated customers are found again, within four standard errors',
    departure: ({ truth, sample }) => {
      const fitted = fitAll(sample(seed))
      const errors = standardErrors(fitted)
      if (errors === null) return Infinity
      return largest(Object.keys(truth), (name) =>
        Math.abs((fitted.parameters[name] - truth[name]) / errors[name]),
      )
    },
    allowed: 4,
  },
  {
    name: 'of many intervals that claim eighty per cent, eighty per cent hold the truth, within four errors of that share',
    departure: ({ truth, sample }) => {
      const seeds = Array.from({ length: 40 }, (_, i) => i + 1)
      const intervals = seeds.map((each) => confidenceIntervals(fitAll(sample(each, 1500)), 0.8))
      const error = Math.sqrt((0.8 * 0.2) / seeds.length)
      return largest(Object.keys(truth), (name) => {
        const hits = intervals.filter(
          (interval) =>
            interval !== null && interval[name].lower <= truth[name] && truth[name] <= interval[name].upper,
        )
        return Math.abs(hits.length / seeds.length - 0.8) / error
      })
    },
    allowed: 4,
  },
  {
    name: 'the fit is a summit: its log-likelihood is level there and curved as the covariance says',
    departure: ({ sample }) => {
      const drawn = sample(seed, 1000)
      return summitDepartureOf(fitAll(drawn), drawn.logLikelihoodAt)
    },
    allowed: 1e-4,
  },
  {
    name: 'the log-likelihood of a fit is the sum over its customers',
    departure: ({ sample }) => {
      const drawn = sample(seed)
      const fitted = fitAll(drawn)
      return Math.abs(fitted.logLikelihood / drawn.logLikelihoodAt(fitted.parameters) - 1)
    },
    allowed: 1e-12,
  },
  {
    name: 'the order of the rows does not matter',
    departure: ({ sample }) => {
      const drawn = sample(seed)
      return fitDistance(fitAll(drawn), drawn.fitRows(allRows(drawn).toReversed(), 1))
    },
    allowed: 1e-9,
  },
  {
    name: 'a row of weight two is two rows',
    departure: ({ sample }) => {
      const drawn = sample(seed)
      const rows = allRows(drawn)
      return fitDistance(drawn.fitRows(rows, 2), drawn.fitRows([...rows, ...rows], 1))
    },
    allowed: 1e-9,
  },
  {
    name: 'a warm start ends at the same summit, and sooner',
    departure: ({ sample }) => {
      const drawn = sample(seed)
      const cold = fitAll(drawn)
      const warm = fitAll(drawn, { start: cold.parameters })
      const later = warm.convergence.iterations > Math.min(2, cold.convergence.iterations)
      return later ? Infinity : fitDistance(cold, warm)
    },
    allowed: 1e-9,
  },
  {
    name: 'a penalty draws the parameters in, and the log-likelihood stays that of the data',
    departure: ({ sample }) => {
      const drawn = sample(seed)
      const [free, held] = [fitAll(drawn), fitAll(drawn, { penalty: 0.01 })]
      if (!(held.logLikelihood < free.logLikelihood)) return Infinity
      return Math.abs(held.logLikelihood / drawn.logLikelihoodAt(held.parameters) - 1)
    },
    allowed: 1e-12,
  },
  {
    name: 'a fit survives being written as JSON',
    departure: ({ sample }) => {
      const drawn = sample(seed)
      const fitted = fitAll(drawn)
      const text = JSON.stringify(fitted)
      const read = JSON.parse(text) as AnyFit
      const changed = Number(JSON.stringify(read) !== text || !Object.isFrozen(fitted))
      return changed + relativeDistance(drawn.predict(fitted), drawn.predict(read))
    },
    allowed: 0,
  },
  {
    name: 'a document of another version, or of another model, is refused',
    departure: ({ sample }) => {
      const drawn = sample(seed)
      const fitted = fitAll(drawn)
      const strangers = [
        { ...fitted, version: 2 },
        { ...fitted, model: 'another' },
      ] as readonly AnyFit[]
      return largest(strangers, (stranger) =>
        Number(codeOf(() => drawn.predict(stranger)) !== 'LIFETIME_MODEL_UNKNOWN'),
      )
    },
    allowed: 0,
  },
]

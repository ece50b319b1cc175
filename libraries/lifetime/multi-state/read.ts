/** Fits of the model of stages that come back from JSON. */
import {
  documentOf,
  finiteNumber,
  listOf,
  missing,
  partsOf,
  type RawDocument,
  textOf,
} from '../read-document.ts'
import type { FittedStages } from './fit.ts'
import type { StageCounts } from './records.ts'
import { seal } from './seal.ts'
import type { Smoothing } from './smoothing.ts'
import { type AfterLastAge, clockRows, type StageSpace, stageSpace } from './stage-space.ts'

/**
 * Reads a fitted model of stages from its JSON, text or parsed.
 *
 * @returns The fit, frozen; all figures are those of the fit that was written, to the last digit.
 * @throws LIFETIME_DOCUMENT_INVALID, LIFETIME_MODEL_UNKNOWN; LIFETIME_STATES_INVALID, LIFETIME_AGES_INVALID where its
 *   states or clocks are none.
 */
export function readFittedStages(document: unknown): FittedStages {
  const read = documentOf(document, ['multi-state'])
  const space = readSpace(read['space'])
  const states = space.states.length
  const figures = numbersAt(read, ['customerCount', 'recordCount', 'lastPeriod', 'meanLogProbability'])
  return seal({
    model: 'multi-state',
    version: 1,
    space,
    moves: readMoves(read['moves'], space),
    margins: readMargins(read['margins'], space),
    ...figures,
    moveSmoothing: readSmoothing(read['moveSmoothing'], space),
    marginSmoothing: readSmoothing(read['marginSmoothing'], space),
    movesFrom: numbersOf(read['movesFrom'], 'moves from each state', states),
    warnings: listOf(read['warnings'], 'warnings').map((warning) => textOf(warning, 'warning')),
  })
}

function numbersAt<Name extends string>(
  read: RawDocument,
  names: readonly Name[],
): Readonly<Record<Name, number>> {
  const entries = names.map((name) => [name, finiteNumber(read[name], name)])
  return Object.fromEntries(entries) as Record<Name, number>
}

function readSpace(value: unknown): StageSpace {
  const space = partsOf(value, 'space')
  const texts = (part: string) => listOf(space[part], part).map((text) => textOf(text, part))
  const { afterLastAge } = space
  if (afterLastAge !== 'repeat' && afterLastAge !== 'exit') throw missing('law after the last age')
  return stageSpace({
    states: texts('states'),
    exit: textOf(space['exit'], 'exit'),
    products: texts('products'),
    firstAge: finiteNumber(space['firstAge'], 'first age'),
    lastAge: finiteNumber(space['lastAge'], 'last age'),
    afterLastAge: afterLastAge satisfies AfterLastAge,
    tenureStarts: numbersOf(space['tenureStarts'], 'bands of tenure'),
    monthsPerPeriod: finiteNumber(space['monthsPerPeriod'], 'length of a period'),
  })
}

function readMoves(value: unknown, space: StageSpace): StageCounts['moves'] {
  const moves = partsOf(value, 'moves')
  const row = placesOf(moves['row'], 'row of each move', { below: clockRows(space) })
  const length = row.length
  const states = space.states.length
  return {
    row,
    from: placesOf(moves['from'], 'state that each move leaves', { below: states, length }),
    to: placesOf(moves['to'], 'state that each move leads to', { below: states + 1, length }),
    count: numbersOf(moves['count'], 'count of each move', length),
  }
}

function readMargins(value: unknown, space: StageSpace): StageCounts['margins'] {
  const margins = partsOf(value, 'margins')
  const row = placesOf(margins['row'], 'row of each margin', { below: clockRows(space) })
  const length = row.length
  const sums = listOf(margins['sums'], 'margins by product', space.products.length)
  return {
    row,
    state: placesOf(margins['state'], 'state of each margin', { below: space.states.length, length }),
    records: numbersOf(margins['records'], 'records of each margin', length),
    sums: sums.map((column) => numbersOf(column, 'margins of a product', length)),
    totals: numbersOf(margins['totals'], 'margins over the products', length),
    squares: numbersOf(margins['squares'], 'squares of the margins', length),
  }
}

function readSmoothing(value: unknown, space: StageSpace): readonly Smoothing[] {
  const ages = space.lastAge - space.firstAge + 1
  return listOf(value, 'smoothing of each state', space.states.length).map((each) => {
    const { bandwidths, strength } = partsOf(each, 'smoothing of a state')
    return {
      bandwidths: numbersOf(bandwidths, 'bandwidth of each age', ages),
      strength: finiteNumber(strength, 'strength of a smoothing'),
    }
  })
}

function numbersOf(value: unknown, part: string, length?: number): readonly number[] {
  return listOf(value, part, length).map((number) => finiteNumber(number, part))
}

/** Whole numbers from 0 up to, but not including, `below`. */
function placesOf(
  value: unknown,
  part: string,
  { below, length }: { readonly below: number; readonly length?: number },
): readonly number[] {
  const places = numbersOf(value, part, length)
  if (places.every((place) => Number.isSafeInteger(place) && place >= 0 && place < below)) return places
  throw missing(part)
}

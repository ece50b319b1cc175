/** Fits on calendars that come back from JSON. */
import { checkedPlainModel } from '../covariates/read.ts'
import { purchaseModel } from '../models.ts'
import {
  checkedFit,
  checkTimeUnitOf,
  documentOf,
  finiteNumber,
  isListOf,
  listOf,
  missing,
  partsOf,
  textOf,
} from '../read-document.ts'
import { checkedCalendar, type PurchaseCalendar } from './calendar.ts'
import { coefficientsOf, type FittedOnCalendar, type FittedSeason } from './fit.ts'
import { calendarDocuments } from './predict.ts'

/**
 * Reads a fit on a calendar from its JSON, text or parsed.
 *
 * @returns The fit, frozen; all figures are those of the fit that was written, to the last digit.
 * @throws LIFETIME_DOCUMENT_INVALID, LIFETIME_MODEL_UNKNOWN, LIFETIME_PARAMETER_NOT_POSITIVE; LIFETIME_CALENDAR_INVALID
 *   where its calendar is none.
 */
export function readFittedOnCalendar(document: unknown): FittedOnCalendar {
  const read = documentOf(document, calendarDocuments)
  const { parameterNames } = purchaseModel(checkedPlainModel(read, 'calendar'))
  checkTimeUnitOf(read)
  const calendar = readCalendar(read['calendar'])
  const seasons = read['seasons'] === null ? null : readSeasons(read['seasons'], calendar)
  const coefficients = seasons === null ? [] : coefficientsOf(calendar)
  if (!isListOf(read['coefficients'], coefficients)) throw missing('coefficients')
  return Object.freeze({
    ...checkedFit(read, parameterNames, coefficients),
    coefficients: Object.freeze(coefficients),
    calendar,
    seasons,
  }) as FittedOnCalendar
}

function readCalendar(value: unknown): PurchaseCalendar {
  const calendar = partsOf(value, 'calendar')
  const from = listOf(calendar['from'], 'periods of the calendar')
  const names = listOf(calendar['names'], 'names of the seasons')
  const season = listOf(calendar['season'], 'season of each period', from.length)
  const multipliers = listOf(calendar['multipliers'], 'multiplier of each season', names.length)
  const isSeason = (place: unknown) => Number.isSafeInteger(place) && (place as number) in names
  if (!season.every(isSeason)) throw missing('season of each period')
  return checkedCalendar({
    from: from.map((day) => finiteNumber(day, 'first day of a period')),
    until: finiteNumber(calendar['until'], 'end of the calendar'),
    season: season as readonly number[],
    names: names.map((name) => textOf(name, 'name of a season')),
    multipliers: multipliers.map((each) => finiteNumber(each, 'multiplier of a season')),
  })
}

function readSeasons(value: unknown, { names }: PurchaseCalendar): readonly FittedSeason[] {
  return Object.freeze(
    listOf(value, 'seasons', names.length).map((each, place) => {
      const { name, multiplier, standardError } = partsOf(each, 'season')
      if (name !== names[place]) throw missing(`season ${names[place]}`)
      return Object.freeze({
        name: names[place],
        multiplier: finiteNumber(multiplier, 'multiplier of a season'),
        standardError:
          standardError === null ? null : finiteNumber(standardError, 'standard error of a season'),
      })
    }),
  )
}

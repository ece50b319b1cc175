/** What pages and report say of seasons: the same sentences and figures, in the reader's words. */
import type { Saying } from '#kernel/saying.ts'
import type { Words } from '#ui/chart.ts'
import type { Formats } from '#ui/format.ts'
import type { Say } from '#ui/sayings.ts'
import type { Because } from '../because.ts'
import { extremes, seasonName } from './season-names.ts'
import type { SeasonOutlook, SeasonsJudged, SeasonsReport, SeasonTrial } from './seasons-report.ts'

/** What is written with. */
export interface SeasonWriter {
  readonly words: Words
  readonly say: Say
  readonly formats: Formats
  /** A number of days in words. */
  readonly spanText: (days: number) => string
}

/** A figure as it is written, and exactly. */
export interface SeasonFigure {
  readonly text: string
  readonly exact: number
}

/** A sentence of the language files with figures in it, by their names; `count` chooses the plural. */
export interface SeasonText {
  readonly key: string
  readonly count?: number
  readonly figures: Readonly<Record<string, SeasonFigure>>
}

/** A figure with its name and what belongs beside it. */
export interface SeasonFact {
  readonly name: string
  readonly value: SeasonText
  readonly note: SeasonText
}

/** The finding, with what must be known of how it was come by. */
export function seasonSentences(
  writer: SeasonWriter,
  seasons: SeasonsReport,
  customers: number,
): readonly string[] {
  const { words, formats } = writer
  const finding = said(writer, seasons)
  if (seasons.finding === 'untold') return [finding]
  const { by, standIn } = seasons
  return [
    finding,
    ...(seasons.finding === 'found' ? [withoutThem(writer, seasons)] : []),
    ...(standIn === null ? [] : [said(writer, standIn)]),
    ...(by === 'month' ? [] : [words('seasons.quarters')]),
    ...(seasons.customers < customers
      ? [words('seasons.drawn', { customers: formats.count(seasons.customers) })]
      : []),
    words('seasons.values'),
  ]
}

function said({ say }: SeasonWriter, { because, reason }: Because): string {
  return (because === undefined ? undefined : say(because, 'text')) ?? reason
}

function withoutThem({ words, say }: SeasonWriter, { seasons }: SeasonsJudged): string {
  const { best, quietest } = extremes(seasons)
  const name = (saying: Saying) => say(saying, 'text') ?? ''
  return words('seasons.withoutThem', { best: name(seasonName(best)), quietest: name(seasonName(quietest)) })
}

/** What the finding rests on, and what it changes. */
export function seasonFacts(writer: SeasonWriter, seasons: SeasonsJudged): readonly SeasonFact[] {
  const { likelihoodRatio, trial, outlook } = seasons
  return [
    chanceFact(writer, likelihoodRatio),
    trialFact(writer, trial),
    ...(outlook === null ? [] : outlookFacts(writer, outlook)),
  ]
}

/** Below this a share of cases is a figure that nobody can picture. */
const rarest = 1e-6

function chanceFact(
  { words, formats }: SeasonWriter,
  { statistic, degrees, pValue }: SeasonsJudged['likelihoodRatio'],
): SeasonFact {
  const share = { share: figure(pValue, formats.percent) }
  return {
    name: words('seasons.facts.chance'),
    value:
      pValue < rarest
        ? { key: 'seasons.facts.chanceRare', figures: {} }
        : { key: 'seasons.facts.chanceShare', figures: share },
    note: {
      key: 'seasons.facts.ratio',
      figures: { statistic: figure(statistic, three(formats)), degrees: figure(degrees, formats.count) },
    },
  }
}

function trialFact({ words, formats }: SeasonWriter, trial: SeasonTrial): SeasonFact {
  const { withSeasons, withoutSeasons, months } = trial
  const write = three(formats)
  return {
    name: words('seasons.facts.trial', { count: months.length }),
    value: {
      key: 'seasons.facts.error',
      figures: { purchases: figure(withSeasons.meanAbsoluteError, write) },
    },
    note: {
      key: 'seasons.facts.against',
      figures: {
        without: figure(withoutSeasons.meanAbsoluteError, write),
        deviance: figure(withSeasons.poissonDeviance, write),
        devianceWithout: figure(withoutSeasons.poissonDeviance, write),
      },
    },
  }
}

function outlookFacts(
  { words, formats, spanText }: SeasonWriter,
  { days, withSeasons, withoutSeasons, movedBy, movedUp, movedDown }: SeasonOutlook,
): readonly SeasonFact[] {
  const moved = movedUp + movedDown
  return [
    {
      name: words('seasons.facts.outlook', { horizon: spanText(days) }),
      value: {
        key: 'seasons.facts.expected',
        figures: { purchases: figure(withSeasons, formats.estimate) },
      },
      note: {
        key: 'seasons.facts.outlookWithout',
        figures: { without: figure(withoutSeasons, formats.estimate) },
      },
    },
    {
      name: words('seasons.facts.moved', { points: formats.count(100 * movedBy) }),
      value: {
        key: 'seasons.facts.customers',
        count: moved,
        figures: { customers: figure(moved, formats.count) },
      },
      note: {
        key: 'seasons.facts.movedWays',
        figures: { up: figure(movedUp, formats.count), down: figure(movedDown, formats.count) },
      },
    },
  ]
}

function figure(exact: number, write: (value: number) => string): SeasonFigure {
  return { exact, text: write(exact) }
}

function three({ precise }: Formats): (value: number) => string {
  return (value) => precise(value, 3)
}

/** Keys of what the figures do not say. */
export const seasonLimits = ['years', 'campaign', 'everybody', 'newcomers'] as const

/** Seasons: whether there are any, what that rests on, and what they change. */
import { figure, figures } from '#ui/report/figure.ts'
import { type Html, html } from '#ui/report/html.ts'
import { sentence } from '#ui/report/reader.ts'
import { facts } from '#ui/report/table.ts'
import { seasonFacts, seasonLimits, seasonSentences, type SeasonText } from '../seasons/season-texts.ts'
import { seasonMultipliersChart, seasonOutlookChart, seasonTrialChart } from '../charts/seasons.chart.ts'
import type { SeasonsJudged } from '../seasons/seasons-report.ts'
import type { ValueDocument } from '../value-document.ts'
import { type Reader, spanText } from './reader.ts'

/** What the Base page says of seasons; nothing where a document of an earlier version does not tell. */
export function seasonsPart(reader: Reader, { seasons, customers }: ValueDocument): Html | null {
  if (seasons === undefined) return null
  const writer = { ...reader, spanText: (days: number) => spanText(reader, days) }
  return html`<h3>${reader.words('seasons.title')}</h3>
    <p>${seasonSentences(writer, seasons, customers).join(' ')}</p>
    ${seasons.finding === 'untold' ? null : judged(reader, seasons)}`
}

function judged(reader: Reader, seasons: SeasonsJudged): Html {
  const { words } = reader
  const { trial, outlook } = seasons
  const writer = { ...reader, spanText: (days: number) => spanText(reader, days) }
  return html`${facts(
      seasonFacts(writer, seasons).map(({ name, value, note }) => [
        name,
        written(reader, value),
        written(reader, note),
      ]),
    )}
    ${figures([
      figure(reader, (frame) => seasonMultipliersChart(seasons.seasons, frame)),
      figure(reader, (frame) => seasonTrialChart(trial, frame)),
      outlook && figure(reader, (frame) => seasonOutlookChart(outlook, frame)),
    ])}
    <h3>${words('base.not.title')}</h3>
    <ul>
      ${seasonLimits.map((limit) => html`<li>${words(`seasons.limits.${limit}`)}</li>`)}
    </ul>`
}

function written(reader: Reader, { key, count, figures: shown }: SeasonText): Html {
  const parts = Object.fromEntries(Object.entries(shown).map(([name, { text }]) => [name, text]))
  return sentence(reader, key, { values: count === undefined ? {} : { count }, parts })
}

/** What the model can and cannot say, in plain words. */
import { isEverybodyActive, isNobodyTold } from '../refresh/everybody-active.ts'
import type { ValueDocument } from '../value-document.ts'
import { type Html, html } from '#ui/report/html.ts'
import { type Reader, shortMoney } from './reader.ts'
import { section } from '#ui/report/table.ts'
import { sentence } from '#ui/report/reader.ts'

/** Two lists: what may be read from the figures, and what may not. */
export function limitsSection(reader: Reader, document: ValueDocument): Html {
  const { words } = reader
  const can = ['ranks', 'adds', 'honest'].map((key) => html`<li>${words(`report.limits.${key}`)}</li>`)
  return section('limits', words('report.limits.title'), [
    document.totals === null
      ? null
      : html`<h3>${words('report.limits.can')}</h3>
          <ul>
            ${can}
          </ul>`,
    html`<h3>${words('base.not.title')}</h3>
      <ul>
        ${cannot(reader, document).map((line) => html`<li>${line}</li>`)}
      </ul>`,
  ])
}

function cannot(reader: Reader, document: ValueDocument): readonly Html[] {
  const { words, formats } = reader
  const { activeCannotTell = 0, valueInfiniteHorizon = null } = document.totals ?? {}
  return [
    sentence(reader, 'base.not.newcomers', { parts: { day: formats.day(document.asOf) } }),
    html`${words('base.not.purchases')}`,
    html`${words(`base.not.${document.valueOf}`)}`,
    html`${words('base.not.person')}`,
    ...(isEverybodyActive(document) ? [html`${words('base.not.allActive')}`] : []),
    ...(activeCannotTell === 0 ? [] : [html`${cannotTell(reader, document, activeCannotTell)}`]),
    ...(valueInfiniteHorizon === null
      ? []
      : [
          sentence(reader, 'base.not.endless', {
            parts: { value: shortMoney(reader, valueInfiniteHorizon) },
          }),
        ]),
  ]
}

function cannotTell({ words }: Reader, document: ValueDocument, count: number): string {
  return isNobodyTold(document) ? words('base.not.cannotTellAny') : words('base.not.cannotTell', { count })
}

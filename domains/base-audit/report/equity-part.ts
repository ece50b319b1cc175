/** What the base is worth and what customers cost, in the report. */
import { figure, figures } from '#ui/report/figure.ts'
import { type Html, html } from '#ui/report/html.ts'
import { type ReportReader, sentence } from '#ui/report/reader.ts'
import { section } from '#ui/report/table.ts'
import { cashChart, channelsChart, paybackChart } from '../acquisition/acquisition.chart.ts'
import type { AcquisitionDocument } from '../acquisition.contract.ts'
import { channelName } from '../acquisition/acquisition-tables.ts'
import { bridgeChart, groupValueChart } from '../equity/equity.chart.ts'
import type { BaseValue, EquityDocument, EquityFinding, EquityGroup } from '../equity.contract.ts'
import { equityText } from '../equity/equity-sentence.ts'
import { namedGroups } from '../equity/equity-tables.ts'

/** The value of the base, how that came about, and where it lies. */
export function equityPart(reader: ReportReader, equity: EquityDocument): Html {
  const { words } = reader
  const { bridge, cohorts, dimensions, cohortLength: length } = equity
  const groups = [{ by: 'cohort', groups: cohorts }, ...dimensions.map(byDimension)].filter(
    (one) => one.groups.length > 0,
  )
  return section('equity', words('equity.title'), [
    html`<p class="lead">${words('equity.lead')}</p>
      <p class="finding">${headline(reader, equity)}</p>`,
    equity.value === null ? null : html`<p>${intervals(reader, equity, equity.value)}</p>`,
    notices(reader, [...equity.findings, ...(bridge?.findings ?? [])]),
    figures([
      bridge === null
        ? null
        : figure(reader, (frame) => bridgeChart({ bridge, parts: bridge.parts, of: null }, frame)),
      ...groups.map((one) =>
        figure(reader, (frame) =>
          groupValueChart(
            {
              by: one.by,
              groups: namedGroups(one.groups, { by: one.by, length }, words).slice(0, shownGroups),
            },
            frame,
          ),
        ),
      ),
    ]),
    limits(reader, [
      'equity.limit.newcomers',
      `equity.limit.${equity.valueOf}`,
      ...(bridge === null
        ? []
        : ['paired', 'cause', 'horizon', bridge.between].map((limit) => `equity.limit.${limit}`)),
    ]),
  ])
}

/** Most groups that a figure shows; all stand in the document. */
const shownGroups = 24

function byDimension({ dimension, groups }: EquityDocument['dimensions'][number]): {
  readonly by: string
  readonly groups: readonly EquityGroup[]
} {
  return { by: dimension, groups }
}

function headline(reader: ReportReader, { value, bridge, asOf, customers, currency }: EquityDocument): Html {
  const { formats } = reader
  const parts = { customers: formats.count(customers), day: formats.day(asOf) }
  const values = { count: customers }
  if (value === null) return sentence(reader, 'equity.headline.unvalued', { values, parts })
  const change = bridge === null ? 0 : value.value - bridge.from.value
  const how = bridge === null ? 'alone' : change < 0 ? 'less' : 'more'
  return sentence(reader, `equity.headline.${how}`, {
    values,
    parts: {
      ...parts,
      value: formats.moneyShort(value.value, currency),
      change: formats.moneyShort(Math.abs(change), currency),
      from: formats.day(bridge?.from.day ?? asOf),
    },
  })
}

function intervals(reader: ReportReader, equity: EquityDocument, value: BaseValue): Html {
  const { words, formats } = reader
  const { horizonDays: days, currency, valueOf } = equity
  const money = (amount: number) => formats.moneyShort(amount, currency)
  const { valueLow, valueHigh, valueBacktestLow, valueBacktestHigh } = value
  const isTried = valueBacktestLow !== null && valueBacktestHigh !== null
  return sentence(reader, isTried ? 'equity.intervals.both' : 'equity.intervals.model', {
    values: {
      horizon:
        days % 7 === 0 && days >= 28
          ? words('equity.horizon.weeks', { count: days / 7 })
          : words('equity.horizon.days', { count: days }),
      what: words(`equity.valueOf.${valueOf}`),
    },
    parts: {
      low: money(valueLow),
      high: money(valueHigh),
      wideLow: money(valueBacktestLow ?? valueLow),
      wideHigh: money(valueBacktestHigh ?? valueHigh),
    },
  })
}

/** What customers cost and bring: of the business as a whole, and its channels beside each other. */
export function acquisitionPart(reader: ReportReader, acquisition: AcquisitionDocument): Html {
  const { words } = reader
  const { whole, channels } = acquisition
  return section('acquisition', words('acquisition.title'), [
    html`<p class="lead">${words('acquisition.lead')}</p>
      <p class="finding">${costHeadline(reader, acquisition)}</p>`,
    notices(reader, acquisition.findings),
    figures([
      whole.cash.length === 0 ? null : figure(reader, (frame) => cashChart(whole, frame)),
      whole.expected.length === 0 ? null : figure(reader, (frame) => paybackChart(whole, frame)),
      channels.every(({ allowableCost }) => allowableCost === null)
        ? null
        : figure(reader, (frame) => channelsChart(channels, frame)),
    ]),
    limits(
      reader,
      [
        'cause',
        'horizon',
        'share',
        'ahead',
        'curve',
        ...(acquisition.valueOf === 'revenue' ? ['revenue'] : []),
      ].map((limit) => `acquisition.limit.${limit}`),
    ),
  ])
}

function costHeadline(reader: ReportReader, { whole, currency, monthsAhead }: AcquisitionDocument): Html {
  const { words, formats } = reader
  const { months, costPerCustomer, payback, allowableCost, cost } = whole
  const values = { of: channelName(whole.channel, words), months: monthsAhead }
  const money = (amount: number) => formats.money(amount, currency)
  const said = (how: string, parts: Record<string, string> = {}) =>
    sentence(reader, `acquisition.headline.${how}`, { values, parts })
  if (months.length === 0)
    return allowableCost === null ? said('nothing') : said('without', { worth: money(allowableCost.mean) })
  if (costPerCustomer === null) return said('nobody', { cost: money(cost) })
  const each = { each: money(costPerCustomer) }
  if (payback.state === 'unknown') return said('unknown', each)
  return payback.month === null
    ? said('beyond', each)
    : said('reached', { ...each, month: formats.count(payback.month) })
}

function notices({ words, formats, currency }: ReportReader, of: readonly EquityFinding[]): Html | null {
  if (of.length === 0) return null
  const style = { words, formats, currency }
  return html`<ul class="notices">
    ${of.map(
      (one) =>
        html`<li>${equityText('text', one, style)} <span>${equityText('hint', one, style)}</span></li>`,
    )}
  </ul>`
}

function limits({ words }: ReportReader, keys: readonly string[]): Html {
  return html`<h3>${words('limits')}</h3>
    <ul>
      ${keys.map((key) => html`<li>${words(key)}</li>`)}
    </ul>`
}

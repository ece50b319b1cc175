/** The base as an asset: how value is spread, concentrated, and tied to recency and frequency. */
import { concentrationChart } from '../charts/concentration.chart.ts'
import { purchasesByMonthChart } from '../charts/purchases-by-month.chart.ts'
import { activeHeatMap, expectedPurchasesHeatMap, valueHeatMap } from '../charts/recency-frequency.chart.ts'
import { valueDistributionChart } from '../charts/value-distribution.chart.ts'
import { figure, figures } from '#ui/report/figure.ts'
import type { Html } from '#ui/report/html.ts'
import type { Reader } from './reader.ts'
import type { ReportInput } from './report-input.ts'
import { seasonsPart } from './seasons-part.ts'
import { section } from '#ui/report/table.ts'

/** The charts of the Base page. */
export function baseSection(reader: Reader, { document, charts }: ReportInput): Html {
  const { 'value-distribution': distribution, 'recency-frequency': heat, concentration } = charts
  return section('base', reader.words('base.title'), [
    figures([
      distribution && figure(reader, (frame) => valueDistributionChart(distribution, frame)),
      concentration && figure(reader, (frame) => concentrationChart(concentration, frame)),
      figure(reader, (frame) => purchasesByMonthChart(charts['purchases-by-month'], frame)),
      heat && figure(reader, (frame) => valueHeatMap(heat, frame)),
      heat && figure(reader, (frame) => activeHeatMap(heat, frame)),
      heat && figure(reader, (frame) => expectedPurchasesHeatMap(heat, frame)),
    ]),
    seasonsPart(reader, document),
  ])
}

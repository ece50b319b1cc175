/** The charts of the Base page, apart from the rest so that the page is read before they arrive. */
import { Facts } from '#ui/page.tsx'
import { Quantity } from '#ui/quantity.tsx'
import { useFormats, useWords } from '#ui/words.tsx'
import { SegmentedControl } from '#ui/controls.ts'
import { useState, type ReactElement } from 'react'
import styles from './base.module.css'
import { concentrationChart } from '../charts/concentration.chart.ts'
import { Drawn } from '../charts/drawn.view.tsx'
import type { BaseAnswer } from '../page-answers.ts'
import { purchasesByMonthChart } from '../charts/purchases-by-month.chart.ts'
import { activeHeatMap, expectedPurchasesHeatMap, valueHeatMap } from '../charts/recency-frequency.chart.ts'
import { valueDistributionChart } from '../charts/value-distribution.chart.ts'

export default function BaseCharts(props: { readonly base: BaseAnswer }): ReactElement {
  const { base } = props
  const { currency } = base
  return (
    <>
      <Drawn chart={valueDistributionChart} data={base.valueDistribution} currency={currency} />
      <Drawn chart={concentrationChart} data={base.concentration} currency={currency}>
        <TopShares of={base.concentration} />
      </Drawn>
      <HeatMaps base={base} />
      <Drawn chart={purchasesByMonthChart} data={base.purchasesByMonth} currency={currency} />
    </>
  )
}

const heatMaps = { value: valueHeatMap, active: activeHeatMap, purchases: expectedPurchasesHeatMap } as const

function HeatMaps(props: { readonly base: BaseAnswer }): ReactElement {
  const words = useWords('lifetime-value')
  const [shown, show] = useState<keyof typeof heatMaps>('value')
  const { recencyFrequency, currency } = props.base
  return (
    <Drawn
      chart={heatMaps[shown]}
      data={recencyFrequency}
      currency={currency}
      choose={
        <SegmentedControl
          className={styles.choose}
          size="xs"
          aria-label={words('base.heat.label')}
          value={shown}
          onChange={show}
          data={(['value', 'active', 'purchases'] as const).map((name) => ({
            value: name,
            label: words(`base.heat.${name}`),
          }))}
        />
      }
    />
  )
}

const topShares = [0.01, 0.1, 0.2] as const

function TopShares(props: { readonly of: BaseAnswer['concentration'] }): ReactElement | null {
  const words = useWords('lifetime-value')
  const formats = useFormats()
  if (props.of === null) return null
  const { points } = props.of
  const facts = topShares.flatMap((share) => {
    const point = points.find(({ customers }) => Math.abs(customers - share) < 1e-6)
    if (point === undefined) return []
    const name = words('base.top.share', { share: formats.percent(share) })
    return [{ name, value: <Quantity as="percent" value={point.value} />, note: words('base.top.note') }]
  })
  return (
    <div className={styles.shares}>
      <Facts of={facts} />
    </div>
  )
}

/** The figures of the page of equity, apart from the page so that its sentences are read before the charts arrive. */
import type { Words } from '#ui/chart.ts'
import { ChartPanel } from '#ui/chart-panel.tsx'
import { useWords } from '#ui/words.tsx'
import type { ReactElement, ReactNode } from 'react'
import { bridgeChart, groupValueChart, type BridgeCharted, type GroupsCharted } from './equity.chart.ts'

export interface EquityChartsProps {
  /** Stable between drawings. */
  readonly bridge: BridgeCharted | null
  readonly groups: GroupsCharted | null
  readonly currency: string | null
  readonly underBridge: ReactNode
  readonly underGroups: ReactNode
}

export default function EquityCharts(props: EquityChartsProps): ReactElement {
  const words = useWords('base-audit') as unknown as Words
  const { bridge, groups, currency } = props
  return (
    <>
      <ChartPanel chart={bridgeChart} data={bridge} words={words} currency={currency} hasTable>
        {props.underBridge}
      </ChartPanel>
      <ChartPanel chart={groupValueChart} data={groups} words={words} currency={currency} hasTable>
        {props.underGroups}
      </ChartPanel>
    </>
  )
}

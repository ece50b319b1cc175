/** The figures of the page of acquisition, apart from the page so that its sentences are read before the charts arrive. */
import type { Words } from '#ui/chart.ts'
import { ChartPanel } from '#ui/chart-panel.tsx'
import { Columns } from '#ui/page.tsx'
import { useWords } from '#ui/words.tsx'
import type { ReactElement, ReactNode } from 'react'
import { cashChart, channelsChart, paybackChart } from './acquisition.chart.ts'
import type { AcquisitionChannel } from '../acquisition.contract.ts'

export interface AcquisitionChartsProps {
  readonly shown: AcquisitionChannel
  /** Channels beside each other; stable between drawings. */
  readonly channels: readonly AcquisitionChannel[]
  readonly currency: string | null
  readonly under: Readonly<Record<'cash' | 'payback' | 'channels', ReactNode>>
}

export default function AcquisitionCharts(props: AcquisitionChartsProps): ReactElement {
  const words = useWords('base-audit') as unknown as Words
  const { shown, channels, currency, under } = props
  const style = { words, currency }
  return (
    <>
      <Columns>
        <ChartPanel chart={cashChart} data={shown.cash.length === 0 ? null : shown} {...style} hasTable>
          {under.cash}
        </ChartPanel>
        <ChartPanel
          chart={paybackChart}
          data={shown.expected.length === 0 ? null : shown}
          {...style}
          hasTable
        >
          {under.payback}
        </ChartPanel>
      </Columns>
      <ChartPanel chart={channelsChart} data={isTold(channels) ? channels : null} {...style} hasTable>
        {under.channels}
      </ChartPanel>
    </>
  )
}

function isTold(channels: readonly AcquisitionChannel[]): boolean {
  return channels.some(({ allowableCost }) => allowableCost !== null)
}

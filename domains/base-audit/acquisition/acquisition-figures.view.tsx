/** The figures of acquisition with the tables behind them: cash, payback, channels. */
import type { Words } from '#ui/chart.ts'
import { afterPaint } from '#ui/later.ts'
import { Waiting } from '#ui/states.tsx'
import { useWords } from '#ui/words.tsx'
import { lazy, Suspense, useMemo, type ReactElement } from 'react'
import type { AcquisitionChannel, AcquisitionDocument } from '../acquisition.contract.ts'
import {
  cashColumns,
  cashRows,
  channelColumns,
  channelRows,
  curveColumns,
  curveRows,
  monthColumns,
  monthRows,
} from './acquisition-tables.ts'
import { TablesBehind, type TableBehind } from '../page/tables-behind.view.tsx'

const AcquisitionCharts = lazy(afterPaint(() => import('./acquisition-charts.view.tsx')))

export function AcquisitionFigures(props: {
  readonly acquisition: AcquisitionDocument
  readonly shown: AcquisitionChannel
}): ReactElement {
  const words = useWords('base-audit') as unknown as Words
  const { acquisition, shown } = props
  const { channels, whole, currency } = acquisition
  const compared = useMemo(() => (channels.length === 0 ? [whole] : channels), [channels, whole])
  const behind = (tables: readonly TableBehind[]) => (
    <TablesBehind about="acquisition" of={acquisition} tables={tables} />
  )
  return (
    <Suspense fallback={<Waiting what={words('reading.charts')} />}>
      <AcquisitionCharts
        shown={shown}
        channels={compared}
        currency={currency}
        under={{
          cash: behind([
            { name: 'months', columns: monthColumns, rows: monthRows(shown) },
            { name: 'cash', columns: cashColumns, rows: cashRows(shown) },
          ]),
          payback: behind([{ name: 'curve', columns: curveColumns, rows: curveRows(shown) }]),
          channels: behind([
            { name: 'channels', columns: channelColumns, rows: channelRows(compared, words) },
          ]),
        }}
      />
    </Suspense>
  )
}

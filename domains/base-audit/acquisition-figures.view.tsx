/** The figures of acquisition with the tables behind them: cash, payback, channels. */
import type { Words } from '#ui/chart.ts'
import { Waiting } from '#ui/states.tsx'
import { useWords } from '#ui/words.tsx'
import { lazy, Suspense, useMemo, type ReactElement } from 'react'
import type { AcquisitionChannel, AcquisitionDocument } from './acquisition.contract.ts'
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
import { TablesBehind } from './tables-behind.view.tsx'

const AcquisitionCharts = lazy(() => import('./acquisition-charts.view.tsx'))

export function AcquisitionFigures(props: {
  readonly acquisition: AcquisitionDocument
  readonly shown: AcquisitionChannel
}): ReactElement {
  const words = useWords('base-audit') as unknown as Words
  const { acquisition, shown } = props
  const { channels, whole, currency } = acquisition
  const compared = useMemo(() => (channels.length === 0 ? [whole] : channels), [channels, whole])
  return (
    <Suspense fallback={<Waiting what={words('reading.charts')} />}>
      <AcquisitionCharts
        shown={shown}
        channels={compared}
        currency={currency}
        under={{
          cash: (
            <TablesBehind
              of={acquisition}
              tables={[
                {
                  title: words('acquisition.table.months'),
                  file: 'acquisition-months',
                  columns: monthColumns,
                  rows: monthRows(shown),
                },
                {
                  title: words('acquisition.table.cash'),
                  file: 'acquisition-cash',
                  columns: cashColumns,
                  rows: cashRows(shown),
                },
              ]}
            />
          ),
          payback: (
            <TablesBehind
              of={acquisition}
              tables={[
                {
                  title: words('acquisition.table.curve'),
                  file: 'acquisition-curve',
                  columns: curveColumns,
                  rows: curveRows(shown),
                },
              ]}
            />
          ),
          channels: (
            <TablesBehind
              of={acquisition}
              tables={[
                {
                  title: words('acquisition.table.channels'),
                  file: 'acquisition-channels',
                  columns: channelColumns,
                  rows: channelRows(compared, words),
                },
              ]}
            />
          ),
        }}
      />
    </Suspense>
  )
}

/** The same trial from several days in the past. */
import { Panel } from '#ui/page.tsx'
import { DayText, Quantity } from '#ui/quantity.tsx'
import { Said } from '#ui/said.tsx'
import { Table, type Column } from '#ui/table.tsx'
import { useFormats, useWords } from '#ui/words.tsx'
import { useMemo, type ReactElement } from 'react'
import type { BacktestOrigin, Totals } from '../value-document.ts'

export function TrustOrigins(props: { readonly totals: Totals | null }): ReactElement | null {
  const words = useWords('lifetime-value')
  const formats = useFormats()
  const columns = useMemo<readonly Column<BacktestOrigin>[]>(
    () => [
      { key: 'origin', header: words('trust.origins.origin'), render: (row) => <DayText of={row.origin} /> },
      {
        key: 'days',
        header: words('trust.origins.days'),
        numeric: true,
        wide: true,
        render: (row) => <Quantity as="count" value={row.days} />,
      },
      {
        key: 'expected',
        header: words('trust.origins.expected'),
        numeric: true,
        render: (row) => <Quantity as="estimate" value={row.expectedPurchases} />,
      },
      {
        key: 'actual',
        header: words('trust.origins.actual'),
        numeric: true,
        render: (row) => <Quantity as="count" value={row.actualPurchases} />,
      },
      {
        key: 'error',
        header: words('trust.origins.error'),
        numeric: true,
        render: (row) => <Error of={row} text={formats.signedPercent} />,
      },
    ],
    [words, formats],
  )
  if (props.totals === null) return null
  const { origins, absent, because } = props.totals.backtest
  return (
    <Panel title={words('trust.origins.title')} lead={words('trust.origins.lead')}>
      {absent === null ? null : (
        <p>
          <Said of={because}>{absent}</Said>
        </p>
      )}
      {origins.length === 0 ? null : (
        <Table
          label={words('trust.origins.title')}
          columns={columns}
          rows={origins}
          rowKey={(row) => row.origin}
        />
      )}
    </Panel>
  )
}

function Error(props: {
  readonly of: BacktestOrigin
  readonly text: (share: number) => string
}): ReactElement | null {
  const { expectedPurchases, actualPurchases } = props.of
  if (actualPurchases === 0) return null
  const error = expectedPurchases / actualPurchases - 1
  return <data value={error}>{props.text(error)}</data>
}

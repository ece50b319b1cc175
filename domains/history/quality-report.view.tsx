/** What was found in a file: what was taken, what was refused and why. */
import { Button } from '#ui/controls.ts'
import { IconDownload } from '#ui/icons.ts'
import { Facts, type Fact } from '#ui/page.tsx'
import { DayText, Quantity } from '#ui/quantity.tsx'
import { Name, Said } from '#ui/said.tsx'
import { Notices } from '#ui/states.tsx'
import { Table, type Column } from '#ui/table.tsx'
import { Sentence, useFormats, useWords } from '#ui/words.tsx'
import { useMemo, type ReactElement } from 'react'
import type { ImportEntry, QualityReport } from './history.contract.ts'
import styles from './import.module.css'

interface EntryProps {
  readonly entry: ImportEntry
  readonly business: string
}

export function QualityReportView({ entry, business }: EntryProps): ReactElement {
  const { report } = entry
  return (
    <div className={styles.report}>
      <Facts of={useReportFacts(report)} />
      <Notices of={report.warnings} />
      <Refused entry={entry} business={business} />
      <Oddities report={report} />
    </div>
  )
}

function useReportFacts(report: QualityReport): readonly Fact[] {
  const words = useWords('history')
  const { rows, firstDay, lastDay, currency } = report
  return [
    { name: words('report.read'), value: counted(rows.read) },
    { name: words('report.accepted'), value: counted(rows.accepted) },
    { name: words('report.merged'), value: counted(rows.merged), note: words('report.mergedNote') },
    {
      name: words('report.refused'),
      value: counted(rows.refused),
      note:
        report.withoutCustomer === 0
          ? undefined
          : words('report.withoutCustomer', { count: report.withoutCustomer }),
    },
    {
      name: words('report.customers'),
      value: counted(report.customersHeard),
      note: words('report.bought', { count: report.customersWithPurchase }),
    },
    {
      name: words('report.days'),
      value:
        firstDay === null || lastDay === null ? (
          words('report.noDays')
        ) : (
          <span className={styles.days}>
            <Sentence
              from="history"
              name="report.span"
              parts={{ first: <DayText of={firstDay} />, last: <DayText of={lastDay} /> }}
            />
          </span>
        ),
      note: <bdi>{report.timeZone}</bdi>,
    },
    {
      name: words('report.spend'),
      value: <Quantity as="money-short" currency={currency} value={report.spend} />,
      note: currency === null ? words('report.noCurrency') : <bdi>{currency}</bdi>,
    },
  ]
}

function counted(value: number): ReactElement {
  return <Quantity as="count" value={value} />
}

type Reason = QualityReport['refusedBecause'][number]

function Refused({ entry, business }: EntryProps): ReactElement | null {
  const words = useWords('history')
  const { refusedBecause } = entry.report
  const columns = useMemo<readonly Column<Reason>[]>(
    () => [
      { key: 'reason', header: words('report.reason'), render: (row) => <Said>{row.reason}</Said> },
      {
        key: 'rows',
        header: words('report.rows'),
        numeric: true,
        render: (row) => <Quantity as="count" value={row.rows} />,
      },
    ],
    [words],
  )
  if (entry.report.rows.refused === 0) return null
  const file = `/api/businesses/${business}/imports/${encodeURIComponent(entry.import)}/rejects.csv`
  return (
    <div className={styles.part}>
      <h3>{words('report.refusedTitle')}</h3>
      <Table
        label={words('report.refusedTitle')}
        columns={columns}
        rows={refusedBecause}
        rowKey={(row) => row.code}
      />
      <div className={styles.actions}>
        <Button
          size="sm"
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          component="a"
          href={file}
          download
        >
          {words('report.download')}
        </Button>
      </div>
    </div>
  )
}

/** What is not wrong, but should be known; only what there is. */
function Oddities({ report }: { readonly report: QualityReport }): ReactElement | null {
  const words = useWords('history')
  const formats = useFormats()
  const { duplicates, refunds, largeCustomer, gaps } = report
  const lines = [
    duplicates.rows > 0 &&
      words(duplicates.dropped ? 'report.duplicatesDropped' : 'report.duplicatesKept', {
        count: duplicates.rows,
      }),
    refunds.rows > 0 &&
      words('report.refunds', { count: refunds.rows, matched: formats.count(refunds.matched) }),
    report.negativeDays > 0 && words('report.negativeDays', { count: report.negativeDays }),
    report.zeroDays > 0 && words('report.zeroDays', { count: report.zeroDays }),
    report.futureDates > 0 && words('report.futureDates', { count: report.futureDates }),
  ].filter((line) => line !== false)
  if (lines.length === 0 && largeCustomer === null && gaps.length === 0) return null
  return (
    <div className={styles.part}>
      <h3>{words('report.oddities')}</h3>
      <ul className={styles.oddities}>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
        {largeCustomer === null ? null : (
          <li>
            <Sentence
              from="history"
              name="report.largeCustomer"
              values={{ share: formats.percent(largeCustomer.share) }}
              parts={{ name: <Name>{largeCustomer.name}</Name> }}
            />
          </li>
        )}
        {gaps.slice(0, 3).map((gap) => (
          <li key={gap.from}>
            <Sentence
              from="history"
              name="report.gap"
              values={{ count: gap.days }}
              parts={{ from: <DayText of={gap.from} />, to: <DayText of={gap.to} /> }}
            />
          </li>
        ))}
      </ul>
    </div>
  )
}

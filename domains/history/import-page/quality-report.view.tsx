/** What was found in a file: what was taken, what was refused and why. */
import { Button } from '#ui/controls.ts'
import { IconDownload } from '#ui/icons.ts'
import { Facts, type Fact } from '#ui/page.tsx'
import { DayText, Quantity } from '#ui/quantity.tsx'
import { Notices } from '#ui/states.tsx'
import { Table, type Column } from '#ui/table.tsx'
import { Sentence, useWords } from '#ui/words.tsx'
import { useMemo, type ReactElement } from 'react'
import type { ImportEntry, QualityReport } from '../history.contract.ts'
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
    </div>
  )
}

/** What a log of contracts comes to; nothing of one of purchases. */
function useContractFacts({ contracts = null }: QualityReport): readonly Fact[] {
  const words = useWords('history')
  if (contracts === null) return []
  const { events } = contracts
  return [
    ...(events === undefined
      ? []
      : [
          {
            name: words('report.events'),
            value: counted(events),
            note: words('report.eventsNote', { count: contracts.contracts }),
          },
        ]),
    {
      name: words('report.contracts'),
      value: counted(contracts.contracts),
      note: (
        <Sentence
          from="history"
          name="report.ended"
          values={{ count: contracts.ended }}
          parts={{ until: <DayText of={contracts.observedUntil} /> }}
        />
      ),
    },
    {
      name: words('report.payments'),
      value: counted(contracts.payments),
      note: words('report.paymentsNote'),
    },
  ]
}

function useReportFacts(report: QualityReport): readonly Fact[] {
  const words = useWords('history')
  const { rows, firstDay, lastDay, currency, duplicates, refunds } = report
  const contractFacts = useContractFacts(report)
  const isOfContracts = (report.contracts ?? null) !== null
  return [
    { name: words('report.read'), value: counted(rows.read) },
    { name: words('report.accepted'), value: counted(rows.accepted) },
    ...contractFacts,
    {
      name: words('report.merged'),
      value: counted(rows.merged),
      note: words(isOfContracts ? 'report.mergedPayments' : 'report.mergedNote'),
    },
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
      name: words('report.duplicates'),
      value: counted(duplicates.rows),
      note: duplicates.rows === 0 ? undefined : words(duplicates.dropped ? 'report.dropped' : 'report.kept'),
    },
    {
      name: words('report.refunds'),
      value: counted(refunds.rows),
      note: refunds.rows === 0 ? undefined : words('report.matched', { count: refunds.matched }),
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
      { key: 'reason', header: words('report.reason'), render: (row) => words(`reject.${row.code}`) },
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

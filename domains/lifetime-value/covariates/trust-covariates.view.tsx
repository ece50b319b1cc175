/** What else is known of customers, what it tells of them, and whether it helped. */
import { Panel } from '#ui/page.tsx'
import { Quantity } from '#ui/quantity.tsx'
import { Name, Said } from '#ui/said.tsx'
import { Table, type Column } from '#ui/table.tsx'
import { Sentence, useFormats, useWords } from '#ui/words.tsx'
import { useMemo, type ReactElement } from 'react'
import {
  comparedOf,
  covariateRows,
  factorDigits,
  helpFigures,
  helpOf,
  isTelling,
  type CovariateRow,
} from './covariate-rows.ts'
import type { CoefficientReport, CovariatesReport } from './covariates-document.ts'
import styles from '../trust/trust.module.css'

export function TrustCovariates(props: { readonly of: CovariatesReport }): ReactElement {
  const words = useWords('lifetime-value')
  const { of: report } = props
  const lead = words('trust.covariates.lead', { file: report.fileName, count: report.customers })
  return (
    <Panel title={words('trust.covariates.title')} lead={lead}>
      {report.absent === null ? <Told report={report} /> : <NotUsed report={report} />}
    </Panel>
  )
}

function NotUsed({ report: { absent } }: { readonly report: CovariatesReport }): ReactElement {
  return (
    <p>
      <Sentence
        from="lifetime-value"
        name="trust.covariates.absent"
        parts={{ why: <Said of={absent?.because}>{absent?.reason ?? ''}</Said> }}
      />
    </p>
  )
}

function Told({ report }: { readonly report: CovariatesReport }): ReactElement {
  const words = useWords('lifetime-value')
  const rows = useMemo(() => covariateRows(report), [report])
  const telling = rows
    .flatMap(({ purchase, dropout }) => [purchase, dropout])
    .filter((one) => one !== undefined)
    .filter(isTelling)
  return (
    <>
      <div className={styles.verdict}>
        {telling.map((one) => (
          <InWords key={one.name} of={one} />
        ))}
        {telling.length === 0 ? <p>{words('trust.covariates.sentence.none')}</p> : null}
      </div>
      <Comparisons rows={rows} />
      <p className={styles.reason}>{words('trust.covariates.reading')}</p>
      <Helped report={report} />
    </>
  )
}

function InWords({ of: coefficient }: { readonly of: CoefficientReport }): ReactElement {
  const words = useWords('lifetime-value')
  const formats = useFormats()
  const { process, factor, factorLow, factorHigh } = coefficient
  const { kind, values } = comparedOf(coefficient, formats)
  const range = words('trust.covariates.range', {
    low: factorDigits(factorLow ?? Number.NaN, formats),
    high: factorDigits(factorHigh ?? Number.NaN, formats),
  })
  const factorText = words(`trust.covariates.factor.${process}`, { factor: factorDigits(factor, formats) })
  return (
    <p>
      <Sentence
        from="lifetime-value"
        name={`trust.covariates.sentence.${process}.${kind}`}
        values={{ ...values, range }}
        parts={{
          what: (
            <strong>
              <Name>{words(`trust.covariates.sentence.what.${kind}`, values)}</Name>
            </strong>
          ),
          factor: <strong>{factorText}</strong>,
        }}
      />
    </p>
  )
}

function Comparisons({ rows }: { readonly rows: readonly CovariateRow[] }): ReactElement {
  const words = useWords('lifetime-value')
  const columns = useMemo<readonly Column<CovariateRow>[]>(
    () => [
      {
        key: 'compared',
        header: words('trust.covariates.compared'),
        render: (row) => <ComparedText of={row} />,
      },
      {
        key: 'customers',
        header: words('trust.covariates.customers'),
        numeric: true,
        wide: true,
        render: ({ customers }) => <Quantity as="count" value={customers} />,
      },
      {
        key: 'purchase',
        header: words('trust.covariates.purchase'),
        numeric: true,
        render: ({ purchase }) => <Factor of={purchase} />,
      },
      {
        key: 'dropout',
        header: words('trust.covariates.dropout'),
        numeric: true,
        render: ({ dropout }) => <Factor of={dropout} />,
      },
    ],
    [words],
  )
  return (
    <Table
      label={words('trust.covariates.title')}
      columns={columns}
      rows={rows}
      rowKey={({ column }) => column}
    />
  )
}

function ComparedText({ of: { purchase, dropout } }: { readonly of: CovariateRow }): ReactElement {
  const words = useWords('lifetime-value')
  const formats = useFormats()
  const coefficient = purchase ?? dropout
  if (coefficient === undefined) return <></>
  const { kind, values } = comparedOf(coefficient, formats)
  return <Name>{words(`trust.covariates.of.${kind}`, values)}</Name>
}

function Factor({ of: coefficient }: { readonly of: CoefficientReport | undefined }): ReactElement {
  const words = useWords('lifetime-value')
  const formats = useFormats()
  if (coefficient === undefined) return <>–</>
  const { factor, factorLow, factorHigh } = coefficient
  return (
    <>
      <data value={factor}>{factorDigits(factor, formats)}</data>
      <br />
      <span className={`${styles.noise} ${styles.pair}`}>
        {factorLow === null || factorHigh === null
          ? words('trust.covariates.unknown')
          : words('trust.covariates.range', {
              low: factorDigits(factorLow, formats),
              high: factorDigits(factorHigh, formats),
            })}
      </span>
    </>
  )
}

function Helped({ report }: { readonly report: CovariatesReport }): ReactElement {
  const words = useWords('lifetime-value')
  const formats = useFormats()
  const figures = helpFigures(report, formats)
  return (
    <div className={styles.helped}>
      <h3>{words('trust.covariates.helped.title')}</h3>
      <p>{words(`trust.covariates.helped.${helpOf(report)}`, figures)}</p>
      {report.likelihoodRatio === null ? null : (
        <p>{words('trust.covariates.helped.ratio', { ...figures, count: report.likelihoodRatio.degrees })}</p>
      )}
      <p>{words('trust.covariates.helped.cause')}</p>
    </div>
  )
}

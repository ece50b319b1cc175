/** The fitted models: parameters with their standard errors, and the certificate of each fit. */
import { Columns, Facts, Panel } from '#ui/page.tsx'
import { Quantity } from '#ui/quantity.tsx'
import { Said } from '#ui/said.tsx'
import { Table, type Column } from '#ui/table.tsx'
import { Sentence, useFormats, useWords } from '#ui/words.tsx'
import { useMemo, type ReactElement } from 'react'
import type { TrustAnswer } from '../page-answers.ts'
import styles from './trust.module.css'
import type { Because } from '../because.ts'
import type { ContractAmounts, ModelReport, SpendModelAbsent, SpendModelReport } from '../value-document.ts'

export function TrustModel(props: { readonly trust: TrustAnswer }): ReactElement {
  const { model, spendModel, currency } = props.trust
  return (
    <Columns>
      {model.name === 'none' ? <NoModel why={model} /> : <PurchaseModel model={model} />}
      <Spend of={spendModel} currency={currency} />
    </Columns>
  )
}

function Spend(props: {
  readonly of: TrustAnswer['spendModel']
  readonly currency: string | null
}): ReactElement {
  const { of: model, currency } = props
  switch (model.name) {
    case 'mean-spend':
      return <MeanSpend {...model} currency={currency} />
    case 'contract-amount':
      return <Amounts {...model} currency={currency} />
    case 'gamma-gamma':
      return <SpendModel model={model} />
  }
}

function Amounts(props: ContractAmounts & { readonly currency: string | null }): ReactElement {
  const words = useWords('lifetime-value')
  return (
    <Panel title={words('trust.parameters.amountTitle')}>
      <p>
        <Sentence
          from="lifetime-value"
          name="trust.parameters.amountText"
          parts={{ amount: <Quantity as="money" currency={props.currency} value={props.meanAmount} /> }}
        />
      </p>
    </Panel>
  )
}

function NoModel(props: { readonly why: Because }): ReactElement {
  const words = useWords('lifetime-value')
  return (
    <Panel title={words('model.none')}>
      <p>
        <Said of={props.why.because}>{props.why.reason}</Said>
      </p>
    </Panel>
  )
}

function PurchaseModel({ model }: { readonly model: ModelReport }): ReactElement {
  const words = useWords('lifetime-value')
  const title = words('trust.parameters.title', { model: words(`model.${model.name}`) })
  const lead = words('trust.parameters.lead', {
    count: model.customers,
    time: words(`trust.parameters.unit.${model.unit}`),
  })
  return (
    <Panel title={title} lead={lead}>
      <Parameters label={title} values={model.parameters} errors={model.standardErrors} />
      {model.regularity === undefined ? null : (
        <p className={styles.reason}>{words('trust.parameters.regularity', { count: model.regularity })}</p>
      )}
      <Certificate model={model} />
    </Panel>
  )
}

function SpendModel({ model }: { readonly model: SpendModelReport }): ReactElement {
  const words = useWords('lifetime-value')
  const formats = useFormats()
  const title = words('trust.parameters.spendTitle')
  return (
    <Panel title={title} lead={words('trust.parameters.spendLead', { count: model.customers })}>
      <Parameters label={title} values={model.parameters} errors={model.standardErrors} />
      <div className={styles.reason}>
        {model.droppedZeroSpend === 0 ? null : (
          <p>{words('trust.parameters.spendDropped', { count: model.droppedZeroSpend })}</p>
        )}
        {model.frequencySpendCorrelation === null ? null : (
          <p>
            {words('trust.parameters.correlation', {
              value: formats.precise(model.frequencySpendCorrelation, 2),
            })}
          </p>
        )}
      </div>
      <Certificate model={model} />
    </Panel>
  )
}

function MeanSpend(props: SpendModelAbsent & { readonly currency: string | null }): ReactElement {
  const words = useWords('lifetime-value')
  return (
    <Panel title={words('trust.parameters.meanTitle')}>
      <p>
        <Sentence
          from="lifetime-value"
          name="trust.parameters.meanSpend"
          parts={{ spend: <Quantity as="money" currency={props.currency} value={props.meanSpend} /> }}
        />
      </p>
      <p className={styles.reason}>
        <Said of={props.because}>{props.reason}</Said>
      </p>
    </Panel>
  )
}

type Numbers = Readonly<Record<string, number>>

function Parameters(props: {
  readonly label: string
  readonly values: Numbers
  readonly errors: Numbers | null
}): ReactElement {
  const words = useWords('lifetime-value')
  const formats = useFormats()
  const { values, errors } = props
  const columns = useMemo<readonly Column<{ readonly name: string }>[]>(
    () => [
      {
        key: 'name',
        header: words('trust.parameters.name'),
        render: ({ name }) => (
          <bdi>
            <code>{name}</code>
          </bdi>
        ),
      },
      {
        key: 'value',
        header: words('trust.parameters.value'),
        numeric: true,
        render: ({ name }) => (
          <data value={values[name]}>{formats.precise(values[name] ?? Number.NaN, 6)}</data>
        ),
      },
      {
        key: 'error',
        header: words('trust.parameters.error'),
        numeric: true,
        render: ({ name }) => {
          const error = errors?.[name]
          if (error === undefined) return words('trust.parameters.notIdentified')
          return <data value={error}>{formats.precise(error, 3)}</data>
        },
      },
    ],
    [words, formats, values, errors],
  )
  const rows = useMemo(() => Object.keys(values).map((name) => ({ name })), [values])
  return <Table label={props.label} columns={columns} rows={rows} rowKey={(row) => row.name} />
}

function Certificate({ model }: { readonly model: ModelReport | SpendModelReport }): ReactElement {
  const words = useWords('lifetime-value')
  const formats = useFormats()
  const { convergence } = model
  const fact = (name: 'logLikelihood' | 'aic' | 'bic' | 'gradient' | 'condition', value: number) => ({
    name: words(`trust.certificate.${name}`),
    value: (
      <data className={styles.small} value={value}>
        {name === 'gradient' || name === 'condition' ? formats.scientific(value) : formats.precise(value, 8)}
      </data>
    ),
  })
  const count = (name: 'iterations' | 'starts' | 'rows', value: number) => ({
    name: words(`trust.certificate.${name}`),
    value: (
      <span className={styles.small}>
        <Quantity as="count" value={value} />
      </span>
    ),
  })
  return (
    <details className={styles.certificate}>
      <summary>{words(convergence.converged ? 'trust.certificate.yes' : 'trust.certificate.no')}</summary>
      <Facts
        of={[
          fact('logLikelihood', model.logLikelihood),
          ...(model.name === 'gamma-gamma'
            ? []
            : [fact('aic', model.aic), fact('bic', model.bic), count('rows', model.distinctRows)]),
          fact('gradient', convergence.gradientNorm),
          fact('condition', convergence.conditionNumber),
          count('iterations', convergence.iterations),
          count('starts', convergence.starts),
        ]}
      />
    </details>
  )
}

/** The verdict of the Trust page in plain words, and the figures it rests on. */
import { Columns, Facts, Panel } from '#ui/page.tsx'
import { DayText, Quantity } from '#ui/quantity.tsx'
import { Table, type Column } from '#ui/table.tsx'
import { Sentence, useFormats, useWords } from '#ui/words.tsx'
import { useMemo, type ReactElement } from 'react'
import { useHorizonText, useSkillText } from '../horizon.view.tsx'
import { closerOf, skillOf } from './skill.ts'
import styles from './trust.module.css'
import type { HoldoutReport } from '../value-document.ts'

export function TrustVerdict(props: { readonly holdout: HoldoutReport | null }): ReactElement {
  const words = useWords('lifetime-value')
  const { holdout } = props
  if (holdout === null) {
    return (
      <Panel title={words('trust.verdict.title')}>
        <div className={styles.verdict}>
          <p className={styles.total}>{words('trust.verdict.none')}</p>
          <p>{words('trust.verdict.noneHint')}</p>
        </div>
      </Panel>
    )
  }
  return (
    <>
      <Panel title={words('trust.verdict.title')}>
        <Words holdout={holdout} />
      </Panel>
      <Columns>
        <Against holdout={holdout} />
        <Ranges holdout={holdout} />
      </Columns>
    </>
  )
}

interface Judged {
  readonly holdout: HoldoutReport
}

function Words({ holdout }: Judged): ReactElement {
  const words = useWords('lifetime-value')
  const formats = useFormats()
  return (
    <div className={styles.verdict}>
      <p className={styles.total}>
        <Total holdout={holdout} />
      </p>
      <p>
        <Rule holdout={holdout} /> {words(`trust.verdict.closer.${closerOf(holdout)}`)}
      </p>
      <p>
        {words('trust.verdict.ranges', {
          stated: formats.percent(holdout.statedCoverage),
          observed: formats.percent(holdout.coverage),
        })}
      </p>
    </div>
  )
}

function Total({ holdout }: Judged): ReactElement {
  const skillText = useSkillText()
  const horizonText = useHorizonText()
  const skill = skillOf(holdout.expectedPurchases, holdout.actualPurchases)
  return (
    <Sentence
      from="lifetime-value"
      name="trust.verdict.total"
      values={{ days: horizonText(holdout.days) }}
      parts={{
        origin: <DayText of={holdout.origin} />,
        expected: <Quantity as="estimate" value={holdout.expectedPurchases} />,
        actual: <Quantity as="count" value={holdout.actualPurchases} />,
        skill: <strong>{skill === undefined ? null : skillText(skill)}</strong>,
      }}
    />
  )
}

function Rule({ holdout }: Judged): ReactElement {
  const skillText = useSkillText()
  const { expectedPurchases } = holdout.baseline
  const skill = skillOf(expectedPurchases, holdout.actualPurchases)
  return (
    <Sentence
      from="lifetime-value"
      name="trust.verdict.rule"
      parts={{
        expected: <Quantity as="estimate" value={expectedPurchases} />,
        skill: <strong>{skill === undefined ? null : skillText(skill)}</strong>,
      }}
    />
  )
}

interface Forecaster {
  readonly who: 'model' | 'rule' | 'came'
  readonly purchases: number
  readonly error: number | null
  readonly absolute: number | null
  readonly deviance: number | null
}

function forecasters({ baseline, ...model }: HoldoutReport): readonly Forecaster[] {
  const { actualPurchases: came } = model
  const row = (who: 'model' | 'rule', judged: typeof baseline | typeof model): Forecaster => ({
    who,
    purchases: judged.expectedPurchases,
    error: came === 0 ? null : judged.expectedPurchases / came - 1,
    absolute: judged.meanAbsoluteError,
    deviance: judged.poissonDeviance,
  })
  const truth = { who: 'came', purchases: came, error: null, absolute: null, deviance: null } as const
  return [row('model', model), row('rule', baseline), truth]
}

function Against({ holdout }: Judged): ReactElement {
  const words = useWords('lifetime-value')
  const formats = useFormats()
  const horizonText = useHorizonText()
  const columns = useMemo<readonly Column<Forecaster>[]>(() => {
    const figure = (key: 'error' | 'absolute' | 'deviance', text: (value: number) => string) => ({
      key,
      header: words(`trust.against.${key}`),
      numeric: true,
      render: (row: Forecaster) => {
        const value = row[key]
        return value === null ? null : <data value={value}>{text(value)}</data>
      },
    })
    return [
      { key: 'who', header: words('trust.against.who'), render: (row) => words(`trust.against.${row.who}`) },
      {
        key: 'purchases',
        header: words('trust.against.purchases'),
        numeric: true,
        render: (row) => <Quantity as={row.who === 'came' ? 'count' : 'estimate'} value={row.purchases} />,
      },
      figure('error', formats.signedPercent),
      figure('absolute', (value) => formats.precise(value, 3)),
      { ...figure('deviance', (value) => formats.precise(value, 3)), wide: true },
    ]
  }, [words, formats])
  return (
    <Panel
      title={words('trust.against.title')}
      lead={
        <Sentence
          from="lifetime-value"
          name="trust.against.lead"
          values={{ count: holdout.customers, days: horizonText(holdout.days) }}
          parts={{ origin: <DayText of={holdout.origin} /> }}
        />
      }
    >
      <Table
        label={words('trust.against.title')}
        columns={columns}
        rows={forecasters(holdout)}
        rowKey={(row) => row.who}
      />
    </Panel>
  )
}

function Ranges({ holdout }: Judged): ReactElement {
  const words = useWords('lifetime-value')
  const formats = useFormats()
  return (
    <Panel title={words('trust.ranges.title')} lead={words('trust.ranges.lead')}>
      <Facts
        of={[
          {
            name: words('trust.ranges.stated'),
            value: <Quantity as="percent" value={holdout.statedCoverage} />,
          },
          { name: words('trust.ranges.observed'), value: <Quantity as="percent" value={holdout.coverage} /> },
          {
            name: words('trust.ranges.pit'),
            value: <Quantity as="percent" value={holdout.pitInside80} />,
            note: words('trust.ranges.pitNote'),
          },
          {
            name: words('trust.ranges.score'),
            value: (
              <data value={holdout.meanLogProbability}>{formats.precise(holdout.meanLogProbability, 4)}</data>
            ),
          },
        ]}
      />
    </Panel>
  )
}

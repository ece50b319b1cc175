/** Why this model and not another. */
import { Panel } from '#ui/page.tsx'
import { Said } from '#ui/said.tsx'
import { Table, type Column } from '#ui/table.tsx'
import { useFormats, useWords } from '#ui/words.tsx'
import { useMemo, type ReactElement } from 'react'
import { useHorizonText } from './horizon.view.tsx'
import styles from './trust.module.css'
import type { ChoiceReport } from './value-document.ts'

type Candidate = ChoiceReport['candidates'][number]

export function TrustChoice(props: { readonly choice: ChoiceReport; readonly chosen: string }): ReactElement {
  const words = useWords('lifetime-value')
  const formats = useFormats()
  const horizonText = useHorizonText()
  const { choice, chosen } = props
  const columns = useMemo<readonly Column<Candidate>[]>(() => {
    const figure = (
      key: 'score' | 'difference' | 'error',
      of: (row: Candidate) => number,
      say = formats.decimals,
    ) => ({
      key,
      header: words(`trust.choice.${key}`),
      numeric: true,
      render: (row: Candidate) => <data value={of(row)}>{say(of(row))}</data>,
    })
    return [
      {
        key: 'model',
        header: words('trust.choice.model'),
        render: ({ model }) => (
          <>
            {words(`model.${model}`)}
            {model === chosen ? <span className={styles.used}>{words('trust.choice.used')}</span> : null}
          </>
        ),
      },
      figure('score', (row) => row.meanLogProbability),
      figure(
        'difference',
        (row) => row.differenceToBest,
        (value) => formats.decimals(Math.abs(value)),
      ),
      { ...figure('error', (row) => row.standardError), wide: true },
    ]
  }, [words, formats, chosen])
  const { origin, days, candidates } = choice
  const lead =
    origin === null || days === null
      ? undefined
      : words('trust.choice.lead', { days: horizonText(days), origin: formats.day(origin) })
  return (
    <Panel title={words('trust.choice.title')} {...(lead === undefined ? {} : { lead })}>
      {candidates.length === 0 ? null : (
        <Table
          label={words('trust.choice.title')}
          columns={columns}
          rows={candidates}
          rowKey={(row) => row.model}
        />
      )}
      <p className={styles.reason}>
        <Said of={choice.because}>{choice.reason}</Said>
      </p>
      {choice.note === undefined ? null : (
        <p className={styles.reason}>
          <Said of={choice.note.because}>{choice.note.reason}</Said>
        </p>
      )}
    </Panel>
  )
}

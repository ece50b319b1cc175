/** Why this model and not another: all that were tried, on what none of them had seen. */
import { Panel } from '#ui/page.tsx'
import { Said } from '#ui/said.tsx'
import { Table, type Column } from '#ui/table.tsx'
import type { Words } from '#ui/chart.ts'
import { useFormats, useSay, useWords } from '#ui/words.tsx'
import { useMemo, type ReactElement } from 'react'
import {
  choiceLead,
  differenceOf,
  judgedFiguresOf,
  scoreFigure,
  type Candidate,
  type CandidateFigure,
} from '../refresh/candidate-figures.ts'
import { useHorizonText } from '../horizon.view.tsx'
import styles from './trust.module.css'
import type { ChoiceReport } from '../value-document.ts'

export function TrustChoice(props: { readonly choice: ChoiceReport; readonly chosen: string }): ReactElement {
  const words = useWords('lifetime-value')
  const formats = useFormats()
  const horizonText = useHorizonText()
  const say = useSay()
  const { choice, chosen } = props
  const { origin, days, origins, candidates, leftOut = [] } = choice
  const columns = useMemo<readonly Column<Candidate>[]>(() => {
    const figure = ({ key, of, wide }: CandidateFigure): Column<Candidate> => ({
      key,
      header: words(`trust.choice.${key}`),
      numeric: true,
      wide,
      render: (row) => {
        const { value, text } = of(row, formats)
        return <data value={value}>{text}</data>
      },
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
      figure(scoreFigure),
      {
        key: 'difference',
        header: words('trust.choice.difference'),
        numeric: true,
        render: (row) => <Difference of={row} />,
      },
      ...judgedFiguresOf(candidates).map(figure),
    ]
  }, [words, formats, chosen, candidates])
  const lead =
    origin === null || days === null
      ? undefined
      : choiceLead(
          { words: words as unknown as Words, formats },
          { origin, days: horizonText(days), origins },
        )
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
      {leftOut.map(({ model, because, reason }) => (
        <p key={model} className={styles.reason}>
          {words('trust.choice.leftOut', {
            model: words(`model.${model}`),
            why: (because === undefined ? undefined : say(because, 'text')) ?? reason,
          })}
        </p>
      ))}
      {candidates.length === 0 ? null : <p className={styles.reason}>{words('trust.choice.reading')}</p>}
    </Panel>
  )
}

/** How much more or less, and whether that tells anything. */
function Difference(props: { readonly of: Candidate }): ReactElement {
  const words = useWords('lifetime-value')
  const { precise } = useFormats()
  const { difference, standardError, isNoise } = differenceOf(props.of)
  if (standardError === 0) return <>–</>
  return (
    <>
      <span className={styles.pair}>
        <data value={difference}>{precise(difference, 2)}</data> ±{' '}
        <data value={standardError}>{precise(standardError, 2)}</data>
      </span>
      <br />
      <span className={styles.noise}>{words(isNoise ? 'trust.choice.noise' : 'trust.choice.tells')}</span>
    </>
  )
}

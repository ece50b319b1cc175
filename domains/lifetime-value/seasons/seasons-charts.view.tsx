/** Seasons on the Base page: whether there are any, what that rests on, and what they change. */
import type { Chart, ChartFrame, Words } from '#ui/chart.ts'
import { ChartFigure } from '#ui/chart-figure.tsx'
import { Columns, Facts, Panel } from '#ui/page.tsx'
import { Sentence, type SentenceProps, useFormats, useSay, useWords } from '#ui/words.tsx'
import { useCallback, useMemo, type ReactElement } from 'react'
import styles from '../base/base.module.css'
import { useHorizonText } from '../horizon.view.tsx'
import type { BaseAnswer } from '../page-answers.ts'
import {
  seasonFacts,
  seasonLimits,
  seasonSentences,
  type SeasonText,
  type SeasonWriter,
} from './season-texts.ts'
import { seasonMultipliersChart, seasonOutlookChart, seasonTrialChart } from '../charts/seasons.chart.ts'
import type { SeasonsJudged } from './seasons-report.ts'

export default function Seasons(props: { readonly base: BaseAnswer }): ReactElement | null {
  const words = useWords('lifetime-value')
  const writer = useSeasonWriter()
  const { seasons, customers } = props.base
  if (seasons === null) return null
  const [finding = '', ...more] = seasonSentences(writer, seasons, customers)
  return (
    <Panel title={words('seasons.title')}>
      <div className={styles.finding}>
        <p data-found={seasons.finding === 'found'}>{finding}</p>
        {more.length === 0 ? null : <p className={styles.more}>{more.join(' ')}</p>}
      </div>
      {seasons.finding === 'untold' ? null : <Judged seasons={seasons} writer={writer} />}
    </Panel>
  )
}

function Judged(props: { readonly seasons: SeasonsJudged; readonly writer: SeasonWriter }): ReactElement {
  const { seasons, writer } = props
  const { outlook } = seasons
  return (
    <>
      <Facts
        of={seasonFacts(writer, seasons).map(({ name, value, note }) => ({
          name,
          value: <Text of={value} />,
          note: <Text of={note} />,
        }))}
      />
      <Columns>
        <Figure chart={seasonMultipliersChart} of={seasons.seasons} />
        <Figure chart={seasonTrialChart} of={seasons.trial} />
        {outlook === null ? null : <Figure chart={seasonOutlookChart} of={outlook} />}
        {outlook === null ? null : <Limits />}
      </Columns>
      {outlook === null ? <Limits /> : null}
    </>
  )
}

/** A sentence whose figures keep their exact numbers beside the text. */
function Text({ of }: { readonly of: SeasonText }): ReactElement {
  const { key, count, figures } = of
  const parts = Object.entries(figures).map(([name, { text, exact }]) => [
    name,
    <data key={name} value={exact} title={String(exact)}>
      <bdi>{text}</bdi>
    </data>,
  ])
  return (
    <Sentence
      from="lifetime-value"
      name={key as SentenceProps<'lifetime-value'>['name']}
      values={count === undefined ? {} : { count }}
      parts={Object.fromEntries(parts) as NonNullable<SentenceProps<'lifetime-value'>['parts']>}
    />
  )
}

function Limits(): ReactElement {
  const words = useWords('lifetime-value')
  return (
    <div className={styles.finding}>
      <h3 className={styles.limitsTitle}>{words('base.not.title')}</h3>
      <ul className={styles.limits}>
        {seasonLimits.map((limit) => (
          <li key={limit}>{words(`seasons.limits.${limit}`)}</li>
        ))}
      </ul>
    </div>
  )
}

function Figure<Data>(props: {
  readonly chart: (data: Data, frame: ChartFrame) => Chart
  readonly of: Data
}): ReactElement {
  const { chart, of } = props
  const words = useWords('lifetime-value') as unknown as Words
  const draw = useCallback((frame: ChartFrame) => chart(of, frame), [chart, of])
  return <ChartFigure draw={draw} words={words} currency={null} />
}

function useSeasonWriter(): SeasonWriter {
  const words = useWords('lifetime-value') as unknown as Words
  const say = useSay()
  const formats = useFormats()
  const spanText = useHorizonText()
  return useMemo(() => ({ words, say, formats, spanText }), [words, say, formats, spanText])
}

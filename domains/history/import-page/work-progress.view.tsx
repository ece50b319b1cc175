/** The work that runs on a business: step, rate, time left and a way to stop it; or how the last one ended. */
import { refusedBecause, useRequest } from '#ui/answer.tsx'
import { Button, Progress } from '#ui/controls.ts'
import { IconCheck } from '#ui/icons.ts'
import { Link } from '#ui/link.ts'
import { Panel } from '#ui/page.tsx'
import { Refusal } from '#ui/states.tsx'
import { useFormats, useWords } from '#ui/words.tsx'
import { AnsweredProblem } from '#wire/problem.ts'
import type { ReactElement } from 'react'
import { cancelWork, type Work } from '../business.contract.ts'
import styles from './import.module.css'
import { stepWordOf } from './work-steps.ts'

/** Work and the business it is done on; the business may have gone with it. */
export interface WorkProgressProps {
  readonly work: Work | null
  readonly business: string
}

export function WorkProgress({ work, business }: WorkProgressProps): ReactElement | null {
  const words = useWords('history')
  if (work === null) return null
  switch (work.state) {
    case 'running':
      return (
        <Panel title={words(`work.running.${work.kind}`)}>
          <Running work={work} business={business} />
        </Panel>
      )
    case 'done':
      return <Done work={work} business={business} />
    case 'failed':
      return (
        <Panel title={words(`work.failed.${work.kind}`)}>
          {work.error === null ? null : <Refusal error={refusedBecause(new AnsweredProblem(work.error))} />}
        </Panel>
      )
    case 'cancelled':
      return (
        <Panel title={words('work.cancelled.title')}>
          <p>{words(work.kind === 'undo' ? 'work.cancelled.undo' : 'work.cancelled.lead')}</p>
        </Panel>
      )
  }
}

interface WorkOf {
  readonly work: Work
  readonly business: string
}

function Running({ work, business }: WorkOf): ReactElement {
  const words = useWords('history')
  const request = useRequest(cancelWork)
  const step = words(`work.step.${stepWordOf(work.step)}`)
  const share = work.total === null || work.total === 0 ? undefined : work.done / work.total
  return (
    <div className={styles.sending}>
      <output>
        <strong>{step}</strong>
      </output>
      <Progress
        value={(share ?? 1) * 100}
        animated={share === undefined}
        aria-label={words('work.progress', { step })}
      />
      <p className={styles.note}>
        <Pace work={work} />
      </p>
      <Button
        variant="default"
        size="sm"
        loading={request.sending}
        onClick={() => request.send({ business })}
      >
        {words('work.cancel')}
      </Button>
      {request.refused === undefined ? null : <Refusal error={request.refused} />}
    </div>
  )
}

function Pace({ work }: { readonly work: Work }): ReactElement {
  const words = useWords('history')
  const formats = useFormats()
  const { unit, done, total, ratePerSecond, secondsLeft } = work
  if (unit === null) return <>{words('work.begun')}</>
  const amount = (value: number) =>
    unit === 'bytes' ? formats.bytes(value) : words(`work.unit.${unit}`, { count: Math.round(value) })
  const parts = [
    total === null
      ? amount(done)
      : words('work.of', {
          done: unit === 'bytes' ? formats.bytes(done) : formats.count(done),
          total: amount(total),
        }),
    ratePerSecond === null || unit === 'steps' ? '' : words('work.rate', { amount: amount(ratePerSecond) }),
    secondsLeft === null ? '' : words('work.left', { time: formats.duration(secondsLeft) }),
  ]
  return <>{parts.filter((part) => part !== '').join(' · ')}</>
}

function Done({ work, business }: WorkOf): ReactElement {
  const words = useWords('history')
  const formats = useFormats()
  const seconds = work.endedAt === null ? 0 : (Date.parse(work.endedAt) - Date.parse(work.startedAt)) / 1000
  return (
    <output className={styles.done}>
      <IconCheck size={20} aria-hidden />
      <span>
        {words(work.added === false ? 'work.done.same' : `work.done.${work.kind}`, {
          time: formats.duration(Math.max(1, seconds)),
        })}
      </span>
      <Button size="sm" renderRoot={(rest) => <Link {...rest} to="/$business/base" params={{ business }} />}>
        {words('work.look')}
      </Button>
    </output>
  )
}

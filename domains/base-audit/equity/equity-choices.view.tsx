/** What the base is compared with, and which customers are looked at. All of it is in the address. */
import type { Words } from '#ui/chart.ts'
import { Button, NativeSelect, TextInput } from '#ui/controls.ts'
import { useFormats, useWords } from '#ui/words.tsx'
import { parseDay } from '#kernel/time.ts'
import { useState, type FormEvent, type ReactElement } from 'react'
import styles from '../page/audit.module.css'
import own from './equity.module.css'
import type { ComparableSnapshot, EquityBridge } from '../equity.contract.ts'
import type { EquityChange, EquitySearch } from './equity-search.ts'
import { equityText } from './equity-sentence.ts'

/** Choices that are no snapshot. */
const usual = 'usual'
const twoDays = 'days'

export interface EquityChoicesProps {
  readonly search: EquitySearch
  readonly onChange: (change: EquityChange) => void
  /** Other snapshots of the business; empty until they are known. */
  readonly snapshots: readonly ComparableSnapshot[]
  /** The bridge that is shown without a choice; null where there is none. */
  readonly usualBridge: EquityBridge | null
  readonly firstDay: string
  readonly asOf: string
  readonly currency: string | null
}

export function EquityChoices(props: EquityChoicesProps): ReactElement {
  const words = useWords('base-audit') as unknown as Words
  const formats = useFormats()
  const { search, onChange, snapshots, usualBridge, currency } = props
  const { against, from, to } = search
  const isBetweenDays = from !== undefined || to !== undefined
  const [choosing, choose] = useState(isBetweenDays)
  const chosen = against ?? (choosing || isBetweenDays ? twoDays : usual)
  const possible = snapshots.filter(({ problem }) => problem === null)
  const others = snapshots.filter(({ problem }) => problem !== null)
  const styled = { words, formats, currency }
  return (
    <search className={styles.choices} aria-label={words('choice.label')}>
      <NativeSelect
        label={words('equity.choice.compare')}
        value={chosen}
        onChange={({ currentTarget: { value } }) => {
          choose(value === twoDays)
          if (value === twoDays) return
          const back = { from: undefined, to: undefined, against: undefined }
          onChange(value === usual ? back : { against: value })
        }}
        data={[
          {
            value: usual,
            label:
              usualBridge === null
                ? words('equity.choice.nothing')
                : words('equity.choice.usual', { day: formats.day(usualBridge.from.day) }),
          },
          { value: twoDays, label: words('equity.choice.days') },
          ...possible.map(({ snapshot, asOf, publishedAt }) => ({
            value: snapshot,
            label: words('equity.choice.snapshot', {
              day: formats.day(asOf),
              made: formats.moment(publishedAt),
            }),
          })),
          ...others.map(({ snapshot, asOf, problem }) => ({
            value: snapshot,
            disabled: true,
            label: words('equity.choice.not', {
              day: formats.day(asOf),
              why: problem === null ? '' : equityText('text', problem, styled),
            }),
          })),
        ]}
      />
      {chosen === twoDays ? <TwoDays {...props} /> : null}
    </search>
  )
}

function TwoDays(props: EquityChoicesProps): ReactElement {
  const words = useWords('base-audit')
  const { search, onChange, usualBridge, firstDay, asOf } = props
  const [from, setFrom] = useState<string>(search.from ?? usualBridge?.from.day ?? '')
  const [to, setTo] = useState<string>(search.to ?? asOf)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onChange({ from: parseDay(from), to: parseDay(to) })
  }
  const limits = { type: 'date', min: firstDay, max: asOf, required: true, withAsterisk: false } as const
  return (
    <form className={own.days} onSubmit={submit}>
      <TextInput
        {...limits}
        label={words('equity.choice.from')}
        value={from}
        onChange={({ currentTarget: { value } }) => setFrom(value)}
      />
      <TextInput
        {...limits}
        label={words('equity.choice.to')}
        value={to}
        onChange={({ currentTarget: { value } }) => setTo(value)}
      />
      <Button type="submit" variant="default">
        {words('equity.choice.compareDays')}
      </Button>
    </form>
  )
}

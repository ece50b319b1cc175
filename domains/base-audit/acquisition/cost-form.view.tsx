/** Costs by channel and month, filled in by a person. */
import { useRequest } from '#ui/answer.tsx'
import type { Words } from '#ui/chart.ts'
import { ActionIcon, Button, NativeSelect, TextInput } from '#ui/controls.ts'
import { IconPlus, IconTrash } from '#ui/icons.ts'
import { useWords } from '#ui/words.tsx'
import { useState, type FormEvent, type ReactElement } from 'react'
import { allChannels } from './acquisition-costs.ts'
import { addAcquisitionCosts, costPurpose } from '../acquisition.contract.ts'
import { AddedCosts, OverlapRefusal } from './added-costs.view.tsx'
import styles from '../page/audit.module.css'
import { costsOf, nextLine, problemsOf, type CostLine } from './cost-lines.ts'

export interface CostFormProps {
  readonly business: string
  /** Channels that the log knows. */
  readonly channels: readonly string[]
  /** Null where the log names none. */
  readonly currency: string | null
  /** The month that is filled in first. */
  readonly month: string
}

export function CostForm(props: CostFormProps): ReactElement {
  const words = useWords('base-audit')
  const { channels, currency } = props
  const { lines, change, addLine, tried, named, name, submit, send, request, added } = useCostForm(props)
  return (
    <form className={styles.costs} onSubmit={submit} noValidate>
      {lines.map((line, place) => (
        <Line
          key={line.key}
          line={line}
          place={place}
          channels={channels}
          currency={currency}
          tried={tried}
          onChange={(changes) =>
            change(lines.map((other) => (other.key === line.key ? { ...other, ...changes } : other)))
          }
          onRemove={
            lines.length === 1 ? undefined : () => change(lines.filter((other) => other.key !== line.key))
          }
        />
      ))}
      <div className={styles.choices}>
        {currency === null ? (
          <TextInput
            label={words('acquisition.form.currency')}
            placeholder="EUR"
            maxLength={3}
            value={named}
            onChange={({ currentTarget: { value } }) => name(value)}
          />
        ) : null}
        <Button variant="subtle" leftSection={<IconPlus size={16} aria-hidden />} onClick={addLine}>
          {words('acquisition.form.another')}
        </Button>
        <Button type="submit" loading={request.sending}>
          {words('acquisition.form.add', { count: lines.length })}
        </Button>
      </div>
      {request.refused === undefined ? null : (
        <OverlapRefusal error={request.refused} onTop={() => send(true)} />
      )}
      {added === undefined ? null : <AddedCosts of={added} currency={currency} />}
    </form>
  )
}

/** Lines as they are filled in, and how they are sent. */
function useCostForm({ business, channels, currency, month }: CostFormProps) {
  const request = useRequest(addAcquisitionCosts)
  const channel = channels[0] ?? allChannels
  const fresh: CostLine = { key: 0, month, channel, amount: '', purpose: 'winning' }
  const [lines, setLines] = useState<readonly CostLine[]>([fresh])
  const [tried, setTried] = useState(false)
  const [named, name] = useState('')
  const [added, setAdded] = useState<Added>()
  const change = (next: readonly CostLine[]) => {
    request.forget()
    setAdded(undefined)
    setLines(next)
  }
  const following = nextLine(lines.at(-1) ?? fresh)
  const send = (onTop: boolean) => {
    const told = currency ?? (named.trim() === '' ? undefined : named.trim().toUpperCase())
    const costs = costsOf(lines)
    request.send({ business, costs, onTop, ...(told !== undefined && { currency: told }) }, (answer) => {
      setAdded(answer)
      setTried(false)
      setLines([following])
    })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (lines.every((line) => problemsOf(line).length === 0)) send(false)
  }
  const addLine = () => change([...lines, following])
  return { lines, change, addLine, tried, named, name, submit, send, request, added }
}

type Added = Parameters<typeof AddedCosts>[0]['of']

/** A channel that the log does not know. */
const another = '\u0000'

function Line(props: {
  readonly line: CostLine
  readonly place: number
  readonly channels: readonly string[]
  readonly currency: string | null
  readonly tried: boolean
  readonly onChange: (changes: Partial<CostLine>) => void
  readonly onRemove: (() => void) | undefined
}): ReactElement {
  const words = useWords('base-audit') as unknown as Words
  const { line, place, currency, tried, onChange, onRemove } = props
  const problems = tried ? problemsOf(line) : []
  const wrong = (field: 'month' | 'amount') =>
    problems.includes(field) ? words(`acquisition.form.wrong.${field}`) : undefined
  return (
    <fieldset className={styles.line}>
      <legend>{words('acquisition.form.line', { number: place + 1 })}</legend>
      <TextInput
        label={words('acquisition.form.month')}
        type="month"
        placeholder="2025-03"
        value={line.month}
        error={wrong('month')}
        onChange={({ currentTarget: { value } }) => onChange({ month: value })}
      />
      <ChannelField {...props} isWrong={problems.includes('channel')} />
      <TextInput
        label={
          currency === null ? words('acquisition.form.cost') : words('acquisition.form.costIn', { currency })
        }
        inputMode="decimal"
        autoComplete="off"
        value={line.amount}
        error={wrong('amount')}
        onChange={({ currentTarget: { value } }) => onChange({ amount: value })}
      />
      <NativeSelect
        label={words('acquisition.form.purpose')}
        value={line.purpose}
        onChange={({ currentTarget: { value } }) => onChange({ purpose: costPurpose.parse(value) })}
        data={costPurpose.options.map((value) => ({ value, label: words(`acquisition.purpose.${value}`) }))}
      />
      {onRemove === undefined ? null : (
        <ActionIcon
          variant="subtle"
          size="lg"
          aria-label={words('acquisition.form.remove', { number: place + 1 })}
          onClick={onRemove}
        >
          <IconTrash size={18} aria-hidden />
        </ActionIcon>
      )}
    </fieldset>
  )
}

/** One of the log's channels, all together, or one that the log does not know. */
function ChannelField(props: {
  readonly line: CostLine
  readonly channels: readonly string[]
  readonly isWrong: boolean
  readonly onChange: (changes: Partial<CostLine>) => void
}): ReactElement {
  const words = useWords('base-audit')
  const { line, channels, isWrong, onChange } = props
  const known = [...channels, allChannels]
  const [isOther, setOther] = useState(!known.includes(line.channel))
  return (
    <>
      <NativeSelect
        label={words('acquisition.form.channel')}
        value={isOther ? another : line.channel}
        onChange={({ currentTarget: { value } }) => {
          setOther(value === another)
          onChange({ channel: value === another ? '' : value })
        }}
        data={[
          ...channels.map((value) => ({ value, label: value })),
          { value: allChannels, label: words('acquisition.whole') },
          { value: another, label: words('acquisition.form.otherChannel') },
        ]}
      />
      {isOther ? (
        <TextInput
          label={words('acquisition.form.nameOfChannel')}
          value={line.channel}
          error={isWrong ? words('acquisition.form.wrong.channel') : undefined}
          onChange={({ currentTarget: { value } }) => onChange({ channel: value })}
        />
      ) : null}
    </>
  )
}

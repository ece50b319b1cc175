/** A filter with a lower and an upper bound behind one button, which says the bounds that are set. */
import { Button, Popover, TextInput } from '#ui/controls.ts'
import { IconChevronDown } from '#ui/icons.ts'
import { useWords } from '#ui/words.tsx'
import { useState, type FormEvent, type ReactElement } from 'react'
import styles from './customers.module.css'

interface BoundsProps {
  readonly name: string
  readonly kind: 'number' | 'date'
  /** Unit that stands behind the fields. */
  readonly suffix?: string
  readonly from: string | undefined
  readonly to: string | undefined
  /** Writes a bound for the reader. */
  readonly say: (bound: string) => string
  readonly onApply: (from: string | undefined, to: string | undefined) => void
}

export function BoundsFilter(props: BoundsProps): ReactElement {
  const [open, setOpen] = useState(false)
  const set = props.from !== undefined || props.to !== undefined
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant={set ? 'light' : 'default'}
          size="sm"
          rightSection={<IconChevronDown size={14} aria-hidden />}
          onClick={() => setOpen(!open)}
        >
          <SaidBounds {...props} />
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={props.name}>
        <BoundsForm {...props} onDone={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  )
}

function SaidBounds({ name, from, to, say }: BoundsProps): ReactElement {
  const words = useWords('lifetime-value')
  if (from !== undefined && to !== undefined) {
    return <>{words('customers.filter.between', { name, from: say(from), to: say(to) })}</>
  }
  if (from !== undefined) return <>{words('customers.filter.atLeast', { name, from: say(from) })}</>
  if (to !== undefined) return <>{words('customers.filter.atMost', { name, to: say(to) })}</>
  return <>{name}</>
}

function BoundsForm(props: BoundsProps & { readonly onDone: () => void }): ReactElement {
  const words = useWords('lifetime-value')
  const { kind, suffix, onApply, onDone } = props
  const [from, setFrom] = useState(props.from ?? '')
  const [to, setTo] = useState(props.to ?? '')
  const wrong = from !== '' && to !== '' && (kind === 'number' ? Number(from) > Number(to) : from > to)
  const apply = (event: FormEvent) => {
    event.preventDefault()
    if (wrong) return
    onApply(from === '' ? undefined : from, to === '' ? undefined : to)
    onDone()
  }
  const clear = () => {
    onApply(undefined, undefined)
    onDone()
  }
  const field = {
    type: kind,
    size: 'sm',
    ...(kind === 'number' ? { step: 'any', inputMode: 'decimal' as const } : {}),
    ...(suffix === undefined ? {} : { rightSection: suffix }),
  } as const
  return (
    <form className={styles.bounds} onSubmit={apply}>
      <div className={styles.fields}>
        <TextInput
          {...field}
          label={words('customers.filter.from')}
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          {...field}
          label={words('customers.filter.to')}
          value={to}
          error={wrong ? words('customers.filter.refused') : undefined}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
      </div>
      <div className={styles.fields}>
        <Button type="submit" size="sm">
          {words('customers.filter.apply')}
        </Button>
        <Button variant="subtle" size="sm" onClick={clear}>
          {words('customers.filter.clear')}
        </Button>
      </div>
    </form>
  )
}

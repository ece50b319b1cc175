/** The bounds of a filter as fields, in a popover that is open when it is first drawn. */
import { Button, TextInput } from '#ui/controls.ts'
import { Popover } from '#ui/overlays.ts'
import { useWords } from '#ui/words.tsx'
import { useState, type FormEvent, type ReactElement } from 'react'
import { BoundsButton, type BoundsProps } from './bounds-button.view.tsx'
import styles from './customers.module.css'

export default function BoundsPopover({ bounds }: { readonly bounds: BoundsProps }): ReactElement {
  const [open, setOpen] = useState(true)
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <BoundsButton bounds={bounds} onClick={() => setOpen(!open)} />
      </Popover.Target>
      <Popover.Dropdown aria-label={bounds.name}>
        <BoundsForm {...bounds} onDone={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  )
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

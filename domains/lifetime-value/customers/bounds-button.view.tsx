/** The button of a filter with two bounds: it says the bounds that are set. */
import { Button } from '#ui/controls.ts'
import { IconChevronDown } from '#ui/icons.ts'
import { useWords } from '#ui/words.tsx'
import type { ReactElement } from 'react'

/** A filter and its bounds. */
export interface BoundsProps {
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

/** The popover adds what ties it to its button to the properties. */
export function BoundsButton({
  bounds,
  ...rest
}: {
  readonly bounds: BoundsProps
  readonly onClick: () => void
}): ReactElement {
  const set = bounds.from !== undefined || bounds.to !== undefined
  return (
    <Button
      {...rest}
      variant={set ? 'light' : 'default'}
      size="sm"
      rightSection={<IconChevronDown size={14} aria-hidden />}
    >
      <SaidBounds {...bounds} />
    </Button>
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

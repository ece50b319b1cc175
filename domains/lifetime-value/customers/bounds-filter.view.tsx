/** A filter with a lower and an upper bound behind one button, which says the bounds that are set. */
import { lazy, Suspense, useState, type ReactElement } from 'react'
import { BoundsButton, type BoundsProps } from './bounds-button.view.tsx'

/** Loaded when a filter is first opened. */
const BoundsPopover = lazy(() => import('./bounds-popover.view.tsx'))

export function BoundsFilter(props: BoundsProps): ReactElement {
  const [used, use] = useState(false)
  const button = <BoundsButton bounds={props} onClick={() => use(true)} />
  if (!used) return button
  return (
    <Suspense fallback={button}>
      <BoundsPopover bounds={props} />
    </Suspense>
  )
}

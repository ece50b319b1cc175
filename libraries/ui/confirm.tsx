/** Asks before something is done that is hard to take back. */
import { lazy, Suspense, type ReactElement } from 'react'
import type { ConfirmProps } from './confirm-props.ts'

/** Loaded when something is first asked. */
const ConfirmDialog = lazy(() => import('./confirm-dialog.tsx'))

/** A question that stands over the page while `open`. */
export function Confirm({
  open,
  ...question
}: ConfirmProps & { readonly open: boolean }): ReactElement | null {
  if (!open) return null
  return (
    <Suspense fallback={null}>
      <ConfirmDialog {...question} />
    </Suspense>
  )
}

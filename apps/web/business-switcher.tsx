/** Which business is shown, and a way to the others. */
import type { Business } from '#history/business.contract.ts'
import { whenIdle } from '#ui/later.ts'
import { lazy, Suspense, type ReactElement } from 'react'
import { SwitcherButton } from './switcher-button.tsx'

/** What opens is loaded when the page can be read already. */
const BusinessMenu = lazy(whenIdle(() => import('./business-menu.tsx')))

export function BusinessSwitcher(props: { readonly current: Business | undefined }): ReactElement {
  return (
    <Suspense fallback={<SwitcherButton current={props.current} aria-busy />}>
      <BusinessMenu current={props.current} />
    </Suspense>
  )
}

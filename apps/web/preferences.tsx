/** Colours and language, remembered on this machine. */
import { whenIdle } from '#ui/later.ts'
import { lazy, Suspense, type ReactElement } from 'react'
import { ColourButton, LanguageButton } from './preference-buttons.tsx'
import styles from './shell.module.css'

/** What opens is loaded when the page can be read already. */
const PreferenceMenus = lazy(whenIdle(() => import('./preference-menus.tsx')))

export function Preferences(): ReactElement {
  const closed = (
    <>
      <ColourButton aria-busy />
      <LanguageButton aria-busy />
    </>
  )
  return (
    <div className={styles.preferences}>
      <Suspense fallback={closed}>
        <PreferenceMenus />
      </Suspense>
    </div>
  )
}

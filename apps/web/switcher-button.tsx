/** The button that says which business is shown; the demo carries its mark. */
import type { Business } from '#history/business.contract.ts'
import { UnstyledButton, VisuallyHidden } from '#ui/controls.ts'
import { IconChevronDown } from '#ui/icons.ts'
import { Name } from '#ui/said.tsx'
import { useWords } from '#ui/words.tsx'
import type { ComponentProps, ReactElement } from 'react'
import styles from './shell.module.css'

export function SwitcherButton({
  current,
  ...rest
}: ComponentProps<'button'> & { readonly current: Business | undefined }): ReactElement {
  const words = useWords('web')
  return (
    <UnstyledButton {...rest} className={styles.switcher}>
      <span className={styles.switcherName}>
        {current === undefined ? words('business.label') : <Name>{current.name}</Name>}
      </span>
      {current?.demo === true ? <DemoMark /> : null}
      <VisuallyHidden>{words('business.switch')}</VisuallyHidden>
      <IconChevronDown size={16} aria-hidden />
    </UnstyledButton>
  )
}

export function DemoMark(): ReactElement {
  const words = useWords('web')
  return <span className={styles.demoMark}>{words('business.demo')}</span>
}

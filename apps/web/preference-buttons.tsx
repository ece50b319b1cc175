/** The buttons that show the colours and the language in use. */
import { UnstyledButton } from '#ui/controls.ts'
import { IconDeviceDesktop, IconLanguage, IconMoon, IconSun } from '#ui/icons.ts'
import { useColourScheme } from '#ui/look.tsx'
import { useWords } from '#ui/words.tsx'
import type { ComponentProps, ReactElement } from 'react'
import styles from './shell.module.css'

const icons = { light: IconSun, dark: IconMoon, auto: IconDeviceDesktop } as const

export function ColourButton(props: ComponentProps<'button'>): ReactElement {
  const words = useWords('web')
  const [scheme] = useColourScheme()
  const Icon = icons[scheme]
  return (
    <UnstyledButton {...props} className={styles.preference} aria-label={words('look.label')}>
      <Icon size={18} stroke={1.7} aria-hidden />
    </UnstyledButton>
  )
}

export function LanguageButton(props: ComponentProps<'button'>): ReactElement {
  const words = useWords('web')
  return (
    <UnstyledButton {...props} className={styles.preference} aria-label={words('language.label')}>
      <IconLanguage size={18} stroke={1.7} aria-hidden />
    </UnstyledButton>
  )
}

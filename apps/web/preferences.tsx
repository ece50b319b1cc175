/** Colours and language, remembered on this machine. */
import { Menu, UnstyledButton } from '#ui/controls.ts'
import { IconDeviceDesktop, IconLanguage, IconMoon, IconSun } from '#ui/icons.ts'
import { useColourScheme, type ColourScheme } from '#ui/look.tsx'
import { useLanguage, useWords } from '#ui/words.tsx'
import type { ReactElement } from 'react'
import { languages, nameOfLanguage, speak } from './language.ts'
import styles from './shell.module.css'

const schemes = [
  { scheme: 'light', Icon: IconSun },
  { scheme: 'dark', Icon: IconMoon },
  { scheme: 'auto', Icon: IconDeviceDesktop },
] as const satisfies readonly { scheme: ColourScheme; Icon: unknown }[]

export function Preferences(): ReactElement {
  return (
    <div className={styles.preferences}>
      <ColourMenu />
      <LanguageMenu />
    </div>
  )
}

function ColourMenu(): ReactElement {
  const words = useWords('web')
  const [scheme, setScheme] = useColourScheme()
  const Icon = schemes.find((one) => one.scheme === scheme)?.Icon ?? IconDeviceDesktop
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <UnstyledButton className={styles.preference} aria-label={words('look.label')}>
          <Icon size={18} stroke={1.7} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={scheme} onChange={(chosen) => setScheme(chosen as ColourScheme)}>
          {schemes.map(({ scheme: one }) => (
            <Menu.RadioItem key={one} value={one}>
              {words(`look.${one}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  )
}

function LanguageMenu(): ReactElement {
  const words = useWords('web')
  const language = useLanguage()
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <UnstyledButton className={styles.preference} aria-label={words('language.label')}>
          <IconLanguage size={18} stroke={1.7} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={language} onChange={(chosen) => void speak(chosen)}>
          {languages().map((one) => (
            <Menu.RadioItem key={one} value={one}>
              <bdi lang={one}>{nameOfLanguage(one)}</bdi>
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  )
}

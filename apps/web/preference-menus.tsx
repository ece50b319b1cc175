/** What there is to choose from: colours and languages. */
import { Menu } from '#ui/overlays.ts'
import { useColourScheme, type ColourScheme } from '#ui/look.tsx'
import { useLanguage, useWords } from '#ui/words.tsx'
import type { ReactElement } from 'react'
import { languages, nameOfLanguage, speak } from './language.ts'
import { ColourButton, LanguageButton } from './preference-buttons.tsx'

const schemes = ['light', 'dark', 'auto'] as const satisfies readonly ColourScheme[]

export default function PreferenceMenus(): ReactElement {
  return (
    <>
      <ColourMenu />
      <LanguageMenu />
    </>
  )
}

function ColourMenu(): ReactElement {
  const words = useWords('web')
  const [scheme, setScheme] = useColourScheme()
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <ColourButton />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={scheme} onChange={(chosen) => setScheme(chosen as ColourScheme)}>
          {schemes.map((one) => (
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
  const language = useLanguage()
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <LanguageButton />
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

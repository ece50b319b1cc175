/** The businesses to choose from; the demo carries its mark. */
import { listBusinesses, type Business } from '#history/business.contract.ts'
import { useAnswer } from '#ui/answer.tsx'
import { Menu } from '#ui/overlays.ts'
import { IconCheck, IconPlus } from '#ui/icons.ts'
import { Link } from '#ui/link.ts'
import { Name } from '#ui/said.tsx'
import { useWords } from '#ui/words.tsx'
import type { ReactElement } from 'react'
import styles from './shell.module.css'
import { DemoMark, SwitcherButton } from './switcher-button.tsx'

export default function BusinessMenu(props: { readonly current: Business | undefined }): ReactElement {
  const words = useWords('web')
  const answer = useAnswer(listBusinesses, {})
  const businesses = answer.state === 'ready' ? answer.value.businesses : []
  const { current } = props
  return (
    <Menu
      position="bottom-start"
      width={280}
      shadow="md"
      onOpen={() => {
        if (answer.state !== 'waiting') answer.again()
      }}
    >
      <Menu.Target>
        <SwitcherButton current={current} />
      </Menu.Target>
      <Menu.Dropdown>
        {businesses.map((business) => (
          <Menu.Item
            key={business.business}
            renderRoot={(rest) => (
              <Link {...rest} to="/$business/base" params={{ business: business.business }} />
            )}
            leftSection={
              <IconCheck
                size={16}
                className={business.business === current?.business ? '' : styles.absent}
                aria-hidden
              />
            }
            rightSection={business.demo ? <DemoMark /> : null}
          >
            <Name>{business.name}</Name>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconPlus size={16} aria-hidden />}
          renderRoot={(rest) => <Link {...rest} to="/import" />}
        >
          {words('business.new')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

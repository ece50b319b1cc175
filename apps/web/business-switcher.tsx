/** Which business is shown, and the others; the demo carries its mark. */
import { listBusinesses, type Business } from '#history/business.contract.ts'
import { useAnswer } from '#ui/answer.tsx'
import { Menu, UnstyledButton, VisuallyHidden } from '#ui/controls.ts'
import { IconCheck, IconChevronDown, IconPlus } from '#ui/icons.ts'
import { Link } from '#ui/link.ts'
import { Name } from '#ui/said.tsx'
import { useWords } from '#ui/words.tsx'
import type { ReactElement } from 'react'
import styles from './shell.module.css'

export function BusinessSwitcher(props: { readonly current: Business | undefined }): ReactElement {
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
        <UnstyledButton className={styles.switcher}>
          <span className={styles.switcherName}>
            {current === undefined ? words('business.label') : <Name>{current.name}</Name>}
          </span>
          {current?.demo === true ? <DemoMark /> : null}
          <VisuallyHidden>{words('business.switch')}</VisuallyHidden>
          <IconChevronDown size={16} aria-hidden />
        </UnstyledButton>
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

function DemoMark(): ReactElement {
  const words = useWords('web')
  return <span className={styles.demoMark}>{words('business.demo')}</span>
}

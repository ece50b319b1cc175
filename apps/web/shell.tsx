/** The frame of the product: pages, businesses, language and colours; a bar at the bottom of a phone. */
import type { Business } from '#history/business.contract.ts'
import { IconFileUpload, IconLayoutDashboard, IconShieldCheck, IconUsers } from '#ui/icons.ts'
import { Link } from '#ui/link.ts'
import { useWords } from '#ui/words.tsx'
import { useLocation } from '@tanstack/react-router'
import { useEffect, useRef, type ReactElement, type ReactNode, type RefObject } from 'react'
import { BusinessSwitcher } from './business-switcher.tsx'
import { Preferences } from './preferences.tsx'
import styles from './shell.module.css'

const pages = [
  { to: '/$business/base', word: 'base', Icon: IconLayoutDashboard },
  { to: '/$business/customers', word: 'customers', Icon: IconUsers },
  { to: '/$business/trust', word: 'trust', Icon: IconShieldCheck },
  { to: '/$business/import', word: 'import', Icon: IconFileUpload },
] as const

export function Shell(props: {
  /** Id in the address; absent where there is no business yet. */
  readonly business?: string
  /** The business itself, once it is known. */
  readonly read?: Business
  readonly children: ReactNode
}): ReactElement {
  const words = useWords('web')
  const content = useFocusOfNewPage()
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#content">
        {words('skip')}
      </a>
      <header className={styles.side}>
        <div className={styles.stays}>
          <Link className={styles.brand} to="/" aria-label={words('product')}>
            <img src="/icon.svg" alt="" width={28} height={28} />
            <span>{words('product')}</span>
          </Link>
          <BusinessSwitcher current={props.read} />
          <nav className={styles.pages} aria-label={words('navigation.label')}>
            <PageLinks business={props.business} />
          </nav>
          <Preferences />
        </div>
      </header>
      <main ref={content} id="content" className={styles.content} tabIndex={-1}>
        {props.children}
      </main>
    </div>
  )
}

/** Another page begins at its beginning: the focus follows there, as it does where pages are loaded anew. */
function useFocusOfNewPage(): RefObject<HTMLElement | null> {
  const content = useRef<HTMLElement>(null)
  const { pathname } = useLocation()
  const shown = useRef(pathname)
  useEffect(() => {
    if (shown.current === pathname) return
    shown.current = pathname
    content.current?.focus({ preventScroll: true })
  }, [pathname])
  return content
}

function PageLinks(props: { readonly business: string | undefined }): ReactElement {
  const words = useWords('web')
  const { business } = props
  if (business === undefined) {
    return (
      <Link to="/import" className={styles.pageLink}>
        <IconFileUpload size={20} stroke={1.7} aria-hidden />
        <span>{words('navigation.import')}</span>
      </Link>
    )
  }
  return (
    <>
      {pages.map(({ to, word, Icon }) => (
        <Link key={word} to={to} params={{ business }} className={styles.pageLink}>
          <Icon size={20} stroke={1.7} aria-hidden />
          <span>{words(`navigation.${word}`)}</span>
        </Link>
      ))}
    </>
  )
}

/** A page that reads a snapshot, or what to do where there is none yet. */
import { Button } from '#ui/controls.ts'
import { IconFileUpload } from '#ui/icons.ts'
import { Link } from '#ui/link.ts'
import { Page } from '#ui/page.tsx'
import { Empty } from '#ui/states.tsx'
import { useWords } from '#ui/words.tsx'
import type { ReactElement, ReactNode } from 'react'
import { useBusiness } from './business-context.ts'

export function Valued(props: { readonly children: ReactNode }): ReactElement {
  const words = useWords('web')
  const { business, name, snapshot, work } = useBusiness()
  if (snapshot !== null) return <>{props.children}</>
  const working = work?.state === 'running'
  return (
    <Page title={words('unvalued.title')} of={name}>
      <Empty icon={<IconFileUpload size={36} stroke={1.4} aria-hidden />}>
        <p>{words(working ? 'unvalued.working' : 'unvalued.lead')}</p>
        <Button renderRoot={(rest) => <Link {...rest} to="/$business/import" params={{ business }} />}>
          {words(working ? 'unvalued.watch' : 'unvalued.import')}
        </Button>
      </Empty>
    </Page>
  )
}

import { BasePage } from '#lifetime-value/base/base.page.tsx'
import type { ReactElement } from 'react'
import { BaseTabs } from '../base-tabs.tsx'
import { useBusiness } from '../business-context.ts'
import { Valued } from '../valued.tsx'

export function BaseScreen(): ReactElement {
  const business = useBusiness()
  return (
    <Valued>
      <BaseTabs business={business.business} />
      <BasePage business={business} />
    </Valued>
  )
}

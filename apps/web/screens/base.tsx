import { BasePage } from '#lifetime-value/base.page.tsx'
import type { ReactElement } from 'react'
import { useBusiness } from '../business-context.ts'
import { Valued } from '../valued.tsx'

export function BaseScreen(): ReactElement {
  return (
    <Valued>
      <BasePage business={useBusiness()} />
    </Valued>
  )
}

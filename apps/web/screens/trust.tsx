import { TrustPage } from '#lifetime-value/trust/trust.page.tsx'
import type { ReactElement } from 'react'
import { useBusiness } from '../business-context.ts'
import { Valued } from '../valued.tsx'

export function TrustScreen(): ReactElement {
  return (
    <Valued>
      <TrustPage business={useBusiness()} />
    </Valued>
  )
}

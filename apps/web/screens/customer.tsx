import { CustomerPage } from '#lifetime-value/customers/customer.page.tsx'
import { useParams } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { useBusiness } from '../business-context.ts'
import { Valued } from '../valued.tsx'

export function CustomerScreen(): ReactElement {
  const { customer } = useParams({ from: '/$business/customers/$customer' })
  return (
    <Valued>
      <CustomerPage business={useBusiness()} customer={customer} />
    </Valued>
  )
}

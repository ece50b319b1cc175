import { CustomersPage } from '#lifetime-value/customers/customers.page.tsx'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { useBusiness } from '../business-context.ts'
import { Valued } from '../valued.tsx'

export function CustomersScreen(): ReactElement {
  const search = useSearch({ from: '/$business/customers' })
  const navigate = useNavigate({ from: '/$business/customers' })
  return (
    <Valued>
      <CustomersPage
        business={useBusiness()}
        search={search}
        onSearch={(changed, options) =>
          void navigate({ search: changed, replace: options?.replace ?? false })
        }
      />
    </Valued>
  )
}

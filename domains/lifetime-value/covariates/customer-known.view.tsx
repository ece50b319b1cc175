/** What else is known of one customer. */
import { Facts, Panel } from '#ui/page.tsx'
import { Name } from '#ui/said.tsx'
import { useWords } from '#ui/words.tsx'
import type { ReactElement } from 'react'
import styles from '../customers/customers.module.css'
import type { CustomerAnswer } from '../page-answers.ts'

export function CustomerKnown({ customer }: { readonly customer: CustomerAnswer }): ReactElement | null {
  const words = useWords('lifetime-value')
  const { covariates } = customer
  if (covariates.length === 0) return null
  return (
    <Panel title={words('customer.covariates.title')} lead={words('customer.covariates.lead')}>
      <Facts
        of={covariates.map(({ name, value }) => ({
          name,
          value:
            value === null ? (
              <span className={styles.unstated}>{words('customer.covariates.unstated')}</span>
            ) : (
              <Name>{value}</Name>
            ),
        }))}
      />
    </Panel>
  )
}

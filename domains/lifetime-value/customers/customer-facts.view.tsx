/** The figures of one customer. */
import { Facts, type Fact } from '#ui/page.tsx'
import { Quantity, Range } from '#ui/quantity.tsx'
import { useFormats, useWords } from '#ui/words.tsx'
import type { ReactElement } from 'react'
import { Active } from '../active.view.tsx'
import styles from './customers.module.css'
import { useHorizonText } from '../horizon.view.tsx'
import type { CustomerAnswer } from '../page-answers.ts'

export function CustomerFacts(props: { readonly customer: CustomerAnswer }): ReactElement {
  const words = useWords('lifetime-value')
  const expected = useExpectedFacts(props.customer)
  const { purchases, spend, currency } = props.customer
  return (
    <Facts
      of={[
        ...expected,
        { name: words('customer.facts.purchases'), value: <Quantity as="count" value={purchases} /> },
        {
          name: words('customer.facts.spend'),
          value: <Quantity as="money" currency={currency} value={spend} />,
        },
      ]}
    />
  )
}

function useExpectedFacts(customer: CustomerAnswer): readonly Fact[] {
  const words = useWords('lifetime-value')
  const formats = useFormats()
  const horizon = useHorizonText()(customer.horizonDays)
  const { value, valueOf, expectedPurchases, currency, expectedSpend, probabilityBuys } = customer
  if (value === null || expectedPurchases === null) return []
  const each = expectedSpend === null ? undefined : formats.money(expectedSpend, currency)
  return [
    {
      name: words('customer.facts.value', { valueOf: words(`valueOf.${valueOf}`) }),
      value: <Quantity as="money" currency={currency} value={value.mean} />,
      note: <Range as="money" currency={currency} low={value.low} high={value.high} />,
    },
    {
      name: words('customer.facts.expected'),
      value: <Quantity as="estimate" value={expectedPurchases.mean} />,
      note: each === undefined ? null : words('customer.facts.each', { each }),
    },
    {
      name: words('customer.facts.active'),
      value: (
        <span className={styles.start}>
          <Active probability={customer.probabilityActive} />
        </span>
      ),
    },
    ...(probabilityBuys === null
      ? []
      : [
          {
            name: words('customer.facts.buys'),
            value: <Quantity as="percent" value={probabilityBuys} />,
            note: words('customer.facts.buysNote', { horizon }),
          },
        ]),
  ]
}

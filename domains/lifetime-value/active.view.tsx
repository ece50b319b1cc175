/** The probability that a customer is still active, or that it cannot be told. */
import { Quantity } from '#ui/quantity.tsx'
import { useWords } from '#ui/words.tsx'
import type { CSSProperties, ReactElement } from 'react'
import styles from './customers/customers.module.css'

export function Active(props: { readonly probability: number | null }): ReactElement {
  const words = useWords('lifetime-value')
  const { probability } = props
  if (probability === null) {
    return (
      <span className={styles.unknown} title={words('cannotTellWhy')}>
        {words('cannotTell')}
      </span>
    )
  }
  return (
    <span className={styles.active}>
      <Quantity as="percent" value={probability} />
      <span className={styles.meter} style={{ '--share': probability } as CSSProperties} aria-hidden />
    </span>
  )
}

/** What is expected of one customer, in words. */
import { useQuantityText } from '#ui/quantity.tsx'
import { useFormats, useWords } from '#ui/words.tsx'
import type { ReactElement } from 'react'
import styles from '../base/base.module.css'
import { useHorizonText } from '../horizon.view.tsx'
import type { CustomerAnswer } from '../page-answers.ts'
import type { Estimate } from '../value-document.ts'

export function CustomerOutlook(props: { readonly customer: CustomerAnswer }): ReactElement {
  const words = useWords('lifetime-value')
  const { customer } = props
  const { expectedPurchases, value } = customer
  if (expectedPurchases === null || value === null) {
    return <p className={styles.headline}>{words('customer.outlook.unvalued')}</p>
  }
  return (
    <div className={styles.opening}>
      <p className={styles.headline}>
        <Purchases of={expectedPurchases} horizonDays={customer.horizonDays} />{' '}
        <Value of={value} customer={customer} />
      </p>
      <p className={styles.best}>
        <Sureness customer={customer} />
      </p>
    </div>
  )
}

function Purchases(props: { readonly of: Estimate; readonly horizonDays: number }): ReactElement {
  const words = useWords('lifetime-value')
  const formats = useFormats()
  const horizon = useHorizonText()(props.horizonDays)
  const { low, high } = props.of
  if (high === 0) return <>{words('customer.outlook.none', { horizon })}</>
  if (low === 0) return <>{words('customer.outlook.upTo', { count: high, horizon })}</>
  if (low === high) return <>{words('customer.outlook.exactly', { count: high, horizon })}</>
  const range = { low: formats.count(low), high: formats.count(high) }
  return <>{words('customer.outlook.between', { ...range, horizon })}</>
}

function Value(props: { readonly of: Estimate; readonly customer: CustomerAnswer }): ReactElement {
  const words = useWords('lifetime-value')
  const { valueOf, currency } = props.customer
  const text = useQuantityText({ as: 'money', currency })
  const { low, high, mean } = props.of
  const said = { low: text(low), high: text(high), mean: text(mean) }
  if (low === high && low > 0) return <>{words(`customer.outlook.valueSure.${valueOf}`, said)}</>
  return <>{words(`customer.outlook.value.${valueOf}`, said)}</>
}

function Sureness(props: { readonly customer: CustomerAnswer }): ReactElement {
  const words = useWords('lifetime-value')
  const formats = useFormats()
  const { valuePercentile, expectedPurchasesProbability: sure } = props.customer
  return (
    <>
      <Runs customer={props.customer} />{' '}
      {valuePercentile === null || valuePercentile < 0.01
        ? null
        : words('customer.outlook.percentile', {
            share: formats.percent(wholePercent(valuePercentile)),
          })}{' '}
      {sure === null ? null : words('customer.outlook.sure', { share: formats.percent(sure) })}
    </>
  )
}

/** Whether they are still active; of contracts that is known as far as the log goes. */
function Runs(props: { readonly customer: CustomerAnswer }): ReactElement {
  const words = useWords('lifetime-value')
  const formats = useFormats()
  const { log, probabilityActive } = props.customer
  if (probabilityActive === null) return <>{words('cannotTellWhy')}</>
  if (log === 'contracts' && probabilityActive === 1) return <>{words('customer.outlook.runs')}</>
  if (log === 'contracts' && probabilityActive === 0) return <>{words('customer.outlook.ended')}</>
  return <>{words('customer.outlook.active', { share: formats.percent(probabilityActive) })}</>
}

/** Rounded down: nobody is worth more than all. */
function wholePercent(share: number): number {
  return Math.floor(share * 100) / 100
}

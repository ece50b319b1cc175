/** The charts of one customer, apart from the rest so that the page is read before they arrive. */
import type { ReactElement } from 'react'
import { customerActiveChart, customerTimelineChart } from '../charts/customer-timeline.chart.ts'
import { Drawn } from '../charts/drawn.view.tsx'
import type { CustomerAnswer } from '../page-answers.ts'

export default function CustomerCharts(props: { readonly customer: CustomerAnswer }): ReactElement {
  const { timeline, currency } = props.customer
  const told = timeline !== null && timeline.probabilityActive.length > 0
  return (
    <>
      <Drawn chart={customerTimelineChart} data={timeline} currency={currency} />
      <Drawn chart={customerActiveChart} data={told ? timeline : null} currency={currency} />
    </>
  )
}

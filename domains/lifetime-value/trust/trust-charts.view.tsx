/** The charts of the Trust page, apart from the rest so that the words are read before they arrive. */
import type { ReactElement } from 'react'
import { calibrationChart } from '../charts/calibration.chart.ts'
import { Drawn } from '../charts/drawn.view.tsx'
import { frequencyFitChart } from '../charts/frequency-fit.chart.ts'
import type { TrustAnswer } from '../page-answers.ts'
import { pitChart, reliabilityChart } from '../charts/reliability.chart.ts'
import { renewalRatesChart, survivalChart } from '../charts/survival.chart.ts'
import { cumulativeTrackingChart, weeklyTrackingChart } from '../charts/tracking.chart.ts'

export default function TrustCharts(props: { readonly trust: TrustAnswer }): ReactElement {
  const { tracking, frequencyFit, calibration, reliability, survival, currency } = props.trust
  return (
    <>
      <Drawn chart={survivalChart} data={survival} currency={currency} />
      <Drawn chart={renewalRatesChart} data={survival} currency={currency} />
      <Drawn chart={cumulativeTrackingChart} data={tracking} currency={currency} />
      <Drawn chart={weeklyTrackingChart} data={tracking} currency={currency} />
      <Drawn chart={calibrationChart} data={calibration} currency={currency} />
      <Drawn chart={frequencyFitChart} data={frequencyFit} currency={currency} />
      <Drawn chart={reliabilityChart} data={reliability} currency={currency} />
      <Drawn chart={pitChart} data={reliability} currency={currency} />
    </>
  )
}

/** The sentence the page of equity opens with, and its evidence: what the base is worth, and how that came about. */
import { DayText, IntervalBar, Quantity, Range } from '#ui/quantity.tsx'
import { Sentence, useWords } from '#ui/words.tsx'
import type { ReactElement } from 'react'
import styles from '../page/audit.module.css'
import { widestOf } from '../charts/drawn-figure.ts'
import type { BaseValue, DrawnFigure, EquityBridge, EquityDocument } from '../equity.contract.ts'
import { partOf } from './equity-tables.ts'

/** The end that is looked at: of the bridge, or the base as it is where there is no bridge. */
export function EquityOpening(props: {
  readonly equity: EquityDocument
  readonly bridge: EquityBridge | null
}): ReactElement {
  const { equity, bridge } = props
  const value = bridge?.to ?? equity.value
  if (value === null) return <Unvalued equity={equity} />
  return (
    <>
      <Headline {...props} value={value} />
      <Bar value={value} />
      <ul className={styles.evidence}>
        <li>
          <Intervals equity={equity} value={value} />
        </li>
        {bridge === null ? null : <BridgeEvidence bridge={bridge} />}
      </ul>
    </>
  )
}

/** Where no model could be fitted: what is known, and that the rest is not. */
function Unvalued({ equity }: { readonly equity: EquityDocument }): ReactElement {
  return (
    <p className={styles.finding}>
      <Sentence
        from="base-audit"
        name="equity.headline.unvalued"
        values={{ count: equity.customers }}
        parts={{
          customers: <Quantity as="count" value={equity.customers} />,
          day: <DayText of={equity.asOf} />,
        }}
      />
    </p>
  )
}

function Headline(props: {
  readonly equity: EquityDocument
  readonly bridge: EquityBridge | null
  readonly value: BaseValue
}): ReactElement {
  const { equity, bridge, value } = props
  const money = { as: 'money-short', currency: equity.currency } as const
  const customers = bridge?.to.customers ?? equity.customers
  const change = bridge === null ? 0 : value.value - bridge.from.value
  const how = bridge === null ? 'alone' : change < 0 ? 'less' : 'more'
  return (
    <p className={styles.finding}>
      <Sentence
        from="base-audit"
        name={`equity.headline.${how}`}
        values={{ count: customers }}
        parts={{
          customers: <Quantity as="count" value={customers} />,
          value: <Quantity {...money} value={value.value} />,
          change: <Quantity {...money} value={Math.abs(change)} />,
          day: <DayText of={bridge?.to.day ?? equity.asOf} />,
          from: <DayText of={bridge?.from.day ?? equity.asOf} />,
        }}
      />
    </p>
  )
}

function Bar({ value }: { readonly value: BaseValue }): ReactElement {
  const words = useWords('base-audit')
  const { valueBacktestLow: low, valueBacktestHigh: high } = value
  const outer = low === null || high === null ? null : { low, high, label: words('equity.bar.tried') }
  const inner = { low: value.valueLow, high: value.valueHigh, label: words('equity.bar.model') }
  return <IntervalBar mean={value.value} inner={inner} outer={outer} meanLabel={words('equity.bar.best')} />
}

function Intervals(props: { readonly equity: EquityDocument; readonly value: BaseValue }): ReactElement {
  const words = useWords('base-audit')
  const { equity, value } = props
  const money = { as: 'money-short', currency: equity.currency } as const
  const { valueBacktestLow: low, valueBacktestHigh: high } = value
  const days = equity.horizonDays
  const horizon =
    days % 7 === 0 && days >= 28
      ? words('equity.horizon.weeks', { count: days / 7 })
      : words('equity.horizon.days', { count: days })
  return (
    <Sentence
      from="base-audit"
      name={low === null || high === null ? 'equity.intervals.model' : 'equity.intervals.both'}
      values={{ horizon, what: words(`equity.valueOf.${equity.valueOf}`) }}
      parts={{
        low: <Quantity {...money} value={value.valueLow} />,
        high: <Quantity {...money} value={value.valueHigh} />,
        wideLow: <Quantity {...money} value={low ?? value.valueLow} />,
        wideHigh: <Quantity {...money} value={high ?? value.valueHigh} />,
      }}
    />
  )
}

function BridgeEvidence({ bridge }: { readonly bridge: EquityBridge }): ReactElement {
  const money = { as: 'money-short', currency: bridge.currency } as const
  const acquired = partOf(bridge.parts, 'acquired')
  const model = partOf(bridge.parts, 'modelChange')
  const [horizon = 0, discount = 0] = (['horizonMoved', 'discountUnwound'] as const).map(
    (line) => partOf(bridge.parts, line)?.amount.mean ?? 0,
  )
  return (
    <>
      <li>
        <Sentence
          from="base-audit"
          name="equity.evidence.collected"
          parts={{
            collected: <Quantity {...money} value={bridge.collected} />,
            expected: <Quantity {...money} value={bridge.expectedCollected} />,
          }}
        />
      </li>
      <li>
        <News bridge={bridge} />
      </li>
      <li>
        <Sentence
          from="base-audit"
          name={horizon === 0 ? 'equity.evidence.timeEndless' : 'equity.evidence.time'}
          parts={{
            time: <Quantity {...money} value={horizon + discount} />,
            horizon: <Quantity {...money} value={horizon} />,
            discount: <Quantity {...money} value={discount} />,
          }}
        />
      </li>
      {acquired === undefined ? null : (
        <li>
          <Sentence
            from="base-audit"
            name="equity.evidence.acquired"
            values={{ count: acquired.customers ?? 0 }}
            parts={{
              customers: <Quantity as="count" value={acquired.customers ?? 0} />,
              amount: <Quantity {...money} value={acquired.amount.mean} />,
              range: <Ends of={acquired.amount} currency={bridge.currency} />,
            }}
          />
        </li>
      )}
      {model === undefined || model.amount.mean === 0 ? null : (
        <li>
          <Sentence
            from="base-audit"
            name={model.amount.mean < 0 ? 'equity.evidence.modelLess' : 'equity.evidence.modelMore'}
            parts={{
              amount: <Quantity {...money} value={Math.abs(model.amount.mean)} />,
              range: <Ends of={model.amount} currency={bridge.currency} />,
            }}
          />
        </li>
      )}
    </>
  )
}

/** Whether what existing customers did beyond what was expected is more than the doubt about the model. */
function News({ bridge }: { readonly bridge: EquityBridge }): ReactElement {
  const { news, currency } = bridge
  const { low, high } = widestOf(news)
  const isSure = low !== null && high !== null && (low > 0 || high < 0)
  return (
    <Sentence
      from="base-audit"
      name={isSure ? 'equity.evidence.newsSure' : 'equity.evidence.news'}
      parts={{
        amount: <Quantity as="money-short" currency={currency} value={news.mean} />,
        range: <Ends of={news} currency={currency} />,
      }}
    />
  )
}

function Ends(props: { readonly of: DrawnFigure; readonly currency: string | null }): ReactElement | null {
  const words = useWords('base-audit')
  const { low, high } = widestOf(props.of)
  if (low === null || high === null) return <>{words('equity.withoutInterval')}</>
  return <Range as="money-short" currency={props.currency} low={low} high={high} />
}

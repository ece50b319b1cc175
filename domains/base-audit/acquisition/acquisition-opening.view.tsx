/** The sentence the page of acquisition opens with, and its evidence: what a customer costs, and when it is back. */
import { Quantity, Range } from '#ui/quantity.tsx'
import { Sentence, useFormatLocale, useWords } from '#ui/words.tsx'
import type { Words } from '#ui/chart.ts'
import type { ReactElement } from 'react'
import type { AcquisitionChannel, AcquisitionDocument } from '../acquisition.contract.ts'
import { channelName } from './acquisition-tables.ts'
import styles from '../page/audit.module.css'
import { widestOf } from '../charts/drawn-figure.ts'

export interface AcquisitionShown {
  readonly acquisition: AcquisitionDocument
  /** The channel that is looked at, or the business as a whole. */
  readonly shown: AcquisitionChannel
}

export function AcquisitionOpening(props: AcquisitionShown): ReactElement {
  const { shown } = props
  const { months, payback, peakLoss, allowableCost } = shown
  return (
    <>
      <p className={styles.finding}>
        <Headline {...props} />
      </p>
      <ul className={styles.evidence}>
        {payback.state === 'unknown' ? null : (
          <li>
            <Back {...props} />
          </li>
        )}
        {months.length === 0 ? null : (
          <li>
            <Spent {...props} />
          </li>
        )}
        {peakLoss === null ? null : (
          <li>
            <Deepest {...props} />
          </li>
        )}
        {allowableCost === null ? null : (
          <li>
            <Allowable {...props} />
          </li>
        )}
        <Dear {...props} />
        <Keeping {...props} />
      </ul>
    </>
  )
}

function Headline({ acquisition, shown }: AcquisitionShown): ReactElement {
  const words = useWords('base-audit') as unknown as Words
  const { months, costPerCustomer, payback, allowableCost, channel } = shown
  const money = { as: 'money', currency: acquisition.currency } as const
  const of = { of: channelName(channel, words), months: acquisition.monthsAhead }
  if (months.length === 0) {
    if (allowableCost === null) return <>{words('acquisition.headline.nothing', of)}</>
    return (
      <Sentence
        from="base-audit"
        name="acquisition.headline.without"
        values={of}
        parts={{ worth: <Quantity {...money} value={allowableCost.mean} /> }}
      />
    )
  }
  if (costPerCustomer === null || payback.state === 'unknown') {
    const name = costPerCustomer === null ? 'nobody' : 'unknown'
    return (
      <Sentence
        from="base-audit"
        name={`acquisition.headline.${name}`}
        values={of}
        parts={{
          cost: <Quantity {...money} value={shown.cost} />,
          each: <Quantity {...money} value={costPerCustomer ?? 0} />,
        }}
      />
    )
  }
  return (
    <Sentence
      from="base-audit"
      name={payback.month === null ? 'acquisition.headline.beyond' : 'acquisition.headline.reached'}
      values={of}
      parts={{
        each: <Quantity {...money} value={costPerCustomer} />,
        month: <Quantity as="count" value={payback.month ?? 0} />,
      }}
    />
  )
}

/** How sure the month of payback is, and what has been seen of it. */
function Back({ acquisition, shown }: AcquisitionShown): ReactElement {
  const { payback, paybackObserved } = shown
  const name = payback.low === null ? 'never' : payback.high === null ? 'openEnd' : 'between'
  return (
    <>
      <Sentence
        from="base-audit"
        name={`acquisition.back.${name}`}
        values={{ months: acquisition.monthsAhead }}
        parts={{
          low: <Quantity as="count" value={payback.low ?? 0} />,
          high: <Quantity as="count" value={payback.high ?? 0} />,
        }}
      />{' '}
      {paybackObserved === null ? null : (
        <Sentence
          from="base-audit"
          name="acquisition.back.observed"
          parts={{ month: <Quantity as="count" value={paybackObserved} /> }}
        />
      )}
    </>
  )
}

function Spent({ acquisition, shown }: AcquisitionShown): ReactElement {
  const words = useWords('base-audit')
  const money = { as: 'money-short', currency: acquisition.currency } as const
  const { cost, customers, months, collected, value, returnPerCost } = shown
  const range = returnPerCost === null ? null : widestOf(returnPerCost)
  return (
    <>
      <Sentence
        from="base-audit"
        name="acquisition.spent"
        values={{ count: months.length, what: words(`equity.valueOf.${acquisition.valueOf}`) }}
        parts={{
          cost: <Quantity {...money} value={cost} />,
          customers: <Quantity as="count" value={customers} />,
          collected: <Quantity {...money} value={collected} />,
          value: <Quantity {...money} value={value.mean} />,
        }}
      />{' '}
      {returnPerCost === null || range === null || range.low === null || range.high === null ? null : (
        <Sentence
          from="base-audit"
          name="acquisition.return"
          parts={{
            back: <Quantity as="money" currency={acquisition.currency} value={returnPerCost.mean} />,
            one: <Quantity as="money" currency={acquisition.currency} value={1} />,
            range: <Range as="money" currency={acquisition.currency} low={range.low} high={range.high} />,
          }}
        />
      )}
    </>
  )
}

function Deepest({ acquisition, shown }: AcquisitionShown): ReactElement | null {
  const monthText = useMonthText()
  const { peakLoss, breakEven } = shown
  if (peakLoss === null) return null
  const name = breakEven === null ? 'never' : breakEven.expected ? 'expected' : 'known'
  return (
    <Sentence
      from="base-audit"
      name={`acquisition.deepest.${name}`}
      values={{ even: monthText(breakEven?.month ?? peakLoss.month), month: monthText(peakLoss.month) }}
      parts={{
        amount: <Quantity as="money-short" currency={acquisition.currency} value={-peakLoss.amount} />,
      }}
    />
  )
}

function Allowable({ acquisition, shown }: AcquisitionShown): ReactElement | null {
  const words = useWords('base-audit')
  const { allowableCost, months } = shown
  if (allowableCost === null) return null
  const { low, high } = widestOf(allowableCost)
  const money = { as: 'money', currency: acquisition.currency } as const
  if (months.length === 0 && low === null) return <>{words('acquisition.unsure')}</>
  // Without costs the opening sentence has said the rest.
  const told = months.length === 0 ? 'allowableRange' : low === null ? 'allowablePlain' : 'allowable'
  return (
    <Sentence
      from="base-audit"
      name={`acquisition.${told}`}
      parts={{
        worth: <Quantity {...money} value={allowableCost.mean} />,
        range: <Range {...money} low={low ?? allowableCost.mean} high={high ?? allowableCost.mean} />,
      }}
    />
  )
}

/** Channels whose customers cost more than they are expected to bring. */
function Dear({ acquisition, shown }: AcquisitionShown): ReactElement | null {
  const words = useWords('base-audit') as unknown as Words
  const locale = useFormatLocale()
  const dear = acquisition.channels.filter(
    ({ costPerCustomer, allowableCost }) =>
      costPerCustomer !== null && allowableCost !== null && costPerCustomer > allowableCost.mean,
  )
  if (shown.channel !== null || dear.length === 0) return null
  const list = new Intl.ListFormat(locale, { type: 'conjunction' })
  const channels = list.format(dear.map(({ channel }) => channelName(channel, words)))
  return <li>{words('acquisition.dear', { count: dear.length, channels })}</li>
}

function Keeping({ acquisition, shown }: AcquisitionShown): ReactElement | null {
  const { keeping, winning, currency } = acquisition
  if (keeping === null || shown.channel !== null) return null
  const money = { as: 'money', currency } as const
  const name =
    (winning?.costPerCustomer ?? null) === null ? 'acquisition.keepingAlone' : 'acquisition.keeping'
  return (
    <li>
      <Sentence
        from="base-audit"
        name={name}
        values={{ count: keeping.months }}
        parts={{
          winning: <Quantity {...money} value={winning?.costPerCustomer ?? 0} />,
          keeping: <Quantity {...money} value={keeping.costPerCustomer ?? 0} />,
          customers: <Quantity as="count" value={keeping.customers} />,
          worth: (
            <Quantity {...money} value={keeping.customers === 0 ? 0 : keeping.value / keeping.customers} />
          ),
        }}
      />
    </li>
  )
}

function useMonthText(): (month: string) => string {
  const locale = useFormatLocale()
  const format = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' })
  return (month) => format.format(new Date(`${month}-15T12:00:00Z`))
}

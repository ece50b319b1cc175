/** The figures under the opening sentence. */
import { DayText, Quantity, Range } from '#ui/quantity.tsx'
import { Facts, type Fact } from '#ui/page.tsx'
import { Sentence, useFormats, useWords } from '#ui/words.tsx'
import type { ReactElement } from 'react'
import { isNobodyTold } from '../refresh/everybody-active.ts'
import type { BaseAnswer, ValuedBase } from '../page-answers.ts'
import { useHorizonText } from '../horizon.view.tsx'

export function BaseFacts(props: { readonly base: BaseAnswer }): ReactElement {
  const words = useWords('lifetime-value')
  const expected = useExpectedFacts(props.base)
  const contracts = useContractFacts(props.base)
  const { base } = props
  return (
    <Facts
      of={[
        {
          name: words('base.facts.customers'),
          value: <Quantity as="count" value={base.customers} />,
          note: <Heard base={base} />,
        },
        ...contracts,
        ...expected,
        {
          name: words('base.facts.spend'),
          value: <Quantity as="money-short" currency={base.currency} value={base.spend} />,
          note: <Span base={base} />,
        },
        {
          name: words('base.facts.basis'),
          value: words(`valueOf.${base.valueOf}`),
          note: <Basis base={base} />,
        },
      ]}
    />
  )
}

/** What is known of contracts without any model. */
function useContractFacts({ contracts }: BaseAnswer): readonly Fact[] {
  const words = useWords('lifetime-value')
  if (contracts === null) return []
  const { period, running, renewalsDue, renewalsMade } = contracts
  const every = words(`contracts.period.${period}`)
  return [
    {
      name: words('contracts.facts.contracts'),
      value: <Quantity as="count" value={contracts.contracts} />,
      note: words('contracts.facts.running', { count: running }),
    },
    ...(renewalsDue === 0
      ? []
      : [
          {
            name: words('contracts.facts.rate'),
            value: <Quantity as="percent" value={renewalsMade / renewalsDue} />,
            note: words('contracts.facts.rateNote', { count: renewalsDue, period: every }),
          },
        ]),
  ]
}

/** The figures that only a model gives; none where none could be fitted. */
function useExpectedFacts(base: BaseAnswer): readonly Fact[] {
  const words = useWords('lifetime-value')
  const { totals, currency } = base
  if (totals === null) return []
  const valued = { base, totals }
  return [
    {
      name: words('base.facts.active'),
      value: isNobodyTold(base) ? '–' : <Quantity as="count" value={totals.active} />,
      note: <ActiveNote {...valued} />,
    },
    {
      name: words('base.facts.purchases'),
      value: <Quantity as="estimate" value={totals.expectedPurchases} />,
      note: <PurchasesRange {...valued} />,
    },
    {
      name: words('base.facts.each'),
      value: <Quantity as="money" currency={currency} value={totals.value / base.customers} />,
    },
  ]
}

function Heard(props: { readonly base: BaseAnswer }): ReactElement {
  return (
    <Sentence
      from="lifetime-value"
      name="base.facts.heard"
      parts={{ heard: <Quantity as="count" value={props.base.customersHeard} /> }}
    />
  )
}

function ActiveNote(props: ValuedBase): ReactElement {
  const words = useWords('lifetime-value')
  const formats = useFormats()
  const { totals } = props
  const { customers } = props.base
  const told = customers - totals.activeCannotTell
  if (told === 0) return <>{words('base.facts.activeCannotTell', { count: totals.activeCannotTell })}</>
  const share = formats.percent(totals.active / told)
  if (totals.activeCannotTell === 0) return <>{words('base.facts.activeNote', { share })}</>
  return (
    <>
      {words('base.facts.activeTold', { share })};{' '}
      {words('base.facts.activeCannotTell', { count: totals.activeCannotTell })}
    </>
  )
}

function PurchasesRange(props: ValuedBase): ReactElement {
  const { totals } = props
  return (
    <Range
      as="estimate"
      low={totals.expectedPurchasesBacktestLow ?? totals.expectedPurchasesLow}
      high={totals.expectedPurchasesBacktestHigh ?? totals.expectedPurchasesHigh}
    />
  )
}

function Span(props: { readonly base: BaseAnswer }): ReactElement {
  const { firstDay, asOf } = props.base
  return (
    <Sentence
      from="lifetime-value"
      name="base.facts.spendNote"
      parts={{ first: <DayText of={firstDay} />, last: <DayText of={asOf} /> }}
    />
  )
}

function Basis(props: { readonly base: BaseAnswer }): ReactElement {
  const words = useWords('lifetime-value')
  const formats = useFormats()
  const horizonText = useHorizonText()
  const { base } = props
  const note = words('base.facts.basisNote', {
    horizon: horizonText(base.horizonDays),
    rate: formats.percent(base.discountRatePerYear),
  })
  if (base.margin === null) return <>{note}</>
  return (
    <>
      {words('base.facts.marginNote', { margin: formats.percent(base.margin) })}; {note}
    </>
  )
}

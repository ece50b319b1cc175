/** Figures on a page: written for the reader's language, with the exact number kept beside the text. */
import type { Day } from '#kernel/time.ts'
import type { CSSProperties, ReactElement } from 'react'
import styles from './quantity.module.css'
import { useFormats, useWords } from './words.tsx'

/** How a figure is written. */
export type QuantityKind = 'count' | 'estimate' | 'percent' | 'money' | 'money-short'

/** A figure, or a range of figures. */
export interface QuantityProps {
  readonly as: QuantityKind
  /** For money; null where the data name no currency. */
  readonly currency?: string | null
}

/** Writes figures of one kind as text. */
export function useQuantityText(props: QuantityProps): (value: number) => string {
  const formats = useFormats()
  const currency = props.currency ?? null
  switch (props.as) {
    case 'count':
      return formats.count
    case 'estimate':
      return formats.estimate
    case 'percent':
      return formats.percent
    case 'money':
      return (value) => formats.money(value, currency)
    case 'money-short':
      return (value) => formats.moneyShort(value, currency)
  }
}

/** One figure; the exact number is the element's machine-readable value. */
export function Quantity(props: QuantityProps & { readonly value: number }): ReactElement {
  const text = useQuantityText(props)
  return (
    <data value={props.value} title={String(props.value)}>
      <bdi>{text(props.value)}</bdi>
    </data>
  )
}

/** From a low to a high figure. */
export function Range(props: QuantityProps & { readonly low: number; readonly high: number }): ReactElement {
  const words = useWords('ui')
  const text = useQuantityText(props)
  const said = { low: text(props.low), high: text(props.high) }
  return (
    <span className={styles.range} title={words('interval.label', said)}>
      {words('interval.range', said)}
    </span>
  )
}

/** A calendar day. */
export function DayText(props: { readonly of: Day }): ReactElement {
  const formats = useFormats()
  return <time dateTime={props.of}>{formats.day(props.of)}</time>
}

/** A moment, to the minute, in the reader's zone. */
export function MomentText(props: { readonly of: string }): ReactElement {
  const formats = useFormats()
  return <time dateTime={props.of}>{formats.moment(props.of)}</time>
}

/** A range and what it is called. */
export interface LabelledRange {
  readonly low: number
  readonly high: number
  readonly label: string
}

/**
 * An interval drawn as a bar from zero: the wide one behind the narrow one, with a mark at the mean. Hidden from those
 * who listen: the words beside it say the same.
 */
export function IntervalBar(props: {
  readonly mean: number
  readonly meanLabel: string
  readonly inner: LabelledRange
  readonly outer: LabelledRange | null
}): ReactElement {
  const { mean, meanLabel, inner, outer } = props
  const end = Math.max(outer?.high ?? 0, inner.high, mean) * 1.05 || 1
  const band = ({ low, high }: LabelledRange) =>
    ({ '--from': Math.max(0, low) / end, '--to': high / end }) as CSSProperties
  return (
    <div aria-hidden>
      <div className={styles.bar}>
        <span className={styles.track} />
        {outer === null ? null : <span className={styles.outer} style={band(outer)} />}
        <span className={styles.inner} style={band(inner)} />
        <span className={styles.mark} style={{ '--at': mean / end } as CSSProperties} />
      </div>
      <div className={styles.key}>
        {outer === null ? null : <span data-of="outer">{outer.label}</span>}
        <span data-of="inner">{inner.label}</span>
        <span data-of="mark">{meanLabel}</span>
      </div>
    </div>
  )
}

/** What all charts share: margins, axes that mirror, ticks that fit, and numbers in the reader's language. */
import { text, type Markish, type PlotOptions, type ScaleOptions } from '@observablehq/plot'
import type { ChartFrame } from './chart.ts'
import { type Formats, formatsOf } from './format.ts'

const dayMs = 86_400_000

/** A drawing before it is fitted into its frame. */
export interface Drawing {
  readonly x: ScaleOptions
  readonly y: ScaleOptions
  readonly marks: readonly Markish[]
  /** Height over width, for charts that are not of the usual shape. */
  readonly aspect?: number
  /** Room for the labels of the y axis, in CSS pixels. */
  readonly labels?: number
  readonly more?: PlotOptions
}

/** Fits a drawing into its frame; in a right-to-left page the x axis runs leftwards and the y axis stands right. */
export function fitted(frame: ChartFrame, drawing: Drawing): PlotOptions {
  const mirrored = frame.direction === 'rtl'
  const [labels, room] = [drawing.labels ?? 46, 18]
  return {
    className: 'chart',
    width: frame.width,
    height: Math.round(frame.width * (drawing.aspect ?? (frame.width < 480 ? 0.72 : 0.46))),
    marginTop: 30,
    marginBottom: 44,
    marginLeft: mirrored ? room : labels,
    marginRight: mirrored ? labels : room,
    x: { labelArrow: 'none', labelAnchor: 'center', tickSize: 4, ...drawing.x, reverse: mirrored },
    y: {
      labelArrow: 'none',
      axis: mirrored ? 'right' : 'left',
      tickSize: 0,
      grid: true,
      nice: 5,
      ticks: 5,
      labelAnchor: 'top',
      ...drawing.y,
    },
    ...drawing.more,
    marks: [...drawing.marks],
  }
}

/** Which end of a text is where reading starts. */
export function startAnchor(frame: ChartFrame): 'start' | 'end' {
  return frame.direction === 'rtl' ? 'end' : 'start'
}

/** Text above the picture, at the end of its x axis. */
export function noteAtEnd(frame: ChartFrame, note: string): Markish {
  const mirrored = frame.direction === 'rtl'
  return text([note], {
    text: (words: string) => words,
    frameAnchor: mirrored ? 'top-left' : 'top-right',
    textAnchor: mirrored ? 'start' : 'end',
    dy: -16,
    fill: 'currentColor',
  })
}

/** Numbers on an axis: short, so that they fit beside it. */
export function axisNumber(frame: ChartFrame): (value: number) => string {
  const plain = new Intl.NumberFormat(frame.locale, { maximumFractionDigits: 2 })
  const compact = new Intl.NumberFormat(frame.locale, { notation: 'compact', maximumSignificantDigits: 3 })
  return (value) => (Math.abs(value) < 10_000 ? plain : compact).format(value)
}

/** Shares on an axis. */
export function axisPercent(frame: ChartFrame): (value: number) => string {
  const percent = new Intl.NumberFormat(frame.locale, { style: 'percent', maximumFractionDigits: 0 })
  return (value) => percent.format(value)
}

/** Money on an axis, shortened to `digits` that mean something. */
export function axisMoney(frame: ChartFrame, digits = 3): (value: number) => string {
  const { locale, currency } = frame
  const style: Intl.NumberFormatOptions =
    currency === null ? {} : { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }
  const short = { ...style, notation: 'compact', maximumSignificantDigits: digits } as const
  const format = new Intl.NumberFormat(locale, short)
  return (value) => format.format(value)
}

/** A time axis whose ticks fit: firsts of months, or days where the whole is shorter than a season. */
export function timeAxis(frame: ChartFrame, from: Date, to: Date): ScaleOptions {
  const brief = to.getTime() - from.getTime() < 120 * dayMs
  const form: Intl.DateTimeFormatOptions = brief
    ? { day: 'numeric', month: 'short' }
    : { month: 'short', year: 'numeric' }
  const format = new Intl.DateTimeFormat(frame.locale, { ...form, timeZone: 'UTC' })
  const room = Math.max(2, Math.floor((frame.width - 64) / 72))
  return {
    type: 'utc',
    domain: [from, to],
    ticks: [...(brief ? dayTicks(from, to, room) : monthTicks(from, to, room))],
    tickFormat: (date: Date) => format.format(date),
  }
}

function dayTicks(from: Date, to: Date, room: number): readonly Date[] {
  const step = Math.max(1, Math.ceil((to.getTime() - from.getTime()) / dayMs / room))
  const ticks: Date[] = []
  for (let at = from.getTime(); at <= to.getTime(); at += step * dayMs) ticks.push(new Date(at))
  return ticks
}

function monthTicks(from: Date, to: Date, room: number): readonly Date[] {
  const first = 12 * from.getUTCFullYear() + from.getUTCMonth() + 1
  const last = 12 * to.getUTCFullYear() + to.getUTCMonth()
  const step = [1, 2, 3, 6, 12, 24, 60, 120].find((months) => (last - first + 1) / months <= room) ?? 240
  const ticks: Date[] = []
  for (let month = Math.ceil(first / step) * step; month <= last; month += step)
    ticks.push(new Date(Date.UTC(Math.floor(month / 12), month % 12, 1, 12)))
  return ticks
}

/** Every nth of `all`, so that about one label in `pixels` remains. */
export function thinned<T>(frame: ChartFrame, all: readonly T[], pixels: number): readonly T[] {
  const step = Math.max(1, Math.ceil((all.length * pixels) / Math.max(1, frame.width - 64)))
  return all.filter((_, place) => place % step === 0)
}

/** A calendar day as Plot wants it: noon, so that no zone moves it. */
export function dateOf(day: string): Date {
  return new Date(`${day}T12:00:00Z`)
}

/** Formats of the frame's language. */
export function formatsFor(frame: ChartFrame): Formats {
  return formatsOf(frame.locale)
}

/** Cost of acquisition against what the customers won bring: pure, from sums by channel and month. */
import { addDays, days, type Day } from '#kernel/time.ts'
import { allChannels } from './acquisition-costs.ts'
import type { AcquisitionRows } from './acquisition.query.ts'
import { breakEvenPlace, cumulativeCash, lowestPoint } from './cash-curve.ts'
import type { AcquisitionChannel, AcquisitionMonth, Cost, Payback } from '../acquisition.contract.ts'
import type { DrawnFigure, EquityFinding } from '../equity.contract.ts'
import { monthsAhead, type NewcomerGroup } from '../equity/newcomers.ts'
import { firstDayOf, monthOf } from '../period.ts'

/** What stands against the costs. */
export interface AcquisitionGround {
  readonly asOf: Day
  readonly rows: AcquisitionRows
  /** Channels of the log, by the code under which the rows know them. */
  readonly channels: readonly { readonly code: number; readonly name: string }[]
  readonly newcomers: {
    /** Null where no model can tell of them. */
    readonly whole: NewcomerGroup | null
    /** Those that were looked at by themselves. */
    readonly byChannel: ReadonlyMap<number, NewcomerGroup>
  }
}

/** The business as a whole, its channels, and what is to be known of them. */
export interface AcquisitionResult {
  readonly whole: AcquisitionChannel
  readonly channels: readonly AcquisitionChannel[]
  readonly findings: readonly EquityFinding[]
}

/** Holds costs of winning against the customers won in the same months by the same channels. */
export function acquisition(ground: AcquisitionGround, costs: readonly Cost[]): AcquisitionResult {
  const last = monthOf(ground.asOf)
  const winning = costs.filter(({ purpose }) => purpose === 'winning')
  const known = winning.filter(({ month }) => numberOfMonth(month) <= last)
  const named = channelsOf(ground, known)
  const channels = named
    .map(({ name, code }) => {
      const own = known.filter((cost) => sameName(cost.channel, name))
      const next = code === null ? undefined : ground.newcomers.byChannel.get(code)
      return channelOf(ground, {
        name,
        costs: own,
        isOf: (channel) => channel === code,
        next: code === null ? null : (next ?? wholeInstead(ground)),
      })
    })
    .toSorted((a, b) => b.cost - a.cost || b.customers - a.customers)
  const whole = channelOf(ground, {
    name: null,
    costs: known,
    isOf: () => true,
    next: ground.newcomers.whole,
  })
  return { whole, channels, findings: findingsOf(ground, { costs: winning, known, channels, whole }) }
}

/** A channel that was not looked at by itself is told by the base as a whole. */
function wholeInstead({ newcomers: { whole } }: AcquisitionGround): NewcomerGroup | null {
  return whole === null ? null : { ...whole, ownModel: false }
}

/** Channels of the log and of the costs, each once. */
function channelsOf(
  { channels }: AcquisitionGround,
  costs: readonly Cost[],
): readonly { readonly name: string; readonly code: number | null }[] {
  const others = new Map<string, string>()
  for (const { channel } of costs) {
    const isKnown = channel === allChannels || channels.some(({ name }) => sameName(name, channel))
    if (!isKnown) others.set(channel.toLowerCase(), channel)
  }
  return [...channels, ...[...others.values()].map((name) => ({ name, code: null }))]
}

interface ChannelParts {
  readonly name: string | null
  readonly costs: readonly Cost[]
  readonly isOf: (channel: number) => boolean
  /** Null where the log knows nobody of it. */
  readonly next: NewcomerGroup | null
}

function channelOf(ground: AcquisitionGround, parts: ChannelParts): AcquisitionChannel {
  const { name, next } = parts
  const months = monthsOf(ground, parts)
  const total = (of: (month: AcquisitionMonth) => number) => months.reduce((sum, month) => sum + of(month), 0)
  const cost = total((month) => month.cost)
  const customers = total((month) => month.customers)
  const collected = total((month) => month.collected)
  const value = scaled(
    next?.valueShare,
    total((month) => month.value),
  )
  const costPerCustomer = customers > 0 ? cost / customers : null
  const observed = observedOf(ground, parts)
  const cash = cashOf(ground, { ...parts, months, value: value.mean })
  const reached = observed.find(({ amount }) => costPerCustomer !== null && amount >= costPerCustomer)
  return {
    channel: name,
    months,
    cost,
    customers,
    costPerCustomer,
    collected,
    value,
    net: shifted(value, collected - cost),
    returnPerCost: cost > 0 ? divided(shifted(value, collected), cost) : null,
    allowableCost: next?.allowableCost ?? null,
    ownModel: next?.ownModel ?? false,
    expected: (next?.expected ?? []).map((amount, place) => ({ month: place + 1, amount })),
    observed,
    payback: paybackOf(next?.discounted ?? [], costPerCustomer),
    paybackUndiscounted: paybackOf(next?.expected ?? [], costPerCustomer),
    paybackObserved: reached?.month ?? null,
    ...cash,
  }
}

/** Months with costs, also of zero. */
function monthsOf({ rows }: AcquisitionGround, { costs, isOf }: ChannelParts): AcquisitionMonth[] {
  const byMonth = Map.groupBy(costs, ({ month }) => month)
  return [...byMonth.keys()].toSorted().map((month) => {
    const number = numberOfMonth(month)
    const cohorts = rows.cohorts.filter(({ channel, cohort }) => cohort === number && isOf(channel))
    const paid = rows.cash.filter(({ channel, cohort }) => cohort === number && isOf(channel))
    const customers = cohorts.reduce((sum, one) => sum + one.customers, 0)
    const cost = (byMonth.get(month) ?? []).reduce((sum, { amount }) => sum + amount, 0)
    return {
      month,
      cost,
      customers,
      costPerCustomer: customers > 0 ? cost / customers : null,
      collected: paid.reduce((sum, one) => sum + one.collected, 0),
      value: cohorts.reduce((sum, one) => sum + one.value, 0),
    }
  })
}

/** What customers brought by the end of each month of their age: ratios of totals over those who have lived it. */
function observedOf({ rows }: AcquisitionGround, { isOf }: ChannelParts): AcquisitionChannel['observed'] {
  const byMonth = Map.groupBy(
    rows.ages.filter(({ channel }) => isOf(channel)),
    ({ month }) => month,
  )
  let amount = 0
  return [...byMonth.keys()]
    .toSorted((a, b) => a - b)
    .map((month) => {
      const ages = byMonth.get(month) ?? []
      const customers = ages.reduce((sum, one) => sum + one.customers, 0)
      amount += ages.reduce((sum, one) => sum + one.collected, 0) / customers
      return { month, amount, customers }
    })
}

/**
 * Curves only rise: money is back by a month in four fifths of cases where the lower end of the curve there reaches the
 * cost, so that the ends of the payback are where the upper and the lower curve cross it.
 */
function paybackOf(curve: readonly DrawnFigure[], cost: number | null): Payback {
  if (cost === null || curve.length === 0) return { state: 'unknown', month: null, low: null, high: null }
  const reached = (end: (figure: DrawnFigure) => number | null) => {
    const place = curve.findIndex((figure) => (end(figure) ?? -Infinity) >= cost)
    return place < 0 ? null : place + 1
  }
  const month = reached(({ mean }) => mean)
  return {
    state: month === null ? 'beyond' : 'reached',
    month,
    low: reached(({ high, backtestHigh }) => backtestHigh ?? high),
    high: reached(({ low, backtestLow }) => backtestLow ?? low),
  }
}

/** Costs and money month by month, from the first cost on, and what is still to come. */
function cashOf(
  { asOf, rows }: AcquisitionGround,
  of: ChannelParts & { readonly months: readonly AcquisitionMonth[]; readonly value: number },
): Pick<AcquisitionChannel, 'cash' | 'peakLoss' | 'breakEven'> {
  const { months, isOf, next, value } = of
  const [first] = months
  if (first === undefined) return { cash: [], peakLoss: null, breakEven: null }
  const last = monthOf(asOf)
  const start = numberOfMonth(first.month)
  const won = new Set(months.map(({ month }) => numberOfMonth(month)))
  const paid = rows.cash.filter(({ channel, cohort }) => won.has(cohort) && isOf(channel))
  const byMonth = Map.groupBy(paid, ({ month }) => month)
  const costOf = new Map(months.map(({ month, cost }) => [month, cost]))
  const flows = Array.from({ length: last - start + 1 + monthsAhead }, (_, place) => {
    const number = start + place
    const month = firstDayOf(number).slice(0, 7)
    const ahead = number - last
    const expected = ahead > 0
    const collected = expected
      ? value * ((next?.ahead[ahead - 1] ?? 0) - (next?.ahead[ahead - 2] ?? 0))
      : (byMonth.get(number) ?? []).reduce((sum, one) => sum + one.collected, 0)
    return { month, cost: costOf.get(month) ?? 0, collected, expected }
  })
  const cumulative = cumulativeCash(flows.map(({ cost, collected }) => collected - cost))
  const lowest = lowestPoint(cumulative)
  const even = breakEvenPlace(cumulative)
  const at = (place: number) => flows[place] ?? { month: first.month, expected: false }
  return {
    cash: flows.map((flow, place) => ({ ...flow, cumulative: cumulative[place] ?? 0 })),
    peakLoss: lowest === null ? null : { month: at(lowest.place).month, amount: lowest.amount },
    breakEven: even < 0 ? null : { month: at(even).month, expected: at(even).expected },
  }
}

function findingsOf(
  ground: AcquisitionGround,
  of: {
    readonly costs: readonly Cost[]
    readonly known: readonly Cost[]
    readonly channels: readonly AcquisitionChannel[]
    readonly whole: AcquisitionChannel
  },
): readonly EquityFinding[] {
  const { costs, known, channels, whole } = of
  const found: EquityFinding[] = []
  const say = (code: EquityFinding['code'], values: EquityFinding['values'] = {}) =>
    found.push({ code, values })
  if (costs.length === 0) say('costs-absent')
  if (ground.channels.length === 0) say('channels-absent')
  const later = costs.filter((cost) => !known.includes(cost))
  if (later.length > 0) {
    const months = new Set(later.map(({ month }) => month)).size
    say('costs-after-as-of', { months, cost: later.reduce((sum, { amount }) => sum + amount, 0) })
  }
  for (const { channel, months, cost, customers } of channels) {
    if (channel === null || months.length === 0) continue
    const empty = months.filter((month) => month.customers === 0 && month.cost > 0)
    if (customers === 0) say('channel-without-customers', { channel, cost })
    else if (empty.length > 0) {
      const lost = empty.reduce((sum, month) => sum + month.cost, 0)
      say('months-without-customers', { channel, months: empty.length, cost: lost })
    }
  }
  const silent =
    channels.length === 0 ? whole.months.filter((month) => month.customers === 0 && month.cost > 0) : []
  if (silent.length > 0) {
    const lost = silent.reduce((sum, month) => sum + month.cost, 0)
    say('months-without-customers', { channel: '', months: silent.length, cost: lost })
  }
  const everybody = ground.rows.cohorts.reduce((sum, { customers }) => sum + customers, 0)
  if (known.length > 0 && everybody > whole.customers) {
    say('customers-without-costs', { customers: everybody - whole.customers })
  }
  const lastMonth = ground.asOf.slice(0, 7)
  const isOver = monthOf(ground.asOf) < monthOf(dayAfter(ground.asOf))
  if (!isOver && known.some(({ month }) => month === lastMonth)) {
    say('month-not-over', { month: lastMonth, day: ground.asOf })
  }
  for (const { code, name } of ground.channels) {
    const next = ground.newcomers.byChannel.get(code)
    if (next?.ownModel === false) say('channel-model-absent', { channel: name, customers: next.returned })
  }
  return found
}

function dayAfter(day: Day): Day {
  return addDays(day, days(1))
}

function sameName(left: string, right: string): boolean {
  return left.trim().toLowerCase() === right.trim().toLowerCase()
}

function numberOfMonth(month: string): number {
  return 12 * (Number(month.slice(0, 4)) - 1970) + Number(month.slice(5, 7)) - 1
}

const none: DrawnFigure = { mean: 0, low: null, high: null, backtestLow: null, backtestHigh: null }

function changed(figure: DrawnFigure, change: (value: number) => number): DrawnFigure {
  const end = (value: number | null) => (value === null ? null : change(value))
  const { mean, low, high, backtestLow, backtestHigh } = figure
  return {
    mean: change(mean),
    low: end(low),
    high: end(high),
    backtestLow: end(backtestLow),
    backtestHigh: end(backtestHigh),
  }
}

function scaled(share: DrawnFigure | undefined, by: number): DrawnFigure {
  return share === undefined ? { ...none, mean: by } : changed(share, (value) => value * by)
}

function shifted(figure: DrawnFigure, by: number): DrawnFigure {
  return changed(figure, (value) => value + by)
}

function divided(figure: DrawnFigure, by: number): DrawnFigure {
  return changed(figure, (value) => value / by)
}

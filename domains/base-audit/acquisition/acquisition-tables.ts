/** Documents of acquisition as plain tables: what stands behind the figures. */
import type { Words } from '#ui/chart.ts'
import { allChannels } from './acquisition-costs.ts'
import type { AcquisitionChannel } from '../acquisition.contract.ts'
import type { AnyRow, TableColumn } from '../tables/audit-cell.ts'
import { endsOf, figureColumns } from '../equity/equity-tables.ts'

export const cashColumns: readonly TableColumn[] = [
  { name: 'month', unit: 'period' },
  { name: 'cost', unit: 'money' },
  { name: 'collected', unit: 'money' },
  { name: 'cumulative', unit: 'money' },
  { name: 'expected', unit: 'flag' },
]

/** Money out and in, month by month. */
export function cashRows({ cash }: AcquisitionChannel): readonly AnyRow[] {
  return cash
}

export const curveColumns: readonly TableColumn[] = [
  { name: 'monthOfAge', unit: 'count' },
  { name: 'expectedMoney', unit: 'money' },
  ...figureColumns,
  { name: 'observedMoney', unit: 'money' },
  { name: 'customers', unit: 'count' },
]

/** What one customer brings by the end of each month since the first purchase: as expected, and as it came. */
export function curveRows({ expected, observed }: AcquisitionChannel): readonly AnyRow[] {
  const came = new Map(observed.map((one) => [one.month, one]))
  return expected.map(({ month, amount }) => ({
    monthOfAge: month,
    expectedMoney: amount.mean,
    ...endsOf(amount),
    observedMoney: came.get(month)?.amount ?? null,
    customers: came.get(month)?.customers ?? null,
  }))
}

export const monthColumns: readonly TableColumn[] = [
  { name: 'month', unit: 'period' },
  { name: 'cost', unit: 'money' },
  { name: 'customers', unit: 'count' },
  { name: 'costPerCustomer', unit: 'money' },
  { name: 'collected', unit: 'money' },
  { name: 'expectedValue', unit: 'money' },
]

/** Months with costs, and the customers won in them. */
export function monthRows({ months }: AcquisitionChannel): readonly AnyRow[] {
  return months.map(({ value, ...month }) => ({ ...month, expectedValue: value }))
}

export const channelColumns: readonly TableColumn[] = [
  { name: 'channel', unit: 'text' },
  { name: 'cost', unit: 'money' },
  { name: 'customers', unit: 'count' },
  { name: 'costPerCustomer', unit: 'money' },
  { name: 'allowable', unit: 'money' },
  { name: 'allowableLow', unit: 'money' },
  { name: 'allowableHigh', unit: 'money' },
  { name: 'collected', unit: 'money' },
  { name: 'expectedValue', unit: 'money' },
  { name: 'net', unit: 'money' },
  { name: 'returnPerCost', unit: 'ratio' },
  { name: 'paybackMonth', unit: 'count' },
  { name: 'paybackLow', unit: 'count' },
  { name: 'paybackHigh', unit: 'count' },
  { name: 'peakLoss', unit: 'money' },
  { name: 'ownModel', unit: 'flag' },
]

/** Channels beside each other, the business as a whole last. */
export function channelRows(channels: readonly AcquisitionChannel[], words: Words): readonly AnyRow[] {
  return channels.map((one) => {
    const { allowableCost, payback } = one
    return {
      channel: channelName(one.channel, words),
      cost: one.cost,
      customers: one.customers,
      costPerCustomer: one.costPerCustomer,
      allowable: allowableCost?.mean ?? null,
      allowableLow: allowableCost?.backtestLow ?? allowableCost?.low ?? null,
      allowableHigh: allowableCost?.backtestHigh ?? allowableCost?.high ?? null,
      collected: one.collected,
      expectedValue: one.value.mean,
      net: one.net.mean,
      returnPerCost: one.returnPerCost?.mean ?? null,
      paybackMonth: payback.month,
      paybackLow: payback.low,
      paybackHigh: payback.high,
      peakLoss: one.peakLoss?.amount ?? null,
      ownModel: one.ownModel,
    }
  })
}

/** A channel as the log names it; the whole, and what no channel bears alone, in words. */
export function channelName(channel: string | null, words: Words): string {
  return channel === null || channel === allChannels ? words('acquisition.whole') : channel
}

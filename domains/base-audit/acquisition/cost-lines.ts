/** Lines of costs as a person fills them in. */
import type { Cost, CostPurpose } from '../acquisition.contract.ts'

/** A line, as it is written so far. */
export interface CostLine {
  /** Tells it from the others of the form. */
  readonly key: number
  readonly month: string
  readonly channel: string
  readonly amount: string
  readonly purpose: CostPurpose
}

/** What keeps a line from being a cost. */
export type LineProblem = 'month' | 'channel' | 'amount'

/** The line that follows another: the same channel a month later, its cost still to be told. */
export function nextLine({ key, month, channel, purpose }: CostLine): CostLine {
  return { key: key + 1, month: monthAfter(month), channel, amount: '', purpose }
}

/** What is wrong with a line, in the order of its fields. */
export function problemsOf(line: CostLine): readonly LineProblem[] {
  const problems: readonly (readonly [LineProblem, boolean])[] = [
    ['month', /^\d{4}-(0[1-9]|1[0-2])$/.test(line.month)],
    ['channel', line.channel.trim() !== ''],
    ['amount', /^\d{1,14}(\.\d{1,4})?$/.test(line.amount.trim())],
  ]
  return problems.filter(([, isRight]) => !isRight).map(([problem]) => problem)
}

/** Costs of lines without problems. */
export function costsOf(lines: readonly CostLine[]): Cost[] {
  return lines.map(({ month, channel, amount, purpose }) => ({
    month,
    channel: channel.trim(),
    amount: Number(amount.trim()),
    purpose,
  }))
}

function monthAfter(month: string): string {
  const found = /^(\d{4})-(\d{2})$/.exec(month)
  if (found === null) return month
  const number = 12 * Number(found[1]) + Number(found[2])
  return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`
}

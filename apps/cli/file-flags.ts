/** Options of a command that reads a file, told apart: how it is written, and how it is read and valued. */
import type { Overrides } from '#history/history.contract.ts'
import type { ImportOptions } from '#history/import-options.contract.ts'

/** Only what was said is in the parts. */
export function partsOf(flags: Overrides & ImportOptions): {
  readonly overrides: Overrides
  readonly options: ImportOptions
} {
  const { currency, dropDuplicates, timeZone, margin, horizon, discount, model, unit, until, origin } = flags
  const options = {
    currency,
    dropDuplicates,
    timeZone,
    margin,
    horizon,
    discount,
    model,
    unit,
    until,
    origin,
  }
  const {
    customer,
    date,
    amount,
    quantity,
    unitPrice,
    currencyColumn,
    order,
    product,
    channel,
    country,
    family,
  } = flags
  const { refund, marginColumn, unitCost, dateFormat, delimiter, header, encoding, decimal } = flags
  const columns = {
    customer,
    date,
    amount,
    quantity,
    unitPrice,
    currencyColumn,
    order,
    product,
    channel,
    country,
    family,
    refund,
  }
  const overrides = { ...columns, marginColumn, unitCost, dateFormat, delimiter, header, encoding, decimal }
  return { overrides: present(overrides), options: present(options) }
}

type Present<T> = { [Name in keyof T]: Exclude<T[Name], undefined> }

function present<T extends object>(values: T): Partial<Present<T>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<
    Present<T>
  >
}

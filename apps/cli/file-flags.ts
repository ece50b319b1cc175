/** Options of a command that reads a file, told apart: how it is written, and how it is read and valued. */
import { overrides, type Overrides } from '#history/history.contract.ts'
import { importOptions, type ImportOptions } from '#history/import-options.contract.ts'

/** What is known of customers beside their purchases. */
export interface CovariateFlags {
  /** A file with a row for each customer. */
  readonly covariates?: string
  /** Its column that names the customer. */
  readonly covariatesCustomer?: string
}

/** Only what was said is in the parts. */
export function partsOf(flags: Overrides & ImportOptions): {
  readonly overrides: Overrides
  readonly options: ImportOptions
} {
  return {
    overrides: said(flags, overrides.keyof().options),
    options: said(flags, importOptions.keyof().options),
  }
}

type Said<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> }

function said<T extends object, Name extends keyof T>(flags: T, names: readonly Name[]): Said<Pick<T, Name>> {
  const named = names.map((name) => [name, flags[name]] as const)
  return Object.fromEntries(named.filter(([, value]) => value !== undefined)) as Said<Pick<T, Name>>
}

/** What a snapshot knows of one customer beside their purchases, and the model that holds for them. */
import type { Snapshot } from '#columnar/snapshot-readers.ts'
import type { FittedWithCovariates } from '#lifetime/covariates/fit.ts'
import { plainFitFor } from '#lifetime/covariates/profile.ts'
import type { AnyFittedPurchaseModel } from '#lifetime/model.ts'
import type { ValueDocument } from '../value-document.ts'

/** What is known of a customer. */
export interface KnownOfCustomer {
  /** In the order of the file; null where it says nothing. */
  readonly cells: { readonly name: string; readonly value: string | null }[]
  /** What they count as in the model, by the names of its covariates. */
  readonly values: Readonly<Record<string, number>>
}

/** Null where no file of covariates is in use. */
export async function customerCovariates(
  { database }: Snapshot,
  customer: number,
  { covariates }: Pick<ValueDocument, 'covariates'>,
): Promise<KnownOfCustomer | null> {
  if (covariates === null || covariates === undefined) return null
  const [row] = await database.rows(
    'SELECT to_json(cells) AS cells, to_json("values") AS "values" FROM customer_covariate WHERE customer = $customer',
    { customer },
  )
  const cells = listOf(row?.['cells'])
  const values = listOf(row?.['values'])
  return {
    cells: covariates.names.map((name, place) => {
      const value = cells[place] ?? null
      return { name, value: value === null ? null : String(value) }
    }),
    values: Object.fromEntries(covariates.columns.map((name, place) => [name, Number(values[place] ?? 0)])),
  }
}

/** A list of the engine, which is null where nothing is known. */
function listOf(json: unknown): readonly (string | number | null)[] {
  return typeof json === 'string' ? ((JSON.parse(json) as (string | number | null)[] | null) ?? []) : []
}

/** The plain model that a customer follows. */
export function fitOf(
  {
    purchases,
    given,
  }: { readonly purchases: AnyFittedPurchaseModel | null; readonly given?: FittedWithCovariates | null },
  known: KnownOfCustomer | null,
): AnyFittedPurchaseModel | null {
  if (given === null || given === undefined || known === null) return purchases
  return plainFitFor(given, { purchase: known.values, dropout: known.values })
}

/** What is known of customers beside their purchases, as numbers that a fit can use. */
import type { RefreshStep } from '#columnar/refresh.ts'
import { knownCovariates } from '#history/history.actions.ts'
import { independentColumns } from '#lifetime/covariates/design.ts'
import { covariateModelNames, type CovariateModelName } from '#lifetime/covariates/effects.ts'
import { covariateDesign, type CovariateDesign, type Covariates } from './covariate-design.ts'
import {
  createCustomerCovariates,
  createProfiles,
  describedCustomers,
  knownCovariatesOf,
  readProfiles,
  type ProfileTable,
} from './covariates.query.ts'
import { keepResult, readResult } from '../refresh/step-results.ts'
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { valueError } from '../value-error.ts'
import type { ValueOptions } from '../value-options.ts'
import type { ValueRun } from '../refresh/value-run.ts'

/** Makes `customer_covariate` where a file of covariates is in use. */
export function covariatesStep({ options }: ValueRun): RefreshStep {
  return {
    name: 'covariates',
    needs: ['summarise'],
    tables: ['customer_covariate'],
    scratch: ['covariate_cell', 'covariate_value', 'covariate_profile', 'customer_profile', 'covariates'],
    run: async ({ database }) => {
      const file = await knownCovariates(database, { into: 'scratch.covariate_cell' })
      if (file === undefined) return keepResult(database, 'covariates', null)
      checkCovariateModel(options.model)
      const { figures, fileName } = file
      const design = covariateDesign(await knownCovariatesOf(database, figures.columns))
      const described = await describedCustomers(database)
      if (design.columns.length > 0) await createProfiles(database, design.columns)
      const { kept, constant, collinear } = await independent(database, design)
      const covariates: Covariates = {
        ...design,
        fileName,
        names: figures.columns.map(({ name }) => name),
        described,
        used: kept,
        leftOut: [
          ...design.leftOut,
          ...leftOutOf(design, constant, 'VALUE_COVARIATE_CONSTANT'),
          ...leftOutOf(design, collinear, 'VALUE_COVARIATE_COLLINEAR'),
        ],
      }
      await createCustomerCovariates(database, kept)
      await keepResult(database, 'covariates', covariates)
    },
  }
}

/** @throws VALUE_COVARIATES_MODEL where the model takes none */
export function checkCovariateModel(model: ValueOptions['model']): void {
  if (model === 'auto' || model === 'all' || isCovariateModel(model)) return
  throw valueError('VALUE_COVARIATES_MODEL', `The model ${model} does not take covariates.`, { model })
}

/** Whether a model takes covariates. */
export function isCovariateModel(model: string): model is CovariateModelName {
  return covariateModelNames.some((name) => name === model)
}

async function independent(database: ColumnarDatabase, { columns }: CovariateDesign) {
  if (columns.length === 0) return { kept: [], constant: [], collinear: [] }
  const profiles = await readProfiles(database, columns)
  return independentColumns(
    profiles.names.map((name, place) => ({ name, values: profiles.columns[place] ?? new Float64Array() })),
    profiles.customers,
  )
}

function leftOutOf(
  { columns }: CovariateDesign,
  places: readonly number[],
  code: string,
): CovariateDesign['leftOut'] {
  return places.map((place) => ({ covariate: columns[place]?.name ?? '', because: { code } }))
}

/** The covariates that a fit can use, and the profiles of their values; null where there are none. */
export async function usedCovariates(
  database: ColumnarDatabase,
): Promise<(Covariates & { readonly profiles: ProfileTable }) | null> {
  const covariates = await readResult<Covariates | null>(database, 'covariates')
  if (covariates === null || covariates.used.length === 0) return null
  return { ...covariates, profiles: await readProfiles(database, covariates.columns, covariates.used) }
}

/** Which parameters a covariate moves, and which way. */
import { lifetimeError } from '../errors.ts'
import { type CovariateProcess, type CustomerCovariates, valuesOf } from './covariates.ts'

/** The models that take covariates, and calendars. */
export const covariateModelNames = ['bg-nbd', 'mbg-nbd', 'pareto-nbd'] as const
/** One of them. */
export type CovariateModelName = (typeof covariateModelNames)[number]

/**
 * What a dropout covariate z with coefficient γ does to the beta distribution of BG/NBD and MBG/NBD:
 *
 * - `shared`: a·e^γz and b·e^γz, as CLVTools does. The mean a/(a+b) stays; customers become more or less alike.
 * - `odds`: a·e^γz, so that the odds of a dropout, a/b, grow by e^γz: the counterpart of Pareto/NBD's dropout rate.
 * - `separate`: a·e^γ₁z and b·e^γ₂z with two coefficients (Fader & Hardie).
 *
 * @see Fader & Hardie (2007), "Incorporating Time-Invariant Covariates into the Pareto/NBD and BG/NBD Models".
 */
export type DropoutLink = 'shared' | 'odds' | 'separate'

/** One coefficient: the covariate it multiplies, and the logarithms of the parameters that the product moves. */
export interface CovariateEffect {
  /** Its name among the parameters of a fit, for instance `purchase.gender`. */
  readonly coefficient: string
  readonly covariate: string
  /** Whose column is read; a coefficient of both processes reads that of the purchases. */
  readonly process: CovariateProcess
  /** By how much ln of each parameter moves, in the order of the model's parameters. */
  readonly direction: readonly number[]
}

/** How covariates act. */
export interface EffectOptions {
  /** Names of covariates with one coefficient for both processes; they must be given, and be the same, in both. */
  readonly sameOnBoth?: readonly string[]
  /** Only for BG/NBD and MBG/NBD; `shared` where left out. */
  readonly dropoutLink?: DropoutLink
}

/** A positive coefficient means more frequent purchases: α·e^−γz, in every model. */
const faster = [0, -1, 0, 0] as const

/** What a positive coefficient does to the dropout, by name of the process or part of it. */
const dropoutDirections: Readonly<
  Record<'pareto-nbd' | DropoutLink, readonly (readonly [string, readonly number[]])[]>
> = {
  'pareto-nbd': [['dropout', [0, 0, 0, -1]]],
  shared: [['dropout', [0, 0, 1, 1]]],
  odds: [['dropout', [0, 0, 1, 0]]],
  separate: [
    ['a', [0, 0, 1, 0]],
    ['b', [0, 0, 0, 1]],
  ],
}

/**
 * The coefficients of a model with these covariates, in the order purchase, dropout, both.
 *
 * @throws LIFETIME_COVARIATE_MISSING, LIFETIME_OPTION_INVALID.
 */
export function effectsOf(
  model: CovariateModelName,
  covariates: CustomerCovariates,
  { sameOnBoth = [], dropoutLink = 'shared' }: EffectOptions,
): readonly CovariateEffect[] {
  const dropout = dropoutDirections[model === 'pareto-nbd' ? model : dropoutLink]
  const free = (process: CovariateProcess) =>
    covariates[process].filter(({ name }) => !sameOnBoth.includes(name))
  for (const name of sameOnBoth) refuseDifferentColumns(covariates, name)
  if (sameOnBoth.length > 0 && dropout.length > 1) {
    throw lifetimeError(
      'LIFETIME_OPTION_INVALID',
      'One coefficient cannot serve the purchases and two separate parts of the dropout.',
      { sameOnBoth, dropoutLink },
      { hint: "Choose the dropout link 'shared' or 'odds', or leave the constraint out." },
    )
  }
  return [
    ...free('purchase').map(({ name }) =>
      effect('purchase', name, { process: 'purchase', direction: faster }),
    ),
    ...dropout.flatMap(([part, direction]) =>
      free('dropout').map(({ name }) => effect(part, name, { process: 'dropout', direction })),
    ),
    ...sameOnBoth.map((name) => {
      const direction = faster.map((by, i) => by + dropout[0][1][i])
      return effect('both', name, { process: 'purchase', direction })
    }),
  ]
}

function effect(
  part: string,
  covariate: string,
  rest: Pick<CovariateEffect, 'process' | 'direction'>,
): CovariateEffect {
  return Object.freeze({ coefficient: `${part}.${covariate}`, covariate, ...rest })
}

function refuseDifferentColumns(covariates: CustomerCovariates, name: string): void {
  const purchase = valuesOf(covariates, 'purchase', name)
  const dropout = valuesOf(covariates, 'dropout', name)
  if (purchase.every((value, row) => value === dropout[row])) return
  throw lifetimeError(
    'LIFETIME_OPTION_INVALID',
    `The covariate ${name} is to have one coefficient, but its values differ between the two processes.`,
    { name },
    { hint: 'Give the same column to both processes, or leave the constraint out.' },
  )
}

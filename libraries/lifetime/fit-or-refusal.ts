/** Tries a fit that the data may not allow. */
import { isPerennialError } from '#kernel/errors.ts'

/** A fit, or the code with which it was refused. */
export type FitOrRefusal<F> = { readonly fitted: F } | { readonly refused: string }

/**
 * Runs a fit.
 *
 * @returns The code where the data are why there is none; anything else that goes wrong is thrown on.
 */
export function fitOrRefusal<F>(fit: () => F): FitOrRefusal<F> {
  try {
    return { fitted: fit() }
  } catch (error) {
    if (isPerennialError(error)) return { refused: error.code }
    throw error
  }
}

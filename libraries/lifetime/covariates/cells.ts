/** Log-likelihoods of parts of the customers, each at parameters of its own. */

/**
 * Customers cut into cells that share their covariates. The curvature of a cell is fifteen numbers: its log-likelihood,
 * the gradient in the logarithms of the four parameters, and the Hessian's lower triangle, row by row.
 */
export interface Cells {
  readonly count: number
  /** Prepares for parameters before covariates, in their natural scale; called once an evaluation. */
  readonly begin: (parameters: Float64Array) => void
  /** How many of the parameters, counted from the first, each cell's likelihood depends on; all where left out. */
  readonly involved?: Uint8Array
  /** Writes the curvature of a cell at its own parameters into `out`, as far as the parameters involved reach. */
  readonly curvatureOf: (cell: number, parameters: Float64Array, out: Float64Array) => void
}

/** How many parameters the models with covariates have. */
export const parameterCount = 4

/** Length of a cell's curvature. */
export const curvatureLength = 15

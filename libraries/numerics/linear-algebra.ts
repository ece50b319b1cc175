/** Dense linear algebra for the handful of parameters of a model: matrices as arrays of rows. */

/** A square matrix, row by row. */
export type Matrix = readonly (readonly number[])[]

/** Eigenvalues in ascending order, each with its unit eigenvector in the row of the same place. */
export interface SymmetricEigen {
  readonly values: readonly number[]
  readonly vectors: Matrix
}

/** The scalar product of two vectors of the same length. */
export function dot(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, i) => sum + value * right[i], 0)
}

/** `matrix` times the column `vector`. */
export function multiply(matrix: Matrix, vector: readonly number[]): number[] {
  return matrix.map((row) => dot(row, vector))
}

/**
 * Lower triangle L with L·Lᵀ = `matrix`.
 *
 * @param matrix - Symmetric.
 * @returns Undefined where the matrix is not positive definite.
 */
export function cholesky(matrix: Matrix): number[][] | undefined {
  const lower = matrix.map((row) => row.map(() => 0))
  for (let i = 0; i < matrix.length; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i][j]
      for (let k = 0; k < j; k++) sum -= lower[i][k] * lower[j][k]
      if (i !== j) lower[i][j] = sum / lower[j][j]
      else if (sum > 0) lower[i][i] = Math.sqrt(sum)
      else return undefined
    }
  }
  return lower
}

/**
 * The solution y of `matrix`·y = `vector`.
 *
 * @param matrix - Symmetric.
 * @returns Undefined where the matrix is not positive definite.
 */
export function solvePositiveDefinite(matrix: Matrix, vector: readonly number[]): number[] | undefined {
  const lower = cholesky(matrix)
  if (lower === undefined) return undefined
  const solution = [...vector]
  const size = solution.length
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) solution[i] -= lower[i][k] * solution[k]
    solution[i] /= lower[i][i]
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) solution[i] -= lower[k][i] * solution[k]
    solution[i] /= lower[i][i]
  }
  return solution
}

/**
 * The inverse of a symmetric positive definite matrix, itself exactly symmetric.
 *
 * @returns Undefined where the matrix is not positive definite.
 */
export function invertPositiveDefinite(matrix: Matrix): number[][] | undefined {
  const columns: number[][] = []
  for (let i = 0; i < matrix.length; i++) {
    const unit = matrix.map((_, k) => (k === i ? 1 : 0))
    const column = solvePositiveDefinite(matrix, unit)
    if (column === undefined) return undefined
    columns.push(column)
  }
  return columns.map((row, i) => row.map((value, j) => (value + columns[j][i]) / 2))
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix.
 *
 * @see Golub & Van Loan (2013), "Matrix Computations", 8.5: the cyclic Jacobi method.
 */
export function symmetricEigen(matrix: Matrix): SymmetricEigen {
  const work = matrix.map((row) => [...row])
  const vectors = matrix.map((row, i) => row.map((_, j) => (i === j ? 1 : 0)))
  const size = work.length
  for (let sweep = 0; sweep < 60 && offDiagonal(work) > 0; sweep++) {
    for (let p = 0; p < size - 1; p++) {
      for (let q = p + 1; q < size; q++) rotate(work, vectors, { p, q })
    }
  }
  const order = work.map((_, i) => i).toSorted((i, j) => work[i][i] - work[j][j])
  return { values: order.map((i) => work[i][i]), vectors: order.map((i) => vectors[i]) }
}

/** Sum of the squares off the diagonal that still count beside it. */
function offDiagonal(work: number[][]): number {
  let sum = 0
  for (let p = 0; p < work.length; p++) {
    for (let q = p + 1; q < work.length; q++) {
      const negligible = Math.abs(work[p][q]) <= 1e-17 * Math.sqrt(Math.abs(work[p][p] * work[q][q]))
      if (!negligible) sum += work[p][q] ** 2
    }
  }
  return sum
}

/** One Jacobi rotation, which makes the element at (p, q) vanish. */
function rotate(work: number[][], vectors: number[][], { p, q }: { p: number; q: number }): void {
  const element = work[p][q]
  if (element === 0) return
  const theta = (work[q][q] - work[p][p]) / (2 * element)
  const tangent = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(theta, 1))
  const cosine = 1 / Math.hypot(tangent, 1)
  const sine = tangent * cosine
  for (const row of work) mix(row, { p, q }, { cosine, sine })
  for (let k = 0; k < work.length; k++) {
    const [first, second] = [work[p][k], work[q][k]]
    work[p][k] = cosine * first - sine * second
    work[q][k] = sine * first + cosine * second
  }
  for (let k = 0; k < work.length; k++) {
    const [first, second] = [vectors[p][k], vectors[q][k]]
    vectors[p][k] = cosine * first - sine * second
    vectors[q][k] = sine * first + cosine * second
  }
  work[p][q] = 0
  work[q][p] = 0
}

/** Columns p and q of one row, rotated. */
function mix(
  row: number[],
  { p, q }: { p: number; q: number },
  { cosine, sine }: { cosine: number; sine: number },
): void {
  const [first, second] = [row[p], row[q]]
  row[p] = cosine * first - sine * second
  row[q] = sine * first + cosine * second
}

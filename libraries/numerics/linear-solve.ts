/** Systems of linear equations without symmetry. */
import type { Matrix } from './linear-algebra.ts'

/**
 * The solutions of `matrix`·y = b, one for each b of `vectors`.
 *
 * @param matrix - Square.
 * @returns In the order of `vectors`; undefined where the matrix is singular to working precision.
 * @see Golub & Van Loan (2013), "Matrix Computations", 3.4: Gaussian elimination with partial pivoting.
 */
export function solveLinear(matrix: Matrix, vectors: readonly (readonly number[])[]): number[][] | undefined {
  const size = matrix.length
  const work = matrix.map((row, i) => [...row, ...vectors.map((vector) => vector[i])])
  const scale = Math.max(...matrix.flat().map(Math.abs))
  for (let column = 0; column < size; column++) {
    const pivot = pivotOf(work, column)
    if (!(Math.abs(work[pivot][column]) > 1e-14 * scale)) return undefined
    ;[work[column], work[pivot]] = [work[pivot], work[column]]
    for (let row = column + 1; row < size; row++) eliminate(work[row], work[column], column)
  }
  return vectors.map((_, place) => substitute(work, size + place))
}

/** The row, from the diagonal on, whose entry in `column` is largest. */
function pivotOf(work: readonly (readonly number[])[], column: number): number {
  let pivot = column
  for (let row = column + 1; row < work.length; row++) {
    if (Math.abs(work[row][column]) > Math.abs(work[pivot][column])) pivot = row
  }
  return pivot
}

function eliminate(row: number[], pivotRow: readonly number[], column: number): void {
  const factor = row[column] / pivotRow[column]
  if (factor === 0) return
  for (let k = column; k < row.length; k++) row[k] -= factor * pivotRow[k]
}

function substitute(work: readonly (readonly number[])[], side: number): number[] {
  const solution: number[] = Array.from({ length: work.length }, () => 0)
  for (let i = work.length - 1; i >= 0; i--) {
    let rest = work[i][side]
    for (let k = i + 1; k < work.length; k++) rest -= work[i][k] * solution[k]
    solution[i] = rest / work[i][i]
  }
  return solution
}

/** Whether the first row names the columns. */
import { guessDateFormat } from './date-format.ts'
import { columnRoles } from './mapping.ts'
import { nameFits } from './column-words.ts'
import { guessNumberFormat } from './number-format.ts'

/**
 * A header has no number and no date, and stands over numbers or dates or has a word that headers have. One row alone
 * is a header where it has such a word.
 */
export function hasHeader(rows: readonly (readonly string[])[]): boolean {
  const [first, ...rest] = rows
  if (first === undefined || first.every((cell) => cell.trim() === '')) return false
  if (first.some((cell) => isValue(cell))) return false
  const named = first.some((cell) => columnRoles.some((role) => nameFits(cell, role) >= 0.9))
  const overValues = first.some((_, place) => {
    const below = rest.slice(0, 100).map((row) => row[place] ?? '')
    return below.length > 0 && below.filter(isValue).length > below.length / 2
  })
  return named || overValues
}

/** Names of the columns: from the header, made unique, or `column 1` and so on. */
export function columnNames(header: readonly string[] | undefined, count: number): readonly string[] {
  const taken = new Set<string>()
  return Array.from({ length: count }, (_, place) => {
    const given = header?.[place]?.trim() ?? ''
    const base = given === '' ? `column ${place + 1}` : given
    let name = base
    for (let copy = 2; taken.has(name); copy++) name = `${base} ${copy}`
    taken.add(name)
    return name
  })
}

function isValue(cell: string): boolean {
  const text = cell.trim()
  if (text === '') return false
  return guessNumberFormat([text])?.share === 1 || guessDateFormat([text], false)?.share === 1
}

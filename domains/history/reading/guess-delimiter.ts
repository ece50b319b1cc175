/** What stands between the columns of a file. */
import { splitRows } from '../split-rows.ts'

/** The comma last: between other delimiters it is a decimal comma more often than the other way round. */
const delimiters = ['\t', ';', '|', ','] as const
const sampleRows = 200

/**
 * The delimiter that cuts the rows into the same number of columns, at least two, most consistently; runs of spaces only
 * where no delimiter does. Undefined where the rows do not agree under any of them.
 */
export function guessDelimiter(text: string, complete: boolean): string | undefined {
  const judged = delimiters.map((delimiter) => judge(text, delimiter, complete))
  const best = judged.toSorted((a, b) => b.agreement - a.agreement || weight(b) - weight(a))[0]
  if (best !== undefined && best.agreement >= 0.9) return best.delimiter
  const spaces = judge(text, 'spaces', complete)
  if (spaces.agreement >= 0.95) return 'spaces'
  return best !== undefined && best.agreement >= 0.6 ? best.delimiter : undefined
}

/** Three columns are as convincing as many. */
function weight({ columns }: { readonly columns: number }): number {
  return Math.min(columns, 3)
}

function judge(text: string, delimiter: string, complete: boolean) {
  const rows = splitRows(text, delimiter, { complete, limit: sampleRows })
  const counts = new Map<number, number>()
  for (const row of rows) counts.set(row.length, (counts.get(row.length) ?? 0) + 1)
  const [columns = 0, agreeing = 0] = [...counts].toSorted((a, b) => b[1] - a[1])[0] ?? []
  return { delimiter, columns, agreement: columns < 2 ? 0 : agreeing / rows.length }
}
